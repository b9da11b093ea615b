/** What a tap does, by where it is tapped. https://developers.line.biz/en/reference/messaging-api/#action-objects */
import { address, addressExcept, byType, object, oneOf, text, whole, words, type Check } from "./message-rules.ts";

type Checks = Readonly<Record<string, Check>>;

/** Templates, imagemaps and quick replies: https://developers.line.biz/en/reference/messaging-api/#uri-action */
export const link = address(1000, ["http", "https", "line", "tel"]);

/**
 * Flex Messages may open other apps by their own schemes, which only LINE can judge.
 * https://developers.line.biz/en/docs/line-login/using-line-url-scheme/
 */
const appLink = addressExcept(1000, ["javascript", "data"]);

/** https://developers.line.biz/en/reference/messaging-api/#action-object-label-spec */
const MAX_LABEL = 20;
const MAX_FLEX_LABEL = 40;
const MAX_COLUMN_LABEL = 12;

interface Labels {
  readonly required: Checks;
  readonly optional: Checks;
}

const shown = (most: number): Labels => ({ required: { label: words(most) }, optional: {} });
const notShown = (most: number): Labels => ({ required: {}, optional: { label: words(most, 0) } });

function kindsOf({ required, optional }: Labels, uri: Check): Checks {
  const shape = (needed: Checks, allowed: Checks = {}) =>
    object({ ...required, ...needed }, { ...optional, ...allowed });
  return {
    postback: shape(
      { data: text(300) },
      { displayText: words(300, 0), text: words(300, 0), fillInText: words(300, 0) },
    ),
    message: shape({ text: words(300) }),
    uri: shape({ uri }, { altUri: object({}, { desktop: uri }) }),
    datetimepicker: shape({ data: text(300), mode: oneOf("date", "time", "datetime") }),
    clipboard: shape({ clipboardText: text(1000) }),
  };
}

const action = (labels: Labels, uri: Check): Check => {
  const kinds = kindsOf(labels, uri);
  return byType(() => kinds);
};

export const templateButton = action(shown(MAX_LABEL), link);
export const templateTap = action(notShown(MAX_LABEL), link);
/** Of an image carousel's column. */
export const columnTap = action(notShown(MAX_COLUMN_LABEL), link);
export const flexButton = action(shown(MAX_FLEX_LABEL), appLink);
export const flexTap = action(notShown(MAX_FLEX_LABEL), appLink);

const bare = object(shown(MAX_LABEL).required);
const QUICK_REPLIES: Checks = { ...kindsOf(shown(MAX_LABEL), link), camera: bare, cameraRoll: bare, location: bare };
/** Alone can open the camera, the photos and the map. */
export const quickReply = byType(() => QUICK_REPLIES);

const whereOn = whole(0, 1e6);
export const area = object({ x: whereOn, y: whereOn, width: whereOn, height: whereOn });
const areaLabel = { label: words(100, 0) };

// https://developers.line.biz/en/reference/messaging-api/#imagemap-action-objects
export const imagemapAction: Check = byType(() => ({
  uri: object({ linkUri: link, area }, areaLabel),
  message: object({ text: words(400), area }, areaLabel),
  clipboard: object({ clipboardText: text(1000), area }, areaLabel),
}));
