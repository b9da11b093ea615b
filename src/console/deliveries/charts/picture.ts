/** A delivery as a picture: a bar for each stage. What is not known yet has its place, so that nothing moves when it comes. */
import type { Delivery } from "../../../delivery/delivery.ts";
import { pictureTitle, stagesOf } from "./stages.ts";
import type { ViewContext } from "../../request/view-context.ts";
import { html, type VNode } from "../../web/elements.ts";

export function picture(delivery: Delivery, context: ViewContext): VNode | null {
  const stages = stagesOf(delivery, context);
  if (stages === null) return null;
  const most = Math.max(1, ...stages.map(({ value }) => value ?? 0));
  return html`<section class="card" id="picture">
    <h2>${pictureTitle(delivery, context)}</h2>
    <ol class="funnel">
      ${stages.map(
        ({ name, kind, value, text, rate }) =>
          html`<li>
            <span class="name">${name}</span>
            <svg aria-hidden="true" width="100%" height="20">
              <rect class="ground" width="100%" height="20" rx="4" />
              <rect class=${kind} width=${`${(((value ?? 0) / most) * 100).toFixed(2)}%`} height="20" rx="4" />
            </svg>
            <span class="text">${text}${rate !== null && html` <span class="soft">${rate}</span>`}</span>
          </li>`,
      )}
    </ol>
    <p class="soft">${context.words.delivery.pcNote}</p>
  </section>`;
}
