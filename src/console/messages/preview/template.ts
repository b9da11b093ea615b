/** Buttons, a question, cards. https://developers.line.biz/en/reference/messaging-api/#template-messages */
import type { LineMessage } from "../../../delivery/message/message.ts";
import { pictureOf, type Canvas } from "./canvas.ts";
import { isPart, labelOf, partsOf, textOf, type Part } from "./flex-values.ts";
import { html, type VNode } from "../../web/elements.ts";

export function template(message: LineMessage, canvas: Canvas): VNode {
  const inner = isPart(message["template"]) ? message["template"] : {};
  const columns = partsOf(inner["columns"]);
  if (columns.length === 0) return card(inner, canvas);
  return html`<div class="flex-carousel" tabindex="0" role="group" aria-label=${canvas.words.carousel}>
    ${columns.map((column) => (inner["type"] === "image_carousel" ? imageCard(column, canvas) : card(column, canvas)))}
  </div>`;
}

function card(part: Part, canvas: Canvas): VNode {
  const { thumbnailImageUrl: url } = part;
  const title = textOf(part["title"]);
  const classes = canvas.styles.of({ ratio: "1.51x1" });
  return html`<div class="flex-bubble">
    ${url !== undefined && pictureOf({ url, classes, kind: "image", cover: part["imageSize"] !== "contain" }, canvas)}
    <div class="card-text">
      ${title !== null && html`<p class="bold">${title}</p>`}
      <p>${textOf(part["text"]) ?? ""}</p>
    </div>
    ${partsOf(part["actions"]).map((action) => html`<span class="flex-button button-link height-sm">${labelOf(action)}</span>`)}
  </div>`;
}

const imageCard = (part: Part, canvas: Canvas): VNode =>
  html`<div class="flex-bubble">
    ${pictureOf({ url: part["imageUrl"], classes: "square", kind: "image", cover: true }, canvas)}
    <span class="flex-button button-link height-sm">${labelOf(part["action"])}</span>
  </div>`;
