/** The message objects a narrowcast takes. https://developers.line.biz/en/reference/messaging-api/#message-objects */
import {
  both,
  byType,
  graphemes,
  httpsUrl,
  integer,
  isObject,
  list,
  map,
  object,
  objectWithNulls,
  oneOf,
  rule,
  string,
  type Check,
  type Fields,
} from "../checks.ts";
import type { ErrorDetail } from "../line-error.ts";
import {
  columnTap,
  imagemapAction,
  imagemapArea,
  latitude,
  longitude,
  quickReplyAction,
  templateButton,
  templateTap,
} from "./validate-actions.ts";
import { flexContainer } from "./validate-flex.ts";

const altText = string(1, 1500);
const label = string(1, 100);
const forbidden =
  (message: string): Check =>
  (_, property, errors) =>
    void errors.push({ message, property });

const quickReplyItem = object({ type: oneOf("action"), action: quickReplyAction }, { imageUrl: httpsUrl });
const common: Record<string, Check> = {
  quickReply: object({ items: list(quickReplyItem, 1, 13) }),
  sender: object({}, { name: senderName, iconUrl: httpsUrl }),
  // https://developers.line.biz/en/docs/messaging-api/sending-messages/
  quoteToken: forbidden("quoteToken can be used in reply and push messages only"),
};

function senderName(value: unknown, property: string, errors: ErrorDetail[]): void {
  string(1, 20)(value, property, errors);
  if (typeof value === "string" && /line/i.test(value))
    errors.push({ message: "Contains a word that cannot be used", property });
}

function message(required: Record<string, Check>, optional: Record<string, Check> = {}): Check {
  return object({ type: string(1, 20), ...required }, { ...common, ...optional });
}

const emoji = object({ index: integer(0), productId: string(1, 100), emojiId: string(1, 100) });

const text = both(
  message({ text: string(1, 5000) }, { emojis: list(emoji, 0, 20) }),
  rule(({ text: words, emojis }) => {
    if (typeof words !== "string" || !Array.isArray(emojis)) return undefined;
    const astray = emojis.findIndex((each) => isObject(each) && words[Number(each["index"])] !== "$");
    return astray === -1 ? undefined : { message: "Must point at $ in the text", property: `emojis[${astray}].index` };
  }),
);

const substitution = byType(() => ({
  emoji: object({ type: oneOf("emoji"), productId: string(1, 100), emojiId: string(1, 100) }),
  mention: forbidden("Mentions can be used in groups and multi-person chats only"),
}));
const textV2 = both(
  message({ text: string(1, 5000) }, { substitution: map(/^[0-9a-zA-Z_]{1,20}$/, substitution, 100) }),
  rule(placeholderFault),
);

/** `{key}` has to have a substitution; `{{` and `}}` stand for braces. */
function placeholderFault({
  text: words,
  substitution: given,
}: Fields): { message: string; property: string } | undefined {
  if (typeof words !== "string") return undefined;
  const keys = isObject(given) ? given : {};
  const rest = words
    .replaceAll(/\{\{|\}\}/g, "")
    .replaceAll(/\{([0-9a-zA-Z_]{1,20})\}/g, (whole, key: string) => (key in keys ? "" : whole));
  const open = /\{([^{}]*)\}?|\}/.exec(rest);
  return open ? { message: `No substitution for ${open[0]}`, property: "text" } : undefined;
}

const imagemap = message(
  {
    baseUrl: httpsUrl,
    altText,
    baseSize: object({ width: integer(1040, 1040), height: integer(1) }),
    actions: list(imagemapAction, 0, 50),
  },
  {
    video: object(
      { originalContentUrl: httpsUrl, previewImageUrl: httpsUrl, area: imagemapArea },
      { externalLink: object({ linkUri: httpsUrl, label: string(1, 30) }) },
    ),
  },
);

const picture = {
  thumbnailImageUrl: httpsUrl,
  imageBackgroundColor: string(7, 7, /^#[0-9a-fA-F]{6}$/),
  title: string(1, 40, undefined, graphemes),
  defaultAction: templateTap,
};
const shape = { imageAspectRatio: oneOf("rectangle", "square"), imageSize: oneOf("cover", "contain") };

/** Less text fits where there is a picture or a title. */
function textBeside(plain: number, beside: number): Check {
  return rule(({ text: words, title, thumbnailImageUrl }) => {
    const most = (title ?? thumbnailImageUrl ?? null) === null ? plain : beside;
    if (typeof words !== "string" || graphemes(words) <= most) return undefined;
    return { message: `Length must be between 1 and ${most}`, property: "text" };
  });
}

/** LINE found fault with the numbers of buttons alone, not with null titles: https://github.com/line/line-bot-sdk-python/issues/38 */
const column = both(
  objectWithNulls({ text: string(1, 120, undefined, graphemes), actions: list(templateButton, 1, 3) }, picture),
  textBeside(120, 60),
);
/** https://developers.line.biz/en/reference/messaging-api/#column-object-for-carousel */
const evenColumns = rule(({ columns }) => {
  if (!Array.isArray(columns)) return undefined;
  const each = columns.filter(isObject);
  const differ = (of: (column: Fields) => unknown) => new Set(each.map(of)).size > 1;
  if (differ(({ actions }) => (Array.isArray(actions) ? actions.length : 0)))
    return { message: "Must have the same number of actions", property: "columns" };
  const uneven = ["title", "thumbnailImageUrl"].find((name) => differ((column) => (column[name] ?? null) === null));
  return uneven === undefined ? undefined : { message: `Must all have a ${uneven} or none`, property: "columns" };
});
const type = { type: string(1, 20) };

const template = byType(() => ({
  buttons: both(
    objectWithNulls(
      { ...type, text: string(1, 160, undefined, graphemes), actions: list(templateButton, 1, 4) },
      { ...picture, ...shape },
    ),
    textBeside(160, 60),
  ),
  confirm: object({ ...type, text: string(1, 240, undefined, graphemes), actions: list(templateButton, 2, 2) }),
  carousel: both(objectWithNulls({ ...type, columns: list(column, 1, 10) }, shape), evenColumns),
  image_carousel: object({ ...type, columns: list(object({ imageUrl: httpsUrl, action: columnTap }), 1, 10) }),
}));

const MESSAGES: Record<string, Check> = {
  text,
  textV2,
  sticker: message({ packageId: string(1, 20, /^\d+$/), stickerId: string(1, 20, /^\d+$/) }),
  image: message({ originalContentUrl: httpsUrl, previewImageUrl: httpsUrl }),
  video: message(
    { originalContentUrl: httpsUrl, previewImageUrl: httpsUrl },
    { trackingId: string(1, 100, /^[-\w.=,+*()%$&;:@{}!?<>[\]]+$/) },
  ),
  audio: message({ originalContentUrl: httpsUrl, duration: integer(1) }),
  location: message({ title: label, address: label, latitude, longitude }),
  coupon: message({ couponId: string(1, 100) }, { deliveryTag: string(1, 30, /^[A-Za-z0-9_]+$/) }),
  imagemap,
  template: message({ altText, template }),
  flex: message({ altText, contents: flexContainer }),
};

export const messages: Check = list(
  byType(() => MESSAGES),
  1,
  5,
);
