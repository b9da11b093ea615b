/**
 * Whether messages can be sent in a narrowcast: what LINE documents of each kind, checked here so that the fault is shown
 * where it is, at once and without LINE. LINE is asked as well; what it adds later is left to it.
 * https://developers.line.biz/en/reference/messaging-api/#message-objects
 */
import { fault, type Fault } from "./faults.ts";
import {
  address,
  atMostBytes,
  byType,
  every,
  first,
  isObject,
  list,
  number,
  object,
  oneOf,
  pattern,
  text,
  whole,
  words,
  type Check,
} from "./message-rules.ts";

export const MOST_MESSAGES = 5;
/** Of one text message. */
export const LONGEST_TEXT = 5000;

/** Null when nothing is wrong; otherwise the first fault. */
export function checkMessages(messages: readonly unknown[]): Fault | null {
  return list(message, 1, MOST_MESSAGES)(messages, "messages");
}

const https = address(2000, ["https"]);
const link = address(1000, ["http", "https", "line", "tel"]);
const altText = text(1500);

// https://developers.line.biz/en/reference/messaging-api/#action-objects
function actions(labels: {
  required: Readonly<Record<string, Check>>;
  optional: Readonly<Record<string, Check>>;
}): Check {
  const shape = (required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}) =>
    object({ ...labels.required, ...required }, { ...labels.optional, ...optional });
  const kinds = {
    postback: shape(
      { data: text(300) },
      { displayText: words(300, 0), text: words(300, 0), fillInText: words(300, 0) },
    ),
    message: shape({ text: words(300) }),
    uri: shape({ uri: link }, { altUri: object({}, { desktop: link }) }),
    datetimepicker: shape({ data: text(300), mode: oneOf("date", "time", "datetime") }),
    camera: shape({}),
    cameraRoll: shape({}),
    location: shape({}),
    richmenuswitch: shape({ richMenuAliasId: text(32), data: text(300) }),
    clipboard: shape({ clipboardText: text(1000) }),
  };
  return byType(() => kinds);
}

/** A button shows its label; where a picture or a box is tapped nobody sees one. */
const button = (most: number): Check => actions({ required: { label: words(most) }, optional: {} });
const tap = (most: number): Check => actions({ required: {}, optional: { label: words(most, 0) } });

const LONGEST_LABEL = 20;
const LONGEST_FLEX_LABEL = 40;
const action = button(LONGEST_LABEL);

// https://developers.line.biz/en/reference/messaging-api/#template-messages
const short = (value: unknown): boolean =>
  isObject(value) && (value["title"] != null || value["thumbnailImageUrl"] != null);
const bodyText =
  (plain: number): Check =>
  (value, property) =>
    object({ text: words(short(value) ? 60 : plain) })(value, property);
const picture = { thumbnailImageUrl: https, title: words(40), defaultAction: tap(LONGEST_LABEL) };
const column = every(object({ actions: list(action, 1, 3) }, picture), bodyText(120));

/** All columns of a carousel have the same number of buttons. */
const evenColumns: Check = (value, property) => {
  if (!isObject(value) || !Array.isArray(value["columns"])) return null;
  const counts = value["columns"].map((one: unknown) =>
    isObject(one) && Array.isArray(one["actions"]) ? one["actions"].length : 0,
  );
  const odd = counts.findIndex((count) => count !== counts[0]);
  return odd < 0 ? null : fault(`${property}.columns[${odd}].actions`, "uneven_buttons", { count: counts[0] ?? 0 });
};

const template: Check = byType(() => ({
  buttons: every(object({ actions: list(action, 1, 4) }, picture), bodyText(160)),
  confirm: object({ text: words(240), actions: list(action, 2, 2) }),
  carousel: every(object({ columns: list(column, 1, 10) }), evenColumns),
  image_carousel: object({ columns: list(object({ imageUrl: https, action: tap(LONGEST_LABEL) }), 1, 10) }),
}));

// https://developers.line.biz/en/reference/messaging-api/#flex-message
const flexAction = tap(LONGEST_FLEX_LABEL);
const bubble = every(
  atMostBytes(30 * 1024),
  object({}, { header: flexBox(), hero: flexComponent(), body: flexBox(), footer: flexBox(), action: flexAction }),
);
const flexContents: Check = byType(() => ({
  bubble,
  carousel: every(atMostBytes(50 * 1024), object({ contents: list(bubbleOnly, 1, 12) })),
}));

function bubbleOnly(value: unknown, property: string): Fault | null {
  return byType(() => ({ bubble }))(value, property);
}

function flexBox(): Check {
  return (value, property) => byType(() => ({ box }))(value, property);
}

function flexComponent(): Check {
  return (value, property) => byType(() => components)(value, property);
}

const box: Check = object(
  { layout: oneOf("horizontal", "vertical", "baseline"), contents: list(flexComponent(), 0, Infinity) },
  { action: flexAction },
);

/** A text may consist of spans instead. */
const flexText: Check = (value, property) =>
  isObject(value) && value["contents"] != null
    ? object({ contents: list(object({ type: oneOf("span") }), 1, Infinity) }, { action: flexAction })(value, property)
    : object({ text: text(Infinity) }, { action: flexAction })(value, property);

const components: Readonly<Record<string, Check>> = {
  box,
  button: object({ action: button(LONGEST_FLEX_LABEL) }),
  image: object({ url: https }, { action: flexAction }),
  video: object({ url: https, previewUrl: https, altContent: flexComponent() }, { action: flexAction }),
  icon: object({ url: https }),
  text: flexText,
  separator: object({}),
  filler: object({}),
};

// https://developers.line.biz/en/reference/messaging-api/#imagemap-message
const area = object({ x: whole(0, 1e6), y: whole(0, 1e6), width: whole(0, 1e6), height: whole(0, 1e6) });
const film = object(
  { originalContentUrl: https, previewImageUrl: https, area },
  { externalLink: object({ linkUri: link, label: words(30) }) },
);
const imagemapAction: Check = byType(() => ({
  uri: object({ linkUri: link, area }, { label: words(100, 0) }),
  message: object({ text: words(400), area }, { label: words(100, 0) }),
  clipboard: object({ clipboardText: text(1000), area }, { label: words(100, 0) }),
}));

// https://developers.line.biz/en/reference/messaging-api/#text-message
const emoji = object({ index: whole(0, LONGEST_TEXT), productId: text(100), emojiId: text(100) });

/** Each LINE emoji stands where the text has a "$". */
const emojisFit: Check = (value, property) => {
  if (!isObject(value) || !Array.isArray(value["emojis"]) || typeof value["text"] !== "string") return null;
  const written = value["text"];
  const wrong = value["emojis"].findIndex((one: unknown) => isObject(one) && written[Number(one["index"])] !== "$");
  return wrong < 0 ? null : fault(`${property}.emojis[${wrong}].index`, "no_emoji_place");
};

/** Mentions need a group; a narrowcast reaches single people. */
const substitution: Check = (value, property) => {
  if (!isObject(value)) return fault(property, "no_object");
  const names = Object.keys(value);
  if (names.length > 100) return fault(property, "too_many", { count: names.length, most: 100 });
  const entry = byType(() => ({ emoji: object({ productId: text(100), emojiId: text(100) }) }));
  return first(
    names.map(
      (name) => () =>
        pattern(/^\w{1,20}$/, "no_name", { most: 20 })(name, `${property}.${name}`) ??
        entry(value[name], `${property}.${name}`),
    ),
  );
};

const media = { originalContentUrl: https, previewImageUrl: https };

const kinds: Readonly<Record<string, Check>> = {
  text: every(object({ text: text(LONGEST_TEXT) }, { emojis: list(emoji, 0, 20) }), emojisFit),
  textV2: object({ text: text(LONGEST_TEXT) }, { substitution }),
  sticker: object({ packageId: pattern(/^\d+$/, "not_digits"), stickerId: pattern(/^\d+$/, "not_digits") }),
  image: object(media),
  video: object(media, { trackingId: pattern(/^[\w.=,+*()%$&;:@{}!?<>[\]-]{1,100}$/, "not_plain", { most: 100 }) }),
  audio: object({ originalContentUrl: https, duration: whole(1, Number.MAX_SAFE_INTEGER) }),
  location: object({ title: text(100), address: text(100), latitude: number(-90, 90), longitude: number(-180, 180) }),
  coupon: object({ couponId: text(1000) }, { deliveryTag: pattern(/^\w{1,30}$/, "no_name", { most: 30 }) }),
  imagemap: object(
    {
      baseUrl: https,
      altText,
      baseSize: object({ width: whole(1040, 1040), height: whole(1, 1e6) }),
      actions: list(imagemapAction, 0, 50),
    },
    { video: film },
  ),
  template: object({ altText, template }),
  flex: object({ altText, contents: flexContents }),
};

export const MESSAGE_KINDS: readonly string[] = Object.keys(kinds);

/** What every kind may have. https://developers.line.biz/en/reference/messaging-api/#message-common-properties */
const common = object(
  {},
  {
    quickReply: object({ items: list(object({ type: oneOf("action"), action }, { imageUrl: https }), 1, 13) }),
    sender: object({}, { name: words(20), iconUrl: https }),
  },
);

const message: Check = every(
  byType(() => kinds),
  common,
);
