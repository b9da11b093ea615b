/** https://developers.line.biz/en/reference/messaging-api/#flex-message */
import {
  boolean,
  both,
  byType,
  httpsUrl,
  integer,
  isObject,
  list,
  object,
  oneOf,
  rule,
  string,
  type Check,
} from "../checks.ts";
import { flexButton, flexTap } from "./validate-actions.ts";

const type = { type: string(1, 30) };
const word = string(1, 40);
const color = string(7, 9, /^#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?$/);
const gravity = oneOf("top", "bottom", "center");
const align = oneOf("start", "end", "center");
const words = (...names: string[]) => Object.fromEntries(names.map((name) => [name, word]));
const flex = { flex: integer(0) };
const offsets = {
  ...words("offsetTop", "offsetBottom", "offsetStart", "offsetEnd"),
  position: oneOf("relative", "absolute"),
};
const padding = words("paddingAll", "paddingTop", "paddingBottom", "paddingStart", "paddingEnd");
const decoration = oneOf("none", "underline", "line-through");
const textStyle = {
  color,
  decoration,
  weight: oneOf("regular", "bold"),
  style: oneOf("normal", "italic"),
  ...words("size"),
};
const background = object(
  { ...type, angle: string(1, 20), startColor: color, endColor: color },
  { centerColor: color, centerPosition: string(1, 10) },
);

const boxOf = (components: () => Record<string, Check>): Check =>
  object(
    {
      ...type,
      layout: oneOf("horizontal", "vertical", "baseline"),
      contents: list(byType(components), 0, Infinity),
    },
    {
      ...flex,
      ...offsets,
      ...padding,
      backgroundColor: color,
      borderColor: color,
      action: flexTap,
      background,
      ...words("spacing", "margin", "borderWidth", "cornerRadius", "width", "maxWidth", "height", "maxHeight"),
      justifyContent: oneOf("center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly"),
      alignItems: oneOf("center", "flex-start", "flex-end"),
    },
  );
const plainBox = boxOf(() => IN_BOX);
const baselineBox = boxOf(() => IN_BASELINE_BOX);
/** What it may contain depends on its layout. https://developers.line.biz/en/reference/messaging-api/#box */
const box: Check = (value, property, errors) =>
  (isObject(value) && value["layout"] === "baseline" ? baselineBox : plainBox)(value, property, errors);
const button = object(
  { ...type, action: flexButton },
  {
    ...flex,
    ...offsets,
    ...words("margin", "scaling", "adjustMode"),
    scaling: boolean,
    height: oneOf("sm", "md"),
    style: oneOf("link", "primary", "secondary"),
    color,
    gravity,
  },
);
const image = object(
  { ...type, url: httpsUrl },
  {
    ...flex,
    ...offsets,
    ...words("margin", "size", "aspectRatio"),
    aspectMode: oneOf("fit", "cover"),
    align,
    gravity,
    backgroundColor: color,
    action: flexTap,
    animated: boolean,
  },
);
const icon = object(
  { ...type, url: httpsUrl },
  { ...offsets, ...words("margin", "size", "aspectRatio"), scaling: boolean },
);
const span = object({ ...type }, { ...textStyle, text: string(0, Infinity) });
const text = both(
  object(
    { ...type },
    {
      ...flex,
      ...offsets,
      ...textStyle,
      ...words("margin", "lineSpacing", "adjustMode"),
      text: string(0, Infinity),
      align,
      gravity,
      contents: list(
        byType(() => ({ span })),
        0,
        Infinity,
      ),
      wrap: boolean,
      maxLines: integer(0),
      scaling: boolean,
      action: flexTap,
    },
  ),
  // https://developers.line.biz/en/reference/messaging-api/#f-text; an empty list of spans is none.
  rule(({ text: words, contents: spans }) => {
    const hasSpans = Array.isArray(spans) && spans.length > 0;
    return hasSpans || words ? undefined : { message: "May not be empty", property: "text" };
  }),
);
const separator = object({ ...type }, { margin: word, color });
const filler = object({ ...type }, flex);
const video = object(
  { ...type, url: httpsUrl, previewUrl: httpsUrl, altContent: byType(() => ({ box, image })) },
  { aspectRatio: word, action: flexTap },
);

const IN_BOX: Record<string, Check> = { box, button, image, text, separator, filler };
const IN_BASELINE_BOX: Record<string, Check> = { icon, text, filler };

const blockStyle = object({}, { backgroundColor: color, separator: boolean, separatorColor: color });
const styles = object({}, { header: blockStyle, hero: blockStyle, body: blockStyle, footer: blockStyle });
const onlyBox = byType(() => ({ box }));

const BLOCKS = ["header", "hero", "body", "footer"];

const bubbleOf = (heroes: Record<string, Check>): Check =>
  both(
    object(type, {
      size: oneOf("nano", "micro", "deca", "hecto", "kilo", "mega", "giga"),
      direction: oneOf("ltr", "rtl"),
      header: onlyBox,
      hero: byType(() => heroes),
      body: onlyBox,
      footer: onlyBox,
      styles,
      action: flexTap,
    }),
    rule((fields) =>
      BLOCKS.some((block) => isObject(fields[block])) ? undefined : { message: "At least one block must be specified" },
    ),
    sizeAtMost(30),
  );
const bubbleWithVideo = bubbleOf({ box, image, video });
const bubbleWithoutVideo = bubbleOf({ box, image });
/** A bubble takes a video where it is wide and alone. https://developers.line.biz/en/reference/messaging-api/#f-video */
const bubble: Check = (value, property, errors) => {
  const size = isObject(value) ? (value["size"] ?? "mega") : "mega";
  const isWide = size === "kilo" || size === "mega" || size === "giga";
  (isWide ? bubbleWithVideo : bubbleWithoutVideo)(value, property, errors);
};
const carousel = both(
  object({
    ...type,
    contents: list(
      byType(() => ({ bubble: bubbleWithoutVideo })),
      1,
      12,
    ),
  }),
  sizeAtMost(50),
);

function sizeAtMost(kilobytes: number): Check {
  return (value, property, errors) => {
    if (Buffer.byteLength(JSON.stringify(value)) <= kilobytes * 1024) return;
    errors.push({ message: `Too large flex message. The maximum size is ${kilobytes} KB`, property });
  };
}

export const flexContainer: Check = byType(() => ({ bubble, carousel }));
