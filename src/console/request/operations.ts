/** What a signed-in person does, the same from a page and through the API. */
import { waitsForPerson } from "../../delivery/lifecycle/approval.ts";
import { afterCommand, type Command } from "../../delivery/lifecycle/commands.ts";
import { finding, type Finding } from "../../delivery/codes.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import { invalidMessage } from "../../delivery/message/faults.ts";
import { refusedField, renumbered } from "../../delivery/message/line-refusal.ts";
import { checkMessages } from "../../delivery/message/message-check.ts";
import { excerpt, personalToken, personalTokenIn, type LineMessage } from "../../delivery/message/message.ts";
import { markedAsTest } from "../../delivery/message/test-message.ts";
import { messagesToSend, UTM_NAMES, withUtm, type Utm } from "../../delivery/message/utm.ts";
import type { ChannelFacts, SavedMessage, Session, SignedInUser, Tester } from "../../ports/store.ts";
import { listName } from "../../i18n/record-properties.ts";
import { differences, note } from "./audit.ts";
import { isBarred, readApproving, type Approving } from "../settings/policies/approving.ts";
import type { ConsolePorts } from "./ports.ts";
import { knownZone } from "../web/time-zones.ts";

/** A wish that was not granted, and the field it is about. */
export interface Refusal {
  readonly kind: "refused" | "later";
  readonly finding: Finding;
  readonly field: string;
  /** Of a message: down to what LINE finds wrong, to be marked on the page. */
  readonly place?: string;
  readonly retryAfterSeconds?: number;
}

export interface ChannelRequest {
  readonly name: string;
  readonly channelId: string;
  readonly channelSecret: string;
}

/** Asks LINE whose credentials these are before anything is stored. */
export async function connectChannel(
  session: Session,
  { name, channelId, channelSecret }: ChannelRequest,
  { store, line }: Pick<ConsolePorts, "store" | "line">,
): Promise<{ readonly kind: "ok"; readonly channel: ChannelFacts } | Refusal> {
  const credentials = { lineChannelId: channelId, channelSecret };
  const answer = await line.verify(credentials);
  if (answer.kind !== "ok") return { ...answer, field: "channelSecret" };
  const channel = await store.saveChannel({ portalId: session.portalId, name, credentials, account: answer.value });
  await note(store, session, "connect_channel", { subject: name, details: { channel: answer.value.basicId } });
  return { kind: "ok", channel };
}

export interface ChannelSettings {
  readonly name?: string;
  readonly timeZone?: string;
  readonly quotaFloor?: number;
}

export type ChangedChannel =
  { readonly kind: "ok"; readonly channel: ChannelFacts } | { readonly kind: "missing" } | Refusal;

/** What is left out stays as it is. */
export async function changeChannel(
  session: Session,
  id: string,
  settings: ChannelSettings,
  { store }: Pick<ConsolePorts, "store">,
): Promise<ChangedChannel> {
  const { portalId } = session;
  const before = (await store.channels(portalId)).find((channel) => channel.id === id);
  if (before === undefined) return { kind: "missing" };
  const { name = before.name, timeZone = before.timeZone, quotaFloor = before.quotaFloor } = settings;
  const zone = knownZone(timeZone);
  if (zone === null) {
    return { kind: "refused", finding: finding("TIME_ZONE_UNKNOWN", { zone: timeZone }), field: "timeZone" };
  }
  const channel = await store.changeChannel(portalId, id, { name, timeZone: zone, quotaFloor });
  if (channel === null) return { kind: "missing" };
  const details = differences(before, channel);
  if (Object.keys(details).length > 0) await note(store, session, "change_channel", { subject: before.name, details });
  return { kind: "ok", channel };
}

export type Verified = { readonly kind: "ok"; readonly channel: ChannelFacts } | { readonly kind: "missing" } | Refusal;

/** Asks LINE anew, with the stored secret, whose credentials these are. */
export async function verifyChannel(
  session: Session,
  id: string,
  { store, line }: Pick<ConsolePorts, "store" | "line">,
): Promise<Verified> {
  const { portalId } = session;
  const find = async () => (await store.channels(portalId)).find((channel) => channel.id === id);
  const before = await find();
  if (before === undefined) return { kind: "missing" };
  const answer = await line.account({ portalId, channelId: id });
  const verified = answer.kind === "ok" ? true : answer.finding.code;
  await note(store, session, "verify_channel", { subject: before.name, details: { verified } });
  if (answer.kind !== "ok") return { ...answer, field: "id" };
  await store.markVerified(portalId, id, answer.value);
  return { kind: "ok", channel: (await find()) ?? before };
}

export interface TestRequest {
  readonly channelId: string;
  readonly testerIds: readonly string[];
}

export type TestSent = { readonly kind: "ok"; readonly to: readonly Tester[] } | { readonly kind: "missing" } | Refusal;

/** A multicast to named people, marked as a test. Only the log knows of it: it is in no delivery, record or number. */
export async function sendTest(
  session: Session,
  {
    messageId,
    retryKey,
    channelId,
    testerIds,
  }: TestRequest & { readonly messageId: string; readonly retryKey: string },
  { store, line, log }: Pick<ConsolePorts, "store" | "line" | "log">,
): Promise<TestSent> {
  const { portalId } = session;
  const message = await store.savedMessage(portalId, messageId);
  const testers = (await store.testers(portalId, channelId)).filter(({ id }) => testerIds.includes(id));
  if (message === null || testers.length < new Set(testerIds).size) return { kind: "missing" };
  const wrong = faultOf(message.messages);
  if (wrong !== null) return wrong;
  const written = messagesToSend(message);
  const messages = markedAsTest(written, message.name);
  const to = testers.map(({ lineUserId }) => lineUserId);
  const answer = await line.sendTest({ portalId, channelId }, { to, messages, retryKey });
  if (answer.kind !== "ok") {
    // Counted without the bubble in front that says it is a test.
    const front = messages.length - written.length;
    const why = renumbered(answer.finding, (bubble) => (bubble < front ? null : bubble - front));
    const at = why.code === "LINE_REFUSED_MESSAGE" ? refusedField(why) : { field: "messages" };
    return { ...answer, finding: why, ...at };
  }
  log.info({ event: "message.tested", portalId, channelId, messageId, testers: to.length });
  await note(store, session, "test_send", {
    subject: message.name,
    details: { testers: testers.map(({ name: who }) => who) },
  });
  return { kind: "ok", to: testers };
}

export interface MessageRequest {
  readonly name: string;
  readonly messages: readonly LineMessage[];
  readonly utm: Utm | null;
}

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

/** Null when the portal has no such channel. */
export async function addTester(
  session: Session,
  channelId: string,
  wanted: { readonly name: string; readonly lineUserId: string },
  { store }: Pick<ConsolePorts, "store">,
): Promise<Tester | null> {
  const tester = await store.saveTester(session.portalId, channelId, wanted);
  if (tester !== null) await note(store, session, "add_tester", { subject: tester.name });
  return tester;
}

export async function removeTester(session: Session, id: string, { store }: Pick<ConsolePorts, "store">) {
  const removed = await store.deleteTester(session.portalId, id);
  if (removed !== null) await note(store, session, "remove_tester", { subject: removed.name });
  return removed !== null;
}

export type Commanded =
  | { readonly kind: "done"; readonly delivery: Delivery }
  | { readonly kind: "missing" | "too_late" }
  /** The account wants another person to approve. */
  | { readonly kind: "barred"; readonly approving: Approving };

/** Seals, cancels or approves, if the delivery is the portal's and it is not too late. */
export async function commandDelivery(
  user: SignedInUser,
  { id, command }: { readonly id: string; readonly command: Command["do"] },
  { store, log }: Pick<ConsolePorts, "store" | "log">,
): Promise<Commanded> {
  const { portalId, userEmail, userId } = user;
  const view = await store.viewDelivery(portalId, id);
  if (view === null) return { kind: "missing" };
  if (command === "approve" && waitsForPerson(view.delivery)) {
    const approving = await readApproving(user, view.delivery, store);
    if (isBarred(approving)) return { kind: "barred", approving };
  }
  const recorded = await store.recordFor(portalId, id, (fresh, now) =>
    afterCommand(fresh, { do: command, by: userEmail, userId }, now),
  );
  if (recorded.kind !== "recorded") return { kind: "too_late" };
  const { delivery } = recorded;
  log.info({ event: "delivery.command", deliveryId: id, portalId, command, userId });
  await note(store, user, command, { subject: listName(delivery), details: { deliveryId: id } });
  return { kind: "done", delivery };
}
