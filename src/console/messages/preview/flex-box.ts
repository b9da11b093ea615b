/** Where a Flex component stands in its box, and how a box holds what is in it. */
import { border, colour, plain, space, type Part } from "./flex-values.ts";
import type { Styles } from "./style-tokens.ts";

/** Of a component in the box around it. */
export interface Place {
  readonly layout: string;
  readonly index: number;
  readonly spacing: unknown;
}

/** In a horizontal box components share the width; in a vertical one they are as high as they need. */
export function placeClasses(part: Part, { layout, index, spacing }: Place, styles: Styles): string {
  const distance = index === 0 ? null : space(part["margin"] ?? spacing);
  const offsets = {
    top: space(part["offsetTop"]),
    bottom: space(part["offsetBottom"]),
    start: space(part["offsetStart"]),
    end: space(part["offsetEnd"]),
  };
  const positioned = part["position"] === "absolute" ? "absolute" : offsetsAsked(offsets);
  return [
    positioned,
    styles.of({ grow: part["flex"], ...offsets }),
    styles.of(layout === "vertical" ? { mt: distance } : { ms: distance }),
    layout === "horizontal" ? styles.of({ self: part["gravity"] === "bottom" ? "flex-end" : part["gravity"] }) : "",
  ].join(" ");
}

const offsetsAsked = (offsets: object): string =>
  Object.values(offsets).some((offset) => offset !== null) ? "relative" : "";

export const boxClasses = (part: Part, styles: Styles): string =>
  styles.of({
    justify: part["justifyContent"],
    items: part["alignItems"],
    ground: colour(part["backgroundColor"]) ?? gradientStart(part["background"]),
    edge: colour(part["borderColor"]),
    line: border(part["borderWidth"]),
    round: space(part["cornerRadius"]),
    w: plain(part["width"]),
    h: plain(part["height"]),
    maxw: plain(part["maxWidth"]),
    maxh: plain(part["maxHeight"]),
    pad: space(part["paddingAll"]),
    pt: space(part["paddingTop"]),
    pb: space(part["paddingBottom"]),
    ps: space(part["paddingStart"]),
    pe: space(part["paddingEnd"]),
  });

/** A gradient is drawn in the colour it begins with. */
const gradientStart = (background: unknown): string | null =>
  typeof background === "object" && background !== null && "startColor" in background
    ? colour(background.startColor)
    : null;
