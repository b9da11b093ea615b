/** Whether HubSpot still gives the app access to the account: said where deliveries are shown. */
import { html } from "htm/preact";
import type { VNode } from "preact";
import { meansRemoval, type RefusedAccess } from "../../delivery/hubspot/portal-access.ts";
import { sentence } from "../../i18n/wording.ts";
import { instant } from "../web/elements.ts";
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
