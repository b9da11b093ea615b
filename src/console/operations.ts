/** What a signed-in person does, the same from a page and through the API. */
import { afterCommand, type Command } from "../delivery/commands.ts";
import { finding, type Finding } from "../delivery/codes.ts";
import type { Delivery } from "../delivery/delivery.ts";
import { checkMessages as faultIn } from "../delivery/message-check.ts";
import { personalTokenIn, type LineMessage } from "../delivery/message.ts";
import { markedAsTest } from "../delivery/test-message.ts";
import { messagesToSend, UTM_NAMES, withUtm, type Utm } from "../delivery/utm.ts";
import type { ChannelFacts, SavedMessage, Session, Tester } from "../ports/store.ts";
import type { ConsolePorts } from "./ports.ts";

/** A wish that was not granted, and the field it is about. */
export interface Refusal {
  readonly kind: "refused" | "later";
  readonly finding: Finding;
  readonly field: string;
  readonly retryAfterSeconds?: number;
}

export interface ChannelRequest {
  readonly name: string;
  readonly channelId: string;
  readonly channelSecret: string;
}

/** Asks LINE whose credentials these are before anything is stored. */
export async function connectChannel(
  { portalId }: Session,
  { name, channelId, channelSecret }: ChannelRequest,
  { store, line }: Pick<ConsolePorts, "store" | "line">,
): Promise<{ readonly kind: "ok"; readonly channel: ChannelFacts } | Refusal> {
  const credentials = { lineChannelId: channelId, channelSecret };
  const answer = await line.verify(credentials);
  if (answer.kind !== "ok") return { ...answer, field: "channelSecret" };
  const channel = await store.saveChannel({ portalId, name, credentials, account: answer.value });
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
  { portalId }: Session,
  id: string,
  settings: ChannelSettings,
  { store }: Pick<ConsolePorts, "store">,
): Promise<ChangedChannel> {
  const before = (await store.channels(portalId)).find((channel) => channel.id === id);
  if (before === undefined) return { kind: "missing" };
  const { name = before.name, timeZone = before.timeZone, quotaFloor = before.quotaFloor } = settings;
  const zone = knownZone(timeZone);
  if (zone === null) {
    return { kind: "refused", finding: finding("TIME_ZONE_UNKNOWN", { zone: timeZone }), field: "timeZone" };
  }
  const channel = await store.changeChannel(portalId, id, { name, timeZone: zone, quotaFloor });
  return channel === null ? { kind: "missing" } : { kind: "ok", channel };
}

/** The name as the IANA database spells it; offsets such as `+09:00` know no summer time and are not taken. */
function knownZone(name: string): string | null {
  if (!/^[A-Za-z]/.test(name)) return null;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    // RangeError: there is no such zone.
    return null;
  }
}

export interface TestRequest {
  readonly channelId: string;
  readonly testerIds: readonly string[];
}

export type TestSent = { readonly kind: "ok"; readonly to: readonly Tester[] } | { readonly kind: "missing" } | Refusal;

/** A multicast to named people, marked as a test. Only the log knows of it: it is in no delivery, record or number. */
export async function sendTest(
  { portalId }: Session,
  {
    messageId,
    retryKey,
    channelId,
    testerIds,
  }: TestRequest & { readonly messageId: string; readonly retryKey: string },
  { store, line, log }: Pick<ConsolePorts, "store" | "line" | "log">,
): Promise<TestSent> {
  const message = await store.savedMessage(portalId, messageId);
  const testers = (await store.testers(portalId, channelId)).filter(({ id }) => testerIds.includes(id));
  if (message === null || testers.length < new Set(testerIds).size) return { kind: "missing" };
  const messages = markedAsTest(messagesToSend(message), message.name);
  const to = testers.map(({ lineUserId }) => lineUserId);
  const answer = await line.sendTest({ portalId, channelId }, { to, messages, retryKey });
  if (answer.kind !== "ok") return { ...answer, field: "messages" };
  log.info({ event: "message.tested", portalId, channelId, messageId, testers: to.length });
  return { kind: "ok", to: testers };
}

export interface MessageRequest {
  readonly name: string;
  readonly messages: readonly LineMessage[];
  readonly utm: Utm | null;
}

export type MessageCheck = { readonly kind: "ok"; readonly checkedByLine: boolean } | Refusal;

/** A message that LINE cannot be asked about now is kept all the same: it is checked again before every send. */
export async function checkMessages(
  { portalId }: Session,
  messages: readonly LineMessage[],
  { store, line }: Pick<ConsolePorts, "store" | "line">,
): Promise<MessageCheck> {
  const token = personalTokenIn(messages);
  if (token !== null) {
    return { kind: "refused", finding: finding("PERSONAL_TOKEN_IN_MESSAGE", { token }), field: "messages" };
  }
  const fault = faultIn(messages);
  if (fault !== null)
    return { kind: "refused", finding: finding("MESSAGE_INVALID", { ...fault }), field: fault.property };
  const [channel] = await store.channels(portalId);
  if (channel === undefined) return { kind: "ok", checkedByLine: false };
  const answer = await line.validateMessages({ portalId, channelId: channel.id }, messages);
  if (answer.kind === "refused" && answer.finding.code === "LINE_REFUSED_MESSAGE") {
    return { ...answer, field: propertyIn(answer.finding) };
  }
  return { kind: "ok", checkedByLine: answer.kind === "ok" };
}

/** LINE names the property it dislikes, such as `messages[0].text`. */
function propertyIn({ figures }: Finding): string {
  return /messages?\[\d+\][\w.[\]/]*/.exec(String(figures["detail"]))?.[0] ?? "messages";
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
  // As they go out: UTM parameters make links longer.
  const check = await checkMessages(session, withUtm(content.messages, content.utm), ports);
  if (check.kind !== "ok") return check;
  const message =
    id === null
      ? await store.createSavedMessage(session.portalId, content)
      : await store.changeSavedMessage(session.portalId, id, content);
  return message === null ? { kind: "missing" } : { kind: "ok", message, checkedByLine: check.checkedByLine };
}

export type Commanded =
  { readonly kind: "done"; readonly delivery: Delivery } | { readonly kind: "missing" | "too_late" };

/** Seals, cancels or approves, if the delivery is the portal's and it is not too late. */
export async function commandDelivery(
  { portalId, userEmail }: Session,
  { id, command }: { readonly id: string; readonly command: Command["do"] },
  { store }: Pick<ConsolePorts, "store">,
): Promise<Commanded> {
  if ((await store.viewDelivery(portalId, id)) === null) return { kind: "missing" };
  const recorded = await store.record(id, (fresh, now) =>
    fresh.portalId === portalId ? afterCommand(fresh, { do: command, by: userEmail }, now) : null,
  );
  return recorded.kind === "recorded" ? { kind: "done", delivery: recorded.delivery } : { kind: "too_late" };
}
