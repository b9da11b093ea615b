/**
 * A Flex Message as HTML, as near to LINE's box model as flexbox comes.
 * https://developers.line.biz/en/docs/messaging-api/flex-message-layout/
 */
import {
  colour,
  font,
  isPart,
  labelOf,
  partsOf,
  picture,
  ratio,
  space,
  textOf,
  word,
  type Part,
} from "./flex-values.ts";
import { boxClasses, placeClasses, type Place } from "./flex-box.ts";
import { faultClass, pictureOf, type Canvas } from "./canvas.ts";
import { html, type VNode } from "../../web/elements.ts";

/** Widths of bubbles; 300 is that of the others. */
const WIDTHS: ReadonlyMap<unknown, number> = new Map(
  Object.entries({ nano: 120, micro: 160, deca: 220, hecto: 241, kilo: 260, giga: 386 }),
);

/** A bubble, or several side by side. */
export function flexContainer(container: unknown, path: string, canvas: Canvas): VNode {
  if (!isPart(container)) return unknownPart("?", path, canvas);
  if (container["type"] !== "carousel") return bubble(container, path, canvas);
  const bubbles = partsOf(container["contents"]);
  return html`<div class="flex-carousel" tabindex="0" role="group" aria-label=${canvas.words.carousel}>
    ${bubbles.map((one, index) => bubble(one, `${path}.contents[${index}]`, canvas))}
  </div>`;
}

const BLOCKS = ["header", "hero", "body", "footer"] as const;

function bubble(part: Part, path: string, canvas: Canvas): VNode {
  const styles = isPart(part["styles"]) ? part["styles"] : {};
  const blocks = BLOCKS.filter((name) => isPart(part[name]));
  const hasFooter = blocks.includes("footer") ? "has-footer" : "";
  const dir = part["direction"] === "rtl" ? "rtl" : "ltr";
  const width = canvas.styles.of({ w: WIDTHS.get(part["size"]) });
  return html`<div class=${`flex-bubble ${width} ${hasFooter} ${faultClass(path, canvas)}`} dir=${dir}>
    ${blocks.map((name, index) => {
      const style = isPart(styles[name]) ? styles[name] : {};
      const line = index > 0 && style["separator"] === true;
      return html`${line && separator({ color: style["separatorColor"] }, "", canvas)}
        <div class=${`flex-block block-${name} ${canvas.styles.of({ ground: colour(style["backgroundColor"]) })}`}>
          ${component(part[name] as Part, { path: `${path}.${name}`, depth: 0, place: TOP }, canvas)}
        </div>`;
    })}
  </div>`;
}

const TOP: Place = { layout: "vertical", index: 0, spacing: null };

interface Where {
  readonly path: string;
  readonly depth: number;
  readonly place: Place;
}

/** No one nests so deep on purpose; what does is not drawn. */
const MAX_DEPTH = 20;

type Draw = (part: Part, classes: string, canvas: Canvas, where: Where) => VNode;

const KINDS: ReadonlyMap<unknown, Draw> = new Map<string, Draw>(
  Object.entries({
    box,
    text,
    image,
    video,
    button,
    icon,
    separator,
    filler: (_part, classes) => html`<span class=${`flex-filler ${classes}`}></span>`,
    spacer: (part, _classes, { styles }) => html`<span class=${styles.of({ h: space(part["size"] ?? "md") })}></span>`,
  }),
);

function component(part: Part, where: Where, canvas: Canvas): VNode {
  if (where.depth > MAX_DEPTH) return unknownPart("…", where.path, canvas);
  const draw = KINDS.get(part["type"]);
  if (draw === undefined) return unknownPart(textOf(part["type"]) ?? "?", where.path, canvas);
  return draw(
    part,
    `${placeClasses(part, where.place, canvas.styles)} ${faultClass(where.path, canvas)}`,
    canvas,
    where,
  );
}

function box(part: Part, classes: string, canvas: Canvas, { path, depth }: Where): VNode {
  const layout = word(part["layout"], "layout", ["vertical", "horizontal", "baseline"]);
  const place = { layout: layout.slice("layout-".length), spacing: part["spacing"] };
  return html`<div class=${`flex-box ${layout} ${classes} ${boxClasses(part, canvas.styles)}`}>
    ${partsOf(part["contents"]).map((inner, index) =>
      component(inner, { path: `${path}.contents[${index}]`, depth: depth + 1, place: { ...place, index } }, canvas),
    )}
  </div>`;
}

function text(part: Part, classes: string, canvas: Canvas): VNode {
  const spans = partsOf(part["contents"]);
  const lines = typeof part["maxLines"] === "number" && part["maxLines"] > 0 ? part["maxLines"] : null;
  const all = [
    "flex-text",
    part["wrap"] === true ? "wraps" : "",
    letters(part, canvas),
    canvas.styles.of({ lines, align: part["align"] }),
    classes,
  ].join(" ");
  if (spans.length === 0) return html`<p class=${all}>${textOf(part["text"]) ?? ""}</p>`;
  return html`<p class=${all}>
    ${spans.map((span) => html`<span class=${letters(span, canvas)}>${textOf(span["text"]) ?? ""}</span>`)}
  </p>`;
}

const letters = (part: Part, { styles }: Canvas): string =>
  [
    part["weight"] === "bold" ? "bold" : "",
    styles.of({ style: part["style"], decoration: part["decoration"] }),
    styles.of({ font: font(part["size"]), color: colour(part["color"]) }),
  ].join(" ");

function image(part: Part, classes: string, canvas: Canvas): VNode {
  const measures = canvas.styles.of({
    w: picture(part["size"] ?? "md"),
    ratio: ratio(part["aspectRatio"] ?? "1:1"),
    ground: colour(part["backgroundColor"]),
  });
  const { align } = part;
  const justify = align === "start" || align === "end" ? `flex-${align}` : null;
  return html`<div class=${`flex-image ${canvas.styles.of({ justify })} ${classes}`}>
    ${pictureOf({ url: part["url"], classes: measures, kind: "image", cover: part["aspectMode"] === "cover" }, canvas)}
  </div>`;
}

function video(part: Part, classes: string, canvas: Canvas): VNode {
  const measures = canvas.styles.of({ w: "100%", ratio: ratio(part["aspectRatio"] ?? "16:9") });
  return html`<div class=${`flex-image ${classes}`}>
    ${pictureOf({ url: part["previewUrl"], classes: measures, kind: "video", cover: true }, canvas)}
  </div>`;
}

function icon(part: Part, classes: string, { styles, pictures }: Canvas): VNode {
  const all = `flex-icon ${classes} ${styles.of({ font: font(part["size"]) })}`;
  const source = pictures.load(part["url"]);
  if (source === null) return html`<span class=${all}></span>`;
  return html`<img class=${all} src=${source} alt="" referrerpolicy="no-referrer" loading="lazy" decoding="async" />`;
}

/** Looks like a button and is none: a preview does nothing. */
function button(part: Part, classes: string, { styles }: Canvas): VNode {
  const style = word(part["style"], "button", ["link", "primary", "secondary"]);
  const chosen = colour(part["color"]);
  const drawn = style === "button-link" ? styles.of({ color: chosen }) : styles.of({ ground: chosen });
  const height = word(part["height"], "height", ["md", "sm"]);
  return html`<span class=${`flex-button ${style} ${height} ${drawn} ${classes}`}>${labelOf(part["action"])}</span>`;
}

function separator({ color }: Part, classes: string, { styles }: Canvas): VNode {
  return html`<span class=${`flex-separator ${classes} ${styles.of({ edge: colour(color) })}`}></span>`;
}

/** What LINE has added since is named, not guessed at. */
const unknownPart = (type: string, path: string, canvas: Canvas): VNode =>
  html`<span class=${`placeholder ${faultClass(path, canvas)}`}>${type}</span>`;
