/** All sends of a portal, stopped and allowed again: what pages say of it. */
import { html } from "htm/preact";
import type { VNode } from "preact";
import { RESTORE } from "../../delivery/lifecycle/commands.ts";
import type { SendingStop } from "../../ports/store/sending-stop.ts";
import { fill } from "../../i18n/wording.ts";
import { instant } from "../web/elements.ts";
import type { ViewContext } from "../request/view-context.ts";
import { allows } from "../request/rights.ts";
import { inPortal } from "../request/same-portal.ts";

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
