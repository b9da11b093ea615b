/** What people do with saved messages, the same from a page and through the API. */
import { finding } from "../../delivery/codes.ts";
import { invalidMessage } from "../../delivery/message/faults.ts";
import { refusedField, renumbered } from "../../delivery/message/line-refusal.ts";
import { markedAsTest } from "../../delivery/message/test-message.ts";
import { checkMessages } from "../../delivery/message/message-check.ts";
import { excerpt, personalToken, personalTokenIn, type LineMessage } from "../../delivery/message/message.ts";
import { messagesToSend, UTM_NAMES } from "../../delivery/message/links.ts";
import type { Tester } from "../../ports/store/channels.ts";
import type { SavedMessage } from "../../ports/store/saved-messages.ts";
import type { Session } from "../../ports/store/sessions.ts";
import { differences, note } from "../request/audit.ts";
import type { Asking, ConsolePorts } from "../request/ports.ts";
import { found, Missing, Refused, type Refusal } from "../request/refusal.ts";
import type { ValueOf } from "../web/schemas.ts";
import type { MESSAGE_FIELDS, TEST_FIELDS } from "./fields.ts";

type MessageRequest = ValueOf<typeof MESSAGE_FIELDS>;

/** What can be said without LINE; null when nothing is wrong. Lengths and shapes come first: all else relies on them. */
export function faultOf(messages: readonly LineMessage[]): Refusal | null {
  const fault = checkMessages(messages);
  if (fault !== null) return { kind: "refused", finding: invalidMessage(fault), field: fault.property };
  for (const [index, message] of messages.entries()) {
    const token = personalTokenIn([message]);
    if (token === null) continue;
    const { altText } = message;
    const place = typeof altText === "string" && personalToken(altText) !== null ? ".altText" : "";
    const field = `messages[${index}]${place}`;
    return { kind: "refused", finding: finding("PERSONAL_TOKEN_IN_MESSAGE", { token }), field };
  }
  return null;
}

/** False where LINE cannot be asked now: the message is kept all the same and checked again before every send. */
async function isAccepted({ session: { portalId }, ports: { store, line } }: Asking, messages: readonly LineMessage[]) {
  const [channel] = await store.channels(portalId);
  if (channel === undefined) return false;
  const answer = await line.validateMessages({ portalId, channelId: channel.id }, messages);
  if (answer.kind === "refused" && answer.finding.code === "LINE_REFUSED_MESSAGE")
    throw new Refused({ ...answer, ...refusedField(answer.finding) });
  return answer.kind === "ok";
}

/** Creates a saved message, or changes the one that is asked for. */
export async function saveMessage(asking: Asking, { name, messages, utm }: MessageRequest) {
  const { session, ports } = asking;
  const { store } = ports;
  const { portalId, userId } = session;
  const id = asking.id === "" ? null : asking.id;
  const content = { name, messages, utm: utm !== null && UTM_NAMES.some((one) => utm[one] !== "") ? utm : null };
  // As they go out: UTM parameters make links longer.
  const refusal =
    faultOf(messages) ?? faultOf(messagesToSend(content)) ?? (await isFull(session, { id, messages }, store));
  if (refusal !== null) throw new Refused(refusal);
  const checkedByLine = await isAccepted(asking, messagesToSend(content));
  const before = id === null ? null : await store.savedMessage(portalId, id);
  const message =
    id === null
      ? await store.createSavedMessage(portalId, content, userId)
      : found(await store.changeSavedMessage(portalId, id, content, userId));
  await noteSaved(session, before, message, store);
  return { message, checkedByLine };
}

/** Pages, dropdowns and the API list all messages of a portal: together they must be small enough for that. */
const MAX_SAVED = { count: 500, megabytes: 5 } as const;
const MEGABYTE = 1_000_000;

/** Null where there is room for it. Requests at the same moment may each find room, and go beyond by their number. */
async function isFull(
  { portalId }: Session,
  { id, messages }: Pick<MessageRequest, "messages"> & { readonly id: string | null },
  store: ConsolePorts["store"],
): Promise<Refusal | null> {
  const { count, bytes } = await store.savedMessagesSize(portalId, id);
  const more = Buffer.byteLength(JSON.stringify(messages));
  if (count < MAX_SAVED.count && bytes + more <= MAX_SAVED.megabytes * MEGABYTE) return null;
  const megabytes = Math.round(bytes / (MEGABYTE / 10)) / 10;
  const figures = { count, megabytes, maximum: MAX_SAVED.count, maximumMegabytes: MAX_SAVED.megabytes };
  return { kind: "refused", finding: finding("SAVED_MESSAGES_FULL", figures), field: "messages" };
}

/** The trail has the beginning of the texts, not all of them. */
function noteSaved(session: Session, before: SavedMessage | null, after: SavedMessage, store: ConsolePorts["store"]) {
  const brief = ({ name, messages, utm }: SavedMessage) => ({ name, messages: excerpt(messages), utm });
  if (before === null) return note(store, session, "create_message", { subject: after.name });
  return note(store, session, "change_message", {
    subject: before.name,
    details: differences(brief(before), brief(after)),
  });
}

export async function removeMessage({ session, id, ports: { store } }: Asking): Promise<void> {
  const { name } = found(await store.savedMessage(session.portalId, id));
  if (!(await store.deleteSavedMessage(session.portalId, id))) throw new Missing();
  await note(store, session, "delete_message", { subject: name });
}

/** As it was when it was deleted; one that is back already stays as it is. */
export async function restoreMessage({ session, id, ports: { store } }: Asking): Promise<SavedMessage> {
  const refusal = await isFull(session, { id: null, messages: [] }, store);
  if (refusal !== null) throw new Refused(refusal);
  const restored = await store.restoreSavedMessage(session.portalId, id);
  if (restored === null) return found(await store.savedMessage(session.portalId, id));
  await note(store, session, "restore_message", { subject: restored.name });
  return restored;
}

export type TestRequest = ValueOf<typeof TEST_FIELDS>;

/** A multicast to named people, marked as a test. Only the log knows of it: it is in no delivery, record or number. */
export async function sendTest(
  { session, id: messageId, ports: { store, line, log } }: Asking,
  { retryKey, channelId, testerIds }: TestRequest & { readonly retryKey: string },
): Promise<readonly Tester[]> {
  const { portalId } = session;
  const message = found(await store.savedMessage(portalId, messageId));
  const testers = (await store.testers(portalId, channelId)).filter(({ id }) => testerIds.includes(id));
  if (testers.length < new Set(testerIds).size) throw new Missing();
  const wrong = faultOf(message.messages);
  if (wrong !== null) throw new Refused(wrong);
  const written = messagesToSend(message);
  const messages = markedAsTest(written, message.name);
  const to = testers.map(({ lineUserId }) => lineUserId);
  const answer = await line.sendTest({ portalId, channelId }, { to, messages, retryKey });
  if (answer.kind !== "ok") {
    // Counted without the bubble in front that says it is a test.
    const front = messages.length - written.length;
    const why = renumbered(answer.finding, (bubble) => (bubble < front ? null : bubble - front));
    const at = why.code === "LINE_REFUSED_MESSAGE" ? refusedField(why) : { field: "messages" };
    throw new Refused({ ...answer, finding: why, ...at });
  }
  log.info({ event: "message.tested", portalId, channelId, messageId, testers: to.length });
  await note(store, session, "test_send", {
    subject: message.name,
    details: { testers: testers.map(({ name: who }) => who) },
  });
  return testers;
}
