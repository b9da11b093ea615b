/**
 * Whether messages can be sent in a narrowcast: what LINE documents of each kind, checked here so that the fault is shown
 * where it is, at once and without LINE. LINE is asked as well; what it adds later is left to it.
 * https://developers.line.biz/en/reference/messaging-api/#message-objects
 */
import { fault, type Fault } from "./faults.ts";
import { area, columnTap, imagemapAction, link, quickReply, templateButton, templateTap } from "./actions-check.ts";
import { flexContents } from "./flex-check.ts";
import { isCode } from "./pasted.ts";
import {
  address,
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

export const MAX_MESSAGES = 5;
/** Of one text message: https://developers.line.biz/en/reference/messaging-api/#text-message */
export const MAX_TEXT_LENGTH = 5000;

/** Null when nothing is wrong; otherwise the first fault. */
export function checkMessages(messages: readonly unknown[]): Fault | null {
  return list(message, 1, MAX_MESSAGES)(messages, "messages");
}

const https = address(2000, ["https"]);
/** Of what stands in the notification and in the list of chats. */
const MAX_NOTIFICATION_LENGTH = 1500;

/** People read it as it is, so it must not be code. */
const forPeople = (most: number): Check =>
  every(text(most), (value, property) => (isCode(String(value)) ? fault(property, "code") : null));
const altText = forPeople(MAX_NOTIFICATION_LENGTH);

// https://developers.line.biz/en/reference/messaging-api/#template-messages
const short = (value: unknown): boolean =>
  isObject(value) && (value["title"] != null || value["thumbnailImageUrl"] != null);
const bodyText =
  (plain: number): Check =>
  (value, property) =>
    object({ text: words(short(value) ? 60 : plain) })(value, property);
const picture = { thumbnailImageUrl: https, title: words(40), defaultAction: templateTap };
const column = every(object({ actions: list(templateButton, 1, 3) }, picture), bodyText(120));

/** All columns have the same number of buttons, and a title or a picture where one of them has. */
const evenColumns: Check = (value, property) => {
  const columns = isObject(value) && Array.isArray(value["columns"]) ? value["columns"].filter(isObject) : [];
  const at = (index: number, name: string) => `${property}.columns[${index}].${name}`;
  const counts = columns.map(({ actions }) => (Array.isArray(actions) ? actions.length : 0));
  const uneven = counts.findIndex((count) => count !== counts[0]);
  if (uneven >= 0) return fault(at(uneven, "actions"), "uneven_buttons", { count: counts[0] ?? 0 });
  for (const name of ["title", "thumbnailImageUrl"] as const) {
    const has = columns.map((column) => column[name] != null);
    if (has.includes(true) && has.includes(false)) return fault(at(has.indexOf(false), name), "uneven_columns");
  }
  return null;
};

const template: Check = byType(() => ({
  buttons: every(object({ actions: list(templateButton, 1, 4) }, picture), bodyText(160)),
  confirm: object({ text: words(240), actions: list(templateButton, 2, 2) }),
  carousel: every(object({ columns: list(column, 1, 10) }), evenColumns),
  image_carousel: object({ columns: list(object({ imageUrl: https, action: columnTap }), 1, 10) }),
}));

// https://developers.line.biz/en/reference/messaging-api/#imagemap-message
const film = object(
  { originalContentUrl: https, previewImageUrl: https, area },
  { externalLink: object({ linkUri: link, label: words(30) }) },
);
// https://developers.line.biz/en/reference/messaging-api/#text-message
const emoji = object({ index: whole(0, MAX_TEXT_LENGTH), productId: text(100), emojiId: text(100) });

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
  text: every(object({ text: forPeople(MAX_TEXT_LENGTH) }, { emojis: list(emoji, 0, 20) }), emojisFit),
  textV2: object({ text: forPeople(MAX_TEXT_LENGTH) }, { substitution }),
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
    quickReply: object({
      items: list(object({ type: oneOf("action"), action: quickReply }, { imageUrl: https }), 1, 13),
    }),
    sender: object({}, { name: words(20), iconUrl: https }),
  },
);

const message: Check = every(
  byType(() => kinds),
  common,
);
