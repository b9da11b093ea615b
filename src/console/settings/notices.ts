/** What pages say of an account whose sends are stopped, or to which HubSpot gives the app no access any more. */
import { meansRemoval, type RefusedAccess } from "../../delivery/hubspot/portal-access.ts";
import { RESTORE } from "../../delivery/lifecycle/commands.ts";
import type { SendingStop } from "../../ports/store/sending-stop.ts";
import { fill, sentence } from "../../i18n/wording.ts";
import { html, instant, type VNode } from "../web/elements.ts";
import { allows } from "../request/rights.ts";
import { inPortal } from "../request/same-portal.ts";
import type { ViewContext } from "../request/view-context.ts";
import { signInPath } from "../web/return-path.ts";

/** What HubSpot refuses, since when, and what to do; null while it gives access. */
export function accessNotice(access: RefusedAccess | null, context: ViewContext): VNode | null {
  if (access === null) return null;
  const { access: words } = context.words;
  return html`<section class="stopped" role="status">
    <p>
      <strong>${sentence(access.finding, context.language)}</strong> ${words.since} ${instant(access.since, context)}
    </p>
    ${
      meansRemoval(access.finding) &&
      html`<p>${words.doubt}</p>
        <p><a class="button" href=${signInPath(context.path)}>${words.install}</a></p>`
    }
  </section>`;
}

/** Everyone sees that sends are stopped; who may, allows them again. */
export function stoppedNotice(stop: SendingStop | null, context: ViewContext): VNode | null {
  if (stop === null) return null;
  const { sending: words } = context.words;
  return html`<section class="stopped" role="status">
    <p>
      <strong>${stop.by === RESTORE ? words.stoppedByRestore : fill(words.stopped, { person: stop.by })}</strong>${" "}
      ${words.since} ${instant(stop.at, context)}
    </p>
    <p>${words.stoppedHint}</p>
    ${
      allows(context, "stopSending") &&
      html`<form method="post" action=${inPortal("/sending/resume", context.session)}>
        <button>${words.resume}</button>
      </form>`
    }
  </section>`;
}

/** Two presses: the button is behind a summary that says what it would do. */
export function stopPanel(stop: SendingStop | null, context: ViewContext): VNode | null {
  if (stop !== null || !allows(context, "stopSending")) return null;
  const { sending: words } = context.words;
  return html`<details class="command" id="ask-stop">
    <summary class="button quiet">${words.stopAll}</summary>
    <p>${words.stopHint}</p>
    <form method="post" action=${inPortal("/sending/stop", context.session)}>
      <button class="stop">${words.stopNow}</button>
    </form>
  </details>`;
}
