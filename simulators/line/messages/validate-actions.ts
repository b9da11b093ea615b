/** https://developers.line.biz/en/reference/messaging-api/#action-objects */
import { byType, graphemes, integer, number, object, oneOf, string, url, urlExcept, type Check } from "../checks.ts";

const type = { type: string(1, 30) };
const text = string(1, 300, undefined, graphemes);
const data = string(1, 300);
const moment = string(1, 20, /^(\d{4}-\d\d-\d\d)?[Tt]?(\d\d:\d\d)?$/);
const linkUrl = url(["http", "https", "line", "tel"], 1000);
/** Flex Messages may open any app: https://developers.line.biz/en/docs/line-login/using-line-url-scheme/ */
const appUrl = urlExcept(["javascript", "data"], 1000);
const input = oneOf("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice");

type Checks = Record<string, Check>;

/** https://developers.line.biz/en/reference/messaging-api/#action-object-label-spec */
const label = (most: number): Checks => ({ label: string(1, most, undefined, graphemes) });

function actions(labels: { required?: Checks; optional?: Checks }, uri: Check): Checks {
  const shape = (required: Checks, optional: Checks = {}) =>
    object({ ...type, ...labels.required, ...required }, { ...labels.optional, ...optional });
  return {
    postback: shape({ data }, { displayText: text, text, inputOption: input, fillInText: string(1, 300) }),
    message: shape({ text }),
    uri: shape({ uri }, { altUri: object({}, { desktop: uri }) }),
    datetimepicker: shape(
      { data, mode: oneOf("date", "time", "datetime") },
      { initial: moment, max: moment, min: moment },
    ),
    clipboard: shape({ clipboardText: string(1, 1000) }),
  };
}

const TEMPLATE_BUTTONS = actions({ required: label(20) }, linkUrl);
const TEMPLATE_TAPS = actions({ optional: label(20) }, linkUrl);
const COLUMN_TAPS = actions({ optional: label(12) }, linkUrl);
const FLEX_BUTTONS = actions({ required: label(40) }, appUrl);
const FLEX_TAPS = actions({ optional: label(40) }, appUrl);
const bare = object({ ...type, ...label(20) });
const QUICK_REPLIES = { ...TEMPLATE_BUTTONS, camera: bare, cameraRoll: bare, location: bare };

export const templateButton: Check = byType(() => TEMPLATE_BUTTONS);
/** Where a picture or a text is tapped instead of a button. */
export const templateTap: Check = byType(() => TEMPLATE_TAPS);
/** Of an image carousel's column. */
export const columnTap: Check = byType(() => COLUMN_TAPS);
export const flexButton: Check = byType(() => FLEX_BUTTONS);
export const flexTap: Check = byType(() => FLEX_TAPS);
/** Camera, photos and map open from here alone; rich menus are switched from rich menus alone. */
export const quickReplyAction: Check = byType(() => QUICK_REPLIES);

const area = object({ x: integer(0), y: integer(0), width: integer(0), height: integer(0) });

const IMAGEMAP: Record<string, Check> = {
  message: object({ ...type, text: string(1, 400), area }, { label: string(1, 100) }),
  uri: object({ ...type, linkUri: linkUrl, area }, { label: string(1, 100) }),
  clipboard: object({ ...type, clipboardText: string(1, 1000), area }, { label: string(1, 100) }),
};

export const imagemapAction: Check = byType(() => IMAGEMAP);
export const imagemapArea = area;
export const latitude = number(-90, 90);
export const longitude = number(-180, 180);
