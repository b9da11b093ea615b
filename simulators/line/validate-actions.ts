/** https://developers.line.biz/en/reference/messaging-api/#action-objects */
import { byType, graphemes, integer, number, object, oneOf, string, url, type Check } from "./checks.ts";

const type = { type: string(1, 30) };
const label = string(1, 40, undefined, graphemes);
const text = string(1, 300, undefined, graphemes);
const data = string(1, 300);
const moment = string(1, 20, /^(\d{4}-\d\d-\d\d)?[Tt]?(\d\d:\d\d)?$/);
const linkSchemes = ["http", "https", "line", "tel"];
const altUri = object({}, { desktop: url(["http", "https"], 1000) });

function actions(labels: Record<string, Check>, optionalLabel: Record<string, Check>): Record<string, Check> {
  const shape = (required: Record<string, Check>, optional: Record<string, Check> = {}) =>
    object({ ...type, ...labels, ...required }, { ...optionalLabel, ...optional });
  const bare = shape({});
  const input = oneOf("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice");
  return {
    postback: shape({ data }, { displayText: text, text, inputOption: input, fillInText: string(1, 300) }),
    message: shape({ text }),
    uri: shape({ uri: url(linkSchemes, 1000) }, { altUri }),
    datetimepicker: shape(
      { data, mode: oneOf("date", "time", "datetime") },
      { initial: moment, max: moment, min: moment },
    ),
    camera: bare,
    cameraRoll: bare,
    location: bare,
    richmenuswitch: shape({ richMenuAliasId: string(1, 32), data }),
    clipboard: shape({ clipboardText: string(1, 1000) }),
  };
}

const WITH_LABEL = actions({ label }, {});
const LABEL_OPTIONAL = actions({}, { label });

export const labelledAction: Check = byType(() => WITH_LABEL);
/** Where a picture or a box is tapped instead of a button. */
export const action: Check = byType(() => LABEL_OPTIONAL);

const area = object({ x: integer(0), y: integer(0), width: integer(0), height: integer(0) });

const IMAGEMAP: Record<string, Check> = {
  message: object({ ...type, text: string(1, 400), area }, { label: string(1, 100) }),
  uri: object({ ...type, linkUri: url(linkSchemes, 1000), area }, { label: string(1, 100) }),
  clipboard: object({ ...type, clipboardText: string(1, 1000), area }, { label: string(1, 100) }),
};

export const imagemapAction: Check = byType(() => IMAGEMAP);
export const imagemapArea = area;
export const latitude = number(-90, 90);
export const longitude = number(-180, 180);
