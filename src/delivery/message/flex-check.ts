/** Flex Messages: what may be where. https://developers.line.biz/en/reference/messaging-api/#flex-message */
import { fault, type Fault } from "./faults.ts";
import {
  address,
  atMostBytes,
  byType,
  every,
  isObject,
  list,
  object,
  oneOf,
  text,
  type Check,
} from "./message-rules.ts";
import { flexButton, flexTap } from "./actions-check.ts";

type Components = Readonly<Record<string, Check>>;

const https = address(2000, ["https"]);
const tapped = { action: flexTap };

const image = object({ url: https }, tapped);
const video = object({ url: https, previewUrl: https, altContent: byType(() => ({ box, image })) }, tapped);
const filler = object({});

/** Spans take the place of the text; an empty list of them is none, as LINE's own editor writes it. */
const flexText: Check = (value, property) => {
  const spans = isObject(value) ? (value["contents"] ?? []) : [];
  const isEmpty = Array.isArray(spans) && spans.length === 0;
  const span = object({ type: oneOf("span") });
  const content = isEmpty ? { text: text(Infinity) } : { contents: list(span, 1, Infinity) };
  return object(content, tapped)(value, property);
};

/** https://developers.line.biz/en/reference/messaging-api/#box */
const IN_BOX: Components = {
  box,
  button: object({ action: flexButton }),
  image,
  text: flexText,
  separator: object({}),
  filler,
};
const IN_BASELINE_BOX: Components = { icon: object({ url: https }), text: flexText, filler };

function box(value: unknown, property: string): Fault | null {
  const layout = isObject(value) ? value["layout"] : undefined;
  const contents = list(oneOfThese(layout === "baseline" ? IN_BASELINE_BOX : IN_BOX), 0, Infinity);
  return object({ layout: oneOf("horizontal", "vertical", "baseline"), contents }, tapped)(value, property);
}

/** A video has its own fault: a list of what may be here would not say where it may be. */
const oneOfThese =
  (components: Components): Check =>
  (value, property) =>
    isObject(value) && value["type"] === "video" && components["video"] === undefined
      ? fault(property, "no_video_place")
      : byType(() => components)(value, property);

const onlyBox = oneOfThese({ box });
const BLOCKS = ["header", "hero", "body", "footer"] as const;

const someBlock: Check = (value, property) =>
  isObject(value) && BLOCKS.every((name) => value[name] === undefined || value[name] === null)
    ? fault(property, "no_block", { allowed: BLOCKS.join(", ") })
    : null;

const bubbleWith = (hero: Check): Check =>
  every(
    atMostBytes(30 * 1024),
    object({}, { header: onlyBox, hero, body: onlyBox, footer: onlyBox, ...tapped }),
    someBlock,
  );

const bubbleWithoutVideo = bubbleWith(oneOfThese({ box, image }));
const bubbleWithVideo = bubbleWith(oneOfThese({ box, image, video }));

/** https://developers.line.biz/en/reference/messaging-api/#f-video */
const SIZES_WITH_VIDEO: readonly unknown[] = ["kilo", "mega", "giga", undefined, null];

const bubble: Check = (value, property) =>
  (isObject(value) && SIZES_WITH_VIDEO.includes(value["size"]) ? bubbleWithVideo : bubbleWithoutVideo)(value, property);

export const flexContents: Check = byType(() => ({
  bubble,
  carousel: every(
    atMostBytes(50 * 1024),
    object({
      contents: list(
        byType(() => ({ bubble: bubbleWithoutVideo })),
        1,
        12,
      ),
    }),
  ),
}));
