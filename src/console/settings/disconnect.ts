/** An administrator disconnects the HubSpot account: what goes, when, and what is left to do where HubSpot is away. */
import { html } from "htm/preact";
import type { VNode } from "preact";
import { fill } from "../../i18n/wording.ts";
import type { ViewContext } from "../request/view-context.ts";
import { allows } from "../request/rights.ts";
import { inPortal } from "../request/same-portal.ts";

/** Two presses: the button is behind a summary that says what goes, and when. */
export function disconnectSection(retentionDays: number, context: ViewContext): VNode | null {
  if (!allows(context, "disconnect")) return null;
  const { disconnect: words } = context.words;
  return html`<section class="card" id="disconnect">
    <h2>${words.title}</h2>
    <p class="soft">${words.hint}</p>
    <details class="command">
      <summary class="button quiet">${words.ask}</summary>
      <ul>
        ${words.what.map((line) => html`<li>${fill(line, { days: String(retentionDays) })}</li>`)}
      </ul>
      <form method="post" action=${inPortal("/disconnect", context.session)}>
        <button class="stop">${words.now}</button>
      </form>
    </details>
  </section>`;
}

/** Once it is done: what is left to do where HubSpot is away. */
export function disconnectedNotice(retentionDays: number, { words: { disconnect: words } }: ViewContext): VNode {
  return html`<p>${words.doneWhat}</p>
    <p class="soft">${fill(words.doneLater, { days: String(retentionDays) })}</p>`;
}
