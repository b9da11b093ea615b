/** What people do with saved messages, the same from a page and through the API. */
import { finding } from "../../delivery/codes.ts";
import { invalidMessage } from "../../delivery/message/faults.ts";
import { refusedField } from "../../delivery/message/line-refusal.ts";
import { checkMessages } from "../../delivery/message/message-check.ts";
import { excerpt, personalToken, personalTokenIn, type LineMessage } from "../../delivery/message/message.ts";
import { UTM_NAMES, withUtm } from "../../delivery/message/links.ts";
import type { SavedMessage } from "../../ports/store/saved-messages.ts";
import type { Session } from "../../ports/store/sessions.ts";
import { differences, note } from "../request/audit.ts";
import type { ConsolePorts } from "../request/ports.ts";
import type { Refusal } from "../request/refusal.ts";
import type { ValueOf } from "../web/schemas.ts";
import type { MESSAGE_FIELDS } from "./fields.ts";

type MessageRequest = ValueOf<typeof MESSAGE_FIELDS>;

type MessageCheck = { readonly kind: "ok"; readonly checkedByLine: boolean } | Refusal;

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

/** A message that LINE cannot be asked about now is kept all the same: it is checked again before every send. */
async function askLine(
  { portalId }: Session,
  messages: readonly LineMessage[],
  { store, line }: Pick<ConsolePorts, "store" | "line">,
): Promise<MessageCheck> {
  const [channel] = await store.channels(portalId);
  if (channel === undefined) return { kind: "ok", checkedByLine: false };
  const answer = await line.validateMessages({ portalId, channelId: channel.id }, messages);
  if (answer.kind === "refused" && answer.finding.code === "LINE_REFUSED_MESSAGE") {
    return { ...answer, ...refusedField(answer.finding) };
  }
  return { kind: "ok", checkedByLine: answer.kind === "ok" };
}

export type Saved =
  | { readonly kind: "ok"; readonly message: SavedMessage; readonly checkedByLine: boolean }
  | { kind: "missing" }
  | Refusal;

/** Creates a saved message, or changes the one with `id`. */
export async function saveMessage(
  session: Session,
  { id, name, messages, utm }: MessageRequest & { readonly id: string | null },
  ports: Pick<ConsolePorts, "store" | "line">,
): Promise<Saved> {
  const { store } = ports;
  const content = { name, messages, utm: utm !== null && UTM_NAMES.some((one) => utm[one] !== "") ? utm : null };
  const wrong = faultOf(content.messages);
  if (wrong !== null) return wrong;
  // As they go out: UTM parameters make links longer.
  const sent = withUtm(content.messages, content.utm);
  const tooLong = faultOf(sent);
  if (tooLong !== null) return tooLong;
  const full = await isFull(session, { id, messages }, store);
  if (full !== null) return full;
  const check = await askLine(session, sent, ports);
  if (check.kind !== "ok") return check;
  const before = id === null ? null : await store.savedMessage(session.portalId, id);
  const message =
    id === null
      ? await store.createSavedMessage(session.portalId, content, session.userId)
      : await store.changeSavedMessage(session.portalId, id, content, session.userId);
  if (message === null) return { kind: "missing" };
  await noteSaved(session, before, message, store);
  return { kind: "ok", message, checkedByLine: check.checkedByLine };
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

export async function removeMessage(session: Session, id: string, { store }: Pick<ConsolePorts, "store">) {
  const message = await store.savedMessage(session.portalId, id);
  if (message === null || !(await store.deleteSavedMessage(session.portalId, id))) return false;
  await note(store, session, "delete_message", { subject: message.name });
  return true;
}
