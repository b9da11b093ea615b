/** An image with the areas that can be tapped. https://developers.line.biz/en/reference/messaging-api/#imagemap-message */
import type { LineMessage } from "../../../delivery/message/message.ts";
import type { Canvas } from "./canvas.ts";
import { isPart, partsOf, textOf, type Part } from "./flex-values.ts";
import { html, type VNode } from "../../web/elements.ts";

/** Width of every imagemap. */
const WIDTH = 1040;

export function imagemap(message: LineMessage, { words, pictures }: Canvas): VNode {
  const size = isPart(message["baseSize"]) ? message["baseSize"] : {};
  const height = lengthOf(size["height"]) ?? WIDTH;
  const areas = partsOf(message["actions"]).map(({ area }) => area);
  // LINE asks for the width it needs below this address.
  const source = pictures.load(typeof message["baseUrl"] === "string" ? `${message["baseUrl"]}/${WIDTH}` : null);
  const { video } = message;
  const film = isPart(video) && isPart(video["area"]) ? video["area"] : null;
  return html`<svg
    class="imagemap"
    role="img"
    aria-label=${`${words.imagemap} ${textOf(message["altText"]) ?? ""}`}
    viewBox=${`0 0 ${WIDTH} ${height}`}
    width="300"
  >
    <rect fill="#e5e9ef" width=${WIDTH} height=${height} />
    ${source !== null && html`<image href=${source} width=${WIDTH} height=${height} preserveAspectRatio="none" />`}
    ${film !== null && rectangle(film, { fill: "#aab6c5" })}
    ${areas.filter(isPart).map((area) => rectangle(area, TAPPED))}
  </svg>`;
}

const lengthOf = (value: unknown): number | null =>
  typeof value === "number" && value >= 0 && value <= 10_000 ? value : null;

const TAPPED = { class: "area", fill: "#06c755", "fill-opacity": 0.12, stroke: "#057a36", "stroke-width": 6 };

function rectangle(area: Part, look: object): VNode | null {
  const [x, y, width, height] = [area["x"], area["y"], area["width"], area["height"]].map(lengthOf);
  if (x == null || y == null || width == null || height == null) return null;
  return html`<rect ...${look} x=${x} y=${y} width=${width} height=${height} />`;
}
