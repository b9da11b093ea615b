/** What LINE is asked before a send, and for people while a delivery still collects: one thing after the other. */
import type { Answer } from "../../delivery/answer.ts";
import { channelOf, type Delivery } from "../../delivery/delivery.ts";
import { namedAudiences } from "../../delivery/inputs.ts";
import { hasAttributes } from "../../delivery/targeting/attributes.ts";
import { NOTHING_ASKED, type LineFacts } from "../../delivery/targeting/estimate.ts";
import type { Friends } from "../../delivery/targeting/forecast.ts";
import { checkReach } from "../../delivery/targeting/preflight.ts";
import type { Line } from "../../ports/line.ts";
import type { Channels } from "../../ports/store/channels.ts";

interface Asking {
  readonly now: number;
  /** Messages of the month that sends leave for chat; null where what is left of the month does not bound the send. */
  readonly floor: number | null;
}

/** All that is known after each answer, so that the caller may stop; a failure ends it. The last facts are complete. */
export async function* askLine(
  delivery: Delivery,
  { now, floor }: Asking,
  line: Pick<Line, "audience" | "quota" | "targetReach" | "demographics">,
): AsyncGenerator<Answer<LineFacts>, void> {
  const channel = channelOf(delivery);
  let facts = NOTHING_ASKED;
  yield known(facts);
  for (const id of namedAudiences(delivery.inputs)) {
    const audience = await line.audience(channel, id);
    if (audience.kind !== "ok") return yield audience;
    yield known((facts = { ...facts, audiences: [...facts.audiences, audience.value] }));
  }
  if (floor !== null) {
    const quota = await line.quota(channel);
    if (quota.kind !== "ok") return yield quota;
    yield known((facts = { ...facts, quota: { ...quota.value, floor } }));
  }
  const friends = await askAboutFriends(delivery, now, line);
  if (friends.kind !== "ok") return yield friends;
  yield known({ ...facts, friends: friends.value });
}

const known = (value: LineFacts): Answer<LineFacts> => ({ kind: "ok", value });

/** Demographic figures only sharpen the forecast: LINE being unable to give them stops nothing. */
async function askAboutFriends(
  delivery: Delivery,
  now: number,
  line: Pick<Line, "targetReach" | "demographics">,
): Promise<Answer<Friends>> {
  if (!hasAttributes(delivery.inputs.attributes)) return { kind: "ok", value: { reach: null, demographics: null } };
  const reach = await line.targetReach(channelOf(delivery), now);
  if (reach.kind !== "ok") return reach;
  const shares = checkReach(reach.value) === null ? await line.demographics(channelOf(delivery)) : null;
  return { kind: "ok", value: { reach: reach.value, demographics: shares?.kind === "ok" ? shares.value : null } };
}

/** Messages of the month that sends of this account leave for chat. */
export async function quotaFloor({ portalId, inputs }: Delivery, store: Pick<Channels, "channels">): Promise<number> {
  const channels = await store.channels(portalId);
  return channels.find(({ id }) => id === inputs.channelId)?.quotaFloor ?? 0;
}
