/** https://developers.line.biz/en/reference/messaging-api/#flex-message */
import { boolean, both, byType, httpsUrl, integer, list, object, oneOf, rule, string, type Check } from "./checks.ts";
import { action, labelledAction } from "./validate-actions.ts";

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

const box = object(
  {
    ...type,
    layout: oneOf("horizontal", "vertical", "baseline"),
    contents: list(
      byType(() => COMPONENTS),
      0,
      Infinity,
    ),
  },
  {
    ...flex,
    ...offsets,
    ...padding,
    backgroundColor: color,
    borderColor: color,
    action,
    background,
    ...words("spacing", "margin", "borderWidth", "cornerRadius", "width", "maxWidth", "height", "maxHeight"),
    justifyContent: oneOf("center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly"),
    alignItems: oneOf("center", "flex-start", "flex-end"),
  },
);
const button = object(
  { ...type, action: labelledAction },
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
    action,
    animated: boolean,
  },
);
const icon = object(
  { ...type, url: httpsUrl },
  { ...offsets, ...words("margin", "size", "aspectRatio"), scaling: boolean },
);
const span = object({ ...type, text: string(1, 2000) }, textStyle);
const text = both(
  object(
    { ...type },
    {
      ...flex,
      ...offsets,
      ...textStyle,
      ...words("margin", "lineSpacing", "adjustMode"),
      text: string(1, 2000),
      align,
      gravity,
      contents: list(
        byType(() => ({ span })),
        1,
        Infinity,
      ),
      wrap: boolean,
      maxLines: integer(0),
      scaling: boolean,
      action,
    },
  ),
  rule((fields) =>
    (fields["text"] ?? fields["contents"]) ? undefined : { message: "May not be empty", property: "text" },
  ),
);
const separator = object({ ...type }, { margin: word, color });
const filler = object({ ...type }, flex);
const video = object(
  { ...type, url: httpsUrl, previewUrl: httpsUrl, altContent: byType(() => ({ box, image })) },
  { aspectRatio: word, action },
);

const COMPONENTS: Record<string, Check> = { box, button, image, icon, text, separator, filler };

const blockStyle = object({}, { backgroundColor: color, separator: boolean, separatorColor: color });
const styles = object({}, { header: blockStyle, hero: blockStyle, body: blockStyle, footer: blockStyle });
const onlyBox = byType(() => ({ box }));

const bubble = both(
  object(type, {
    size: oneOf("nano", "micro", "deca", "hecto", "kilo", "mega", "giga"),
    direction: oneOf("ltr", "rtl"),
    header: onlyBox,
    hero: byType(() => ({ box, image, video })),
    body: onlyBox,
    footer: onlyBox,
    styles,
    action,
  }),
  sizeAtMost(30),
);
const carousel = both(
  object({
    ...type,
    contents: list(
      byType(() => ({ bubble })),
      1,
      12,
    ),
  }),
  sizeAtMost(50),
);

function sizeAtMost(kilobytes: number): Check {
  return (value, property, errors) => {
    if (Buffer.byteLength(JSON.stringify(value)) <= kilobytes * 1024) return;
    errors.push({ message: `Must be at most ${kilobytes} KB`, property });
  };
}

export const flexContainer: Check = byType(() => ({ bubble, carousel }));
