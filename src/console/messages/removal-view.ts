/** The question before a saved message is deleted. */
import type { MessageUse, SavedMessage } from "../../ports/store/saved-messages.ts";
import { fill } from "../../i18n/wording.ts";
import { html, instant, type VNode } from "../web/elements.ts";
import type { ViewContext } from "../request/view-context.ts";
import { inPortal } from "../request/same-portal.ts";

export interface Removal {
  readonly message: SavedMessage;
  /** The last deliveries with it. */
  readonly uses: readonly MessageUse[];
  readonly workflowUrl: (workflowId: string) => string;
}

/** Two presses: the button is behind a summary that says who would miss the message. */
export function removal({ message: { id }, uses, workflowUrl }: Removal, context: ViewContext): VNode {
  const { messages: words, audiences } = context.words;
  const workflows = [...new Set(uses.flatMap(({ workflowIds }) => workflowIds))];
  return html`<details class="command" id="ask-delete">
    <summary class="button quiet">${words.remove}…</summary>
    <p>${uses.length === 0 ? words.unused : words.used}</p>
    <ul>
      ${uses.map(
        ({ deliveryId, listName, openedAt, isUnsent }) =>
          html`<li>
            <a href=${`/deliveries/${deliveryId}`}>${listName}</a>, ${instant(openedAt, context)}${" "}
            ${isUnsent && html`<span class="badge">${words.unsent}</span>`}
          </li>`,
      )}
      ${workflows.map(
        (workflow) => html`<li><a href=${workflowUrl(workflow)}>${fill(audiences.workflow, { id: workflow })}</a></li>`,
      )}
    </ul>
    <p>${words.removeHint}</p>
    <form method="post" action=${inPortal(`/messages/${id}/delete`, context.session)}>
      <button class="stop">${words.removeNow}</button>
    </form>
  </details>`;
}
