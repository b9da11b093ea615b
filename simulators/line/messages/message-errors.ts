/**
 * How LINE says what is wrong with messages. What every kind of message has is checked first, all of it, and named from
 * the body on (`messages[0].altText`); then each message alone: the first with a fault is named in the sentence, and the
 * properties begin inside it, in a Flex Message inside its container.
 * https://developers.line.biz/en/reference/messaging-api/#error-responses
 * https://github.com/line/line-bot-sdk-python/issues/641 (`messages[0].template`)
 * https://github.com/line/line-bot-sdk-python/issues/314 (`/hero/url`, and the no-break space)
 * https://github.com/line/line-bot-sdk-python/issues/646 (`template/actions/2/uri`)
 * https://github.com/zaoldyeck/cross-platform-chatbot/pull/1 (`template/columns/5/title`)
 */
import { bodyErrors, refusal, type ErrorDetail, type LineError } from "../line-error.ts";

/** Of one message: `messages[0]`, then what is inside. */
const INSIDE = /^messages\[(\d+)\]\.(contents|template|substitution)(?:[.[](.*))?$/;

export function messageErrors(errors: readonly ErrorDetail[]): LineError {
  const outer = errors.filter((error) => !isInside(error));
  if (outer.length > 0) return bodyErrors(outer);
  const numbers = errors.map(({ property = "" }) => Number(INSIDE.exec(property)?.[1] ?? 0));
  const first = Math.min(...numbers);
  const its = errors.filter((_, index) => numbers[index] === first);
  return refusal(400, `A message (messages[${first}])\u00a0in the request body is invalid`, its.map(insideDetail));
}

/** That there is a container at all is checked before what is in it. */
function isInside({ property = "", message }: ErrorDetail): boolean {
  const [, , , inside] = INSIDE.exec(property) ?? [];
  return inside !== undefined || (INSIDE.test(property) && message !== "May not be empty");
}

/**
 * Seen: https://github.com/cofacts/rumors-line-bot/issues/125 (`size must be between 0 and 1000`, of a URI),
 * https://github.com/openclaw/openclaw/issues/113365 (`must be non-empty text`), and those above.
 */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^May not be empty$/, "must be specified"],
  [/^Length must be between 0 and (\d+)$/, "size must be between 0 and $1"],
  [/^Length must be between \d+ and (\d+)$/, "must not be longer than $1 characters"],
  [/^Size must be between \d+ and (\d+)$/, "must not be more than $1 items"],
  [/^Unknown property$/, "unknown field"],
  [/^Must (?:be|match) .*$/, "invalid property"],
];

function insideWords(message: string): string {
  const [said, words] = WORDS.find(([pattern]) => pattern.test(message)) ?? [];
  return said === undefined || words === undefined ? message : message.replace(said, words);
}

function insideDetail({ property = "", message = "" }: ErrorDetail): ErrorDetail {
  const [, , name = "", inside = ""] = INSIDE.exec(property) ?? [];
  if (message.startsWith("Too large")) return { message };
  const path = inside.replaceAll(/[.[\]]+/g, "/").replace(/\/$/, "");
  if (name === "contents") return { message: insideWords(message), property: `/${path}` };
  return { message: insideWords(message), property: path === "" ? name : `${name}/${path}` };
}
