/** What people do with channels and their testers, the same from a page and through the API. */
import type { ChannelFacts, Tester } from "../../ports/store/channels.ts";
import type { Session } from "../../ports/store/sessions.ts";
import { differences, note } from "../request/audit.ts";
import type { ConsolePorts } from "../request/ports.ts";
import { found, granted } from "../request/refusal.ts";
import type { ValueOf } from "../web/schemas.ts";
import { zoneOf } from "../web/time-zones.ts";
import type { CHANNEL_FIELDS, CHANNEL_SETTINGS, TESTER_FIELDS } from "./fields.ts";

export async function channelOf({ portalId }: Session, id: string, { store }: ConsolePorts): Promise<ChannelFacts> {
  return found((await store.channels(portalId)).find((channel) => channel.id === id));
}

/** Asks LINE whose credentials these are before anything is stored. */
export async function connectChannel(
  session: Session,
  { name, channelId, channelSecret }: ValueOf<typeof CHANNEL_FIELDS>,
  { store, line }: ConsolePorts,
): Promise<ChannelFacts> {
  const credentials = { lineChannelId: channelId, channelSecret };
  const account = granted(await line.verify(credentials), "channelSecret");
  const channel = await store.saveChannel({ portalId: session.portalId, name, credentials, account });
  await note(store, session, "connect_channel", { subject: name, details: { channel: account.basicId } });
  return channel;
}

/** What is left out stays as it is. */
export async function changeChannel(
  session: Session,
  id: string,
  settings: ValueOf<typeof CHANNEL_SETTINGS>,
  ports: ConsolePorts,
): Promise<ChannelFacts> {
  const before = await channelOf(session, id, ports);
  const { name = before.name, timeZone = before.timeZone, quotaFloor = before.quotaFloor } = settings;
  const change = { name, timeZone: zoneOf(timeZone), quotaFloor };
  const channel = found(await ports.store.changeChannel(session.portalId, id, change));
  const details = differences(before, channel);
  if (Object.keys(details).length > 0)
    await note(ports.store, session, "change_channel", { subject: before.name, details });
  return channel;
}

/** Asks LINE again, with the stored secret, whose credentials these are. */
export async function verifyChannel(session: Session, id: string, ports: ConsolePorts): Promise<ChannelFacts> {
  const { portalId } = session;
  const { store, line } = ports;
  const { name } = await channelOf(session, id, ports);
  const answer = await line.account({ portalId, channelId: id });
  const verified = answer.kind === "ok" ? true : answer.finding.code;
  await note(store, session, "verify_channel", { subject: name, details: { verified } });
  await store.markVerified(portalId, id, granted(answer, "id"));
  return channelOf(session, id, ports);
}

export async function addTester(
  session: Session,
  channelId: string,
  wanted: ValueOf<typeof TESTER_FIELDS>,
  { store }: ConsolePorts,
): Promise<Tester> {
  const tester = found(await store.saveTester(session.portalId, channelId, wanted));
  await note(store, session, "add_tester", { subject: tester.name });
  return tester;
}

export async function removeTester(session: Session, id: string, { store }: ConsolePorts): Promise<void> {
  const { name } = found(await store.deleteTester(session.portalId, id));
  await note(store, session, "remove_tester", { subject: name });
}
