/** What a signed-in person does, the same from a page and through the API. */
import { afterCommand, type Command } from "../delivery/commands.ts";
import { finding, type Finding } from "../delivery/codes.ts";
import type { Delivery } from "../delivery/delivery.ts";
import { personalTokenIn, type LineMessage } from "../delivery/message.ts";
import type { ChannelFacts, SavedMessage, Session } from "../ports/store.ts";
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

export interface MessageRequest {
  readonly name: string;
  readonly messages: readonly LineMessage[];
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
  { id, name, messages }: MessageRequest & { readonly id: string | null },
  ports: Pick<ConsolePorts, "store" | "line">,
): Promise<Saved> {
  const { store } = ports;
  const check = await checkMessages(session, messages, ports);
  if (check.kind !== "ok") return check;
  const message =
    id === null
      ? await store.createSavedMessage(session.portalId, name, messages)
      : await store.changeSavedMessage(session.portalId, id, { name, messages });
  return message === null ? { kind: "missing" } : { kind: "ok", message, checkedByLine: check.checkedByLine };
}

export type Commanded =
  { readonly kind: "done"; readonly delivery: Delivery } | { readonly kind: "missing" | "too_late" };

/** Seals or cancels, if the delivery is the portal's and it is not too late. */
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
