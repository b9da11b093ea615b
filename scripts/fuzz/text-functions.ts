/**
 * The functions that are given texts from outside, each with the rest of what it needs. A test compares these names, and
 * those of `value-functions.ts`, with what the source exports: a new one is measured, or excepted with a reason.
 */
import { codeHash } from "../../src/console/card/code.ts";
import { isForgery } from "../../src/console/card/forgeries.ts";
import { readCookie } from "../../src/console/request/cookies.ts";
import { csvRow } from "../../src/console/deliveries/api/csv-cell.ts";
import { ALL, asksForSome, queryOf } from "../../src/console/deliveries/fields.ts";
import { numberIn } from "../../src/console/web/fields.ts";
import { bubbleAt, filledBubbles, numberedAsForm, readForm } from "../../src/console/messages/form.ts";
import { messagesIn } from "../../src/console/messages/bubbles.ts";
import { faultClass } from "../../src/console/messages/preview/canvas.ts";
import {
  border,
  colour,
  font,
  picture,
  plain,
  ratio,
  space,
  textOf,
  word,
} from "../../src/console/messages/preview/flex-values.ts";
import { pictureChoice, Pictures } from "../../src/console/messages/preview/pictures.ts";
import { Styles, styleSheet } from "../../src/console/messages/preview/style-tokens.ts";
import { bearerOf } from "../../src/console/request/api-key.ts";
import { isSameOrigin } from "../../src/console/request/same-origin.ts";
import { saying } from "../../src/console/request/form.ts";
import { inPortal } from "../../src/console/request/same-portal.ts";
import { openedField } from "../../src/console/web/opened.ts";
import { knownZone } from "../../src/console/web/time-zones.ts";
import { isUuid } from "../../src/console/web/schemas.ts";
import { pageOfForm, safeReturnPath, signInPath } from "../../src/console/web/return-path.ts";
import { finding } from "../../src/delivery/codes.ts";
import { laneOfKey } from "../../src/delivery/lifecycle/delivery-key.ts";
import {
  lineFaults,
  refusalDetail,
  refusedField,
  renumbered,
  renumberedField,
} from "../../src/delivery/message/line-refusal.ts";
import { isCode, readPasted } from "../../src/delivery/message/pasted.ts";
import { asRead, measure, personalToken } from "../../src/delivery/message/message.ts";
import { enrolledId, readLineUserIds, shownId, suppressedIds } from "../../src/delivery/targeting/line-user-ids.ts";
import { unstorableText } from "../../src/delivery/message/storable.ts";
import { withoutPeople } from "../../src/observability/log.ts";
import { namesIdentity } from "../../src/intake/trust/card-identity.ts";
import { refuse } from "../../src/intake/enroll.ts";
import { isPlainText } from "../../src/intake/fast-path/common-envelope.ts";
import { readSendAt } from "../../src/intake/send-at.ts";
import { checkSignature, checkTimedSignature } from "../../src/intake/trust/signature.ts";
import { neverSent } from "../../src/platforms/line/answers.ts";
import {
  excerpt,
  isOurFault,
  isUnexpectedResponse,
  parseJson,
  retryAfterIn,
} from "../../src/platforms/shared/failures.ts";
import { onOneLine, storable } from "../../src/platforms/shared/read-response.ts";
import { PLACES_EN } from "../../src/i18n/en/faults.ts";
import { placeInWords, refusalInWords } from "../../src/i18n/line-refusal.ts";
import { fill, formatMessage } from "../../src/i18n/message-format.ts";
import { aboutText, hiddenText, peopleText } from "../../src/i18n/number-text.ts";
import { refusedOutputFields, testRunOutputFields } from "../../src/i18n/output-fields.ts";
import {
  areaName,
  audiencePermission,
  audienceRoute,
  audienceStatus,
  audienceType,
  choiceText,
  faultText,
  fieldName,
  placeName,
  knownLanguage,
  languageOf,
  outcomeSentence,
  pageWords,
  say,
  sentence,
} from "../../src/i18n/wording.ts";
import { hashOf, readToken } from "../../src/store/accounts/api-keys/token.ts";
import { text, type TextFunction } from "./text-function.ts";

const WORDS = pageWords("en");
const CANVAS = { styles: new Styles(), pictures: new Pictures(pictureChoice(true)), words: WORDS.preview, fault: null };

const signed = (given: string) => ({
  method: "POST",
  uri: `https://a.b/${given}`,
  body: Buffer.from(given),
  header: () => given,
});
const origin = (given: string) => ({ get: (name: string) => (name === "origin" ? given : undefined) }) as never;
/** As the adapter keeps what LINE says about a message. */
const about = (said: string): string => `messages[0] /${said}; messages[1]: ${said}`;
const refused = (detail: string) => finding("LINE_REFUSED_MESSAGE", { detail });
const bubble = (content: string) => ({ content, notification: content });

/** An SDK's error, which holds what it stumbled over. */
const failed = (said: string): Error =>
  Object.assign(new TypeError(said), { stack: `TypeError: ${said}\n  at ${said}` });
const PLURAL = "{n, plural, one {# {value}} other {# {value}}}";

export const TEXT_FUNCTIONS: readonly TextFunction[] = [
  text("console/card/code.ts#codeHash", codeHash),
  text("console/card/forgeries.ts#isForgery", isForgery),
  text("console/request/cookies.ts#readCookie", (given) => readCookie(given, "line_audience_session")),
  text("console/deliveries/api/csv-cell.ts#csvRow", (one) => csvRow([one])),
  text("console/deliveries/fields.ts#asksForSome", (name) => asksForSome({ [name]: "" })),
  text("console/deliveries/fields.ts#queryOf", (search) => queryOf({ ...ALL, search })),
  text("console/web/fields.ts#numberIn", numberIn),
  text("console/messages/form.ts#bubbleAt", (field) => bubbleAt(field, [bubble(field)])),
  text("console/messages/form.ts#numberedAsForm", (detail) => numberedAsForm(refused(detail), readForm({}))),
  text("console/messages/form.ts#filledBubbles", (content) => filledBubbles([bubble(content)])),
  text("console/messages/bubbles.ts#messagesIn", (content) => messagesIn(readForm({ bubble1: content }), WORDS)),
  text("console/messages/bubbles.ts#messagesIn code", (inside) =>
    messagesIn(readForm({ bubble1: `{"type":"flex",${inside}`, notification1: inside }), WORDS),
  ),
  text("console/messages/preview/canvas.ts#faultClass", (path) =>
    faultClass(path, { ...CANVAS, fault: `${path}.contents[0]` }),
  ),
  ...Object.entries({ space, font, border, picture, plain, colour, ratio, textOf }).map(([name, measureOf]) =>
    text(`console/messages/preview/flex-values.ts#${name}`, measureOf),
  ),
  text("console/messages/preview/flex-values.ts#word", (given) => word(given, "align", ["start", "end"])),
  text("console/messages/preview/pictures.ts#Pictures", (path) =>
    new Pictures(pictureChoice(true)).load(`https://a.b/${path}`),
  ),
  text("console/messages/preview/style-tokens.ts#styleSheet", (tokens) => styleSheet(tokens.split(" "))),
  text("console/request/api-key.ts#bearerOf", (rest) => bearerOf(`Bearer ${rest}`)),
  text("console/request/same-origin.ts#isSameOrigin", (given) => isSameOrigin(origin(given), "https://a.b")),
  text("console/request/same-portal.ts#inPortal", (path) => inPortal(path, { portalId: 1 })),
  text("console/web/time-zones.ts#knownZone", knownZone),
  text("console/web/schemas.ts#isUuid", isUuid),
  text("console/web/opened.ts#openedField", (version) => openedField(version)),
  text("console/request/form.ts#saying", (path) => saying(path, "settings")),
  text("console/web/return-path.ts#pageOfForm", pageOfForm),
  text("console/web/return-path.ts#safeReturnPath", safeReturnPath),
  text("console/web/return-path.ts#signInPath", signInPath),
  text("delivery/lifecycle/delivery-key.ts#laneOfKey", laneOfKey),
  text("delivery/message/message.ts#asRead", asRead),
  text("delivery/message/message.ts#measure", measure),
  text("delivery/message/message.ts#personalToken", personalToken),
  ...["", "{", "[", "`", '{"', "[[{", "curl "].map((beginning) =>
    text(`delivery/message/pasted.ts#readPasted ${beginning}`, (rest) => readPasted(beginning + rest)),
  ),
  text("delivery/message/pasted.ts#isCode", isCode),
  text("delivery/message/line-refusal.ts#lineFaults", (said) => lineFaults(about(said))),
  text("delivery/message/line-refusal.ts#refusalDetail", (said) =>
    refusalDetail(said, [{ property: said, message: said }]),
  ),
  text("delivery/message/line-refusal.ts#refusedField", (said) => refusedField(refused(about(said)))),
  text("delivery/message/line-refusal.ts#renumbered", (said) => renumbered(refused(about(said)), () => 1)),
  text("delivery/message/line-refusal.ts#renumberedField", (field) => renumberedField(field, () => 1)),
  text("delivery/message/storable.ts#unstorableText", unstorableText),
  ...Object.entries({ enrolledId, readLineUserIds, shownId, suppressedIds }).map(([name, read]) =>
    text(`delivery/targeting/line-user-ids.ts#${name}`, (value) => read(`U0${value}`)),
  ),
  text("observability/log.ts#withoutPeople", (line) => withoutPeople(`${line}@`)),
  text("intake/trust/card-identity.ts#namesIdentity", namesIdentity),
  text("intake/enroll.ts#refuse", (detail) => refuse(refused(detail), detail)),
  text("intake/fast-path/common-envelope.ts#isPlainText", (given) => isPlainText(given, Number.POSITIVE_INFINITY)),
  text("intake/send-at.ts#readSendAt", readSendAt),
  text("intake/trust/signature.ts#checkSignature", (given) => checkSignature(signed(given), "secret", 0)),
  text("intake/trust/signature.ts#checkTimedSignature", (given) => checkTimedSignature(signed(given), "secret", 0)),
  text("platforms/line/answers.ts#neverSent", (code) => neverSent({ cause: { code } })),
  ...Object.entries({ excerpt, parseJson, retryAfterIn }).map(([name, read]) =>
    text(`platforms/shared/failures.ts#${name}`, read),
  ),
  text("platforms/shared/failures.ts#isOurFault", (said) => isOurFault(failed(said))),
  text("platforms/shared/failures.ts#isUnexpectedResponse", (said) => isUnexpectedResponse(failed(said))),
  text("platforms/shared/read-response.ts#onOneLine", onOneLine),
  text("platforms/shared/read-response.ts#storable", storable),
  text("store/accounts/api-keys/token.ts#hashOf", hashOf),
  text("store/accounts/api-keys/token.ts#readToken", (rest) => readToken(`listcast_1_${rest}`)),
  text("i18n/languages.ts#languageOf", languageOf),
  text("i18n/languages.ts#knownLanguage", knownLanguage),
  text("i18n/line-refusal.ts#refusalInWords", (said) => refusalInWords(about(said), PLACES_EN, () => said)),
  text("i18n/message-format.ts#formatMessage", (value) => formatMessage(PLURAL, { value, n: value }, "ja")),
  text("i18n/number-text.ts#aboutText", (people) => aboutText(people, "about {count}", "ja")),
  text("i18n/number-text.ts#hiddenText", (people) => hiddenText(people, "ja")),
  text("i18n/number-text.ts#peopleText", (people) => peopleText(people, "ja")),
  text("i18n/output-fields.ts#testRunOutputFields", testRunOutputFields),
  text("i18n/output-fields.ts#refusedOutputFields", (detail) => refusedOutputFields(refused(detail), "ja")),
  text("i18n/wording.ts#choiceText", (value) => choiceText("areas", value, "en")),
  text("i18n/wording.ts#areaName", (code) => areaName(code, "ja")),
  text("i18n/wording.ts#audiencePermission", (permission) => audiencePermission(permission, "ja")),
  text("i18n/wording.ts#audienceRoute", (route) => audienceRoute(route, "ja")),
  text("i18n/wording.ts#audienceStatus", (status) => audienceStatus(status, "ja")),
  text("i18n/wording.ts#audienceType", (type) => audienceType(type, "ja")),
  text("i18n/wording.ts#faultText", (problem) => faultText(problem, { length: problem }, "ja")),
  text("i18n/wording.ts#fieldName", (field) => fieldName(field, "ja")),
  text("i18n/message-format.ts#fill", (value) => fill("{value}: {value}", { value })),
  text("i18n/line-refusal.ts#placeInWords", (path) => placeInWords(about(path), PLACES_EN)),
  text("i18n/wording.ts#placeName", (path) => placeName(about(path), "ja")),
  text("i18n/wording.ts#outcomeSentence", (detail) => outcomeSentence(refused(detail), "ja")),
  text("i18n/wording.ts#say", (value) => say(PLURAL, { value, n: 2 }, "ja")),
  text("i18n/wording.ts#sentence", (detail) => sentence(refused(detail), "ja")),
];
