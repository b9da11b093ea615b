/** What people do with channels and their testers, the same from a page and through the API. */
import type { ChannelFacts, Tester } from "../../ports/store/channels.ts";
import { differences, note } from "../request/audit.ts";
import type { Asking } from "../request/ports.ts";
import { found, granted } from "../request/refusal.ts";
import type { ValueOf } from "../web/schemas.ts";
import { zoneOf } from "../web/time-zones.ts";
import type { CHANNEL_FIELDS, CHANNEL_SETTINGS, TESTER_FIELDS } from "./fields.ts";

export const channelOf = async ({ session, id, ports }: Asking): Promise<ChannelFacts> =>
  found((await ports.store.channels(session.portalId)).find((channel) => channel.id === id));

/** Asks LINE whose credentials these are before anything is stored. */
export async function connectChannel(
  { session, ports: { store, line } }: Asking,
  { name, channelId, channelSecret }: ValueOf<typeof CHANNEL_FIELDS>,
): Promise<ChannelFacts> {
  const credentials = { lineChannelId: channelId, channelSecret };
  const account = granted(await line.verify(credentials), "channelSecret");
  const channel = await store.saveChannel({ portalId: session.portalId, name, credentials, account });
  await note(store, session, "connect_channel", { subject: name, details: { channel: account.basicId } });
  return channel;
}

/** What is left out stays as it is. */
export async function changeChannel(asking: Asking, settings: ValueOf<typeof CHANNEL_SETTINGS>): Promise<ChannelFacts> {
  const { session, id, ports } = asking;
  const before = await channelOf(asking);
  const { name = before.name, timeZone = before.timeZone, quotaFloor = before.quotaFloor } = settings;
  const change = { name, timeZone: zoneOf(timeZone), quotaFloor };
  const channel = found(await ports.store.changeChannel(session.portalId, id, change));
  const details = differences(before, channel);
  if (Object.keys(details).length > 0)
    await note(ports.store, session, "change_channel", { subject: before.name, details });
  return channel;
}

/** Asks LINE again, with the stored secret, whose credentials these are. */
export async function verifyChannel(asking: Asking): Promise<ChannelFacts> {
  const { session, id, ports } = asking;
  const { portalId } = session;
  const { name } = await channelOf(asking);
  const answer = await ports.line.account({ portalId, channelId: id });
  const verified = answer.kind === "ok" ? true : answer.finding.code;
  await note(ports.store, session, "verify_channel", { subject: name, details: { verified } });
  await ports.store.markVerified(portalId, id, granted(answer, "id"));
  return channelOf(asking);
}

export async function addTester(
  { session, id, ports: { store } }: Asking,
  wanted: ValueOf<typeof TESTER_FIELDS>,
): Promise<Tester> {
  const tester = found(await store.saveTester(session.portalId, id, wanted));
  await note(store, session, "add_tester", { subject: tester.name });
  return tester;
}

export async function removeTester({ session, id, ports: { store } }: Asking): Promise<void> {
  const { name } = found(await store.deleteTester(session.portalId, id));
  await note(store, session, "remove_tester", { subject: name });
}
