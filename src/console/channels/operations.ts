/** What people do with channels and their testers, the same from a page and through the API. */
import { finding } from "../../delivery/codes.ts";
import type { ChannelFacts, Tester } from "../../ports/store/channels.ts";
import type { Session } from "../../ports/store/sessions.ts";
import { differences, note } from "../request/audit.ts";
import type { ConsolePorts } from "../request/ports.ts";
import type { Refusal } from "../request/refusal.ts";
import type { ValueOf } from "../web/schemas.ts";
import { knownZone } from "../web/time-zones.ts";
import type { CHANNEL_FIELDS, CHANNEL_SETTINGS, TESTER_FIELDS } from "./fields.ts";

/** Asks LINE whose credentials these are before anything is stored. */
export async function connectChannel(
  session: Session,
  { name, channelId, channelSecret }: ValueOf<typeof CHANNEL_FIELDS>,
  { store, line }: Pick<ConsolePorts, "store" | "line">,
): Promise<{ readonly kind: "ok"; readonly channel: ChannelFacts } | Refusal> {
  const credentials = { lineChannelId: channelId, channelSecret };
  const answer = await line.verify(credentials);
  if (answer.kind !== "ok") return { ...answer, field: "channelSecret" };
  const channel = await store.saveChannel({ portalId: session.portalId, name, credentials, account: answer.value });
  await note(store, session, "connect_channel", { subject: name, details: { channel: answer.value.basicId } });
  return { kind: "ok", channel };
}

export type ChangedChannel =
  { readonly kind: "ok"; readonly channel: ChannelFacts } | { readonly kind: "missing" } | Refusal;

/** What is left out stays as it is. */
export async function changeChannel(
  session: Session,
  id: string,
  settings: ValueOf<typeof CHANNEL_SETTINGS>,
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

/** Asks LINE again, with the stored secret, whose credentials these are. */
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

/** Null when the portal has no such channel. */
export async function addTester(
  session: Session,
  channelId: string,
  wanted: ValueOf<typeof TESTER_FIELDS>,
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
