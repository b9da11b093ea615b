/** What LINE is asked before a send, and for people while a delivery still collects: one thing after the other. */
import type { Answer } from "../../delivery/answer.ts";
import { channelOf, type Delivery } from "../../delivery/delivery.ts";
import { namedAudiences } from "../../delivery/inputs.ts";
import type { LineMessage } from "../../delivery/message/message.ts";
import { hasAttributes } from "../../delivery/targeting/attributes.ts";
import { NOTHING_ASKED, type LineFacts } from "../../delivery/targeting/decide-preflight.ts";
import type { Friends } from "../../delivery/targeting/forecast-facts.ts";
import { checkReach } from "../../delivery/targeting/preflight.ts";
import type { Audience, Line } from "../../ports/line.ts";

/**
 * All that is known after each answer, so that the caller may stop; an answer that is none ends it. The last facts are
 * complete, and LINE has found nothing wrong with the messages.
 */
export async function* askLine(
  delivery: Delivery,
  messages: readonly LineMessage[],
  now: number,
  line: Pick<Line, "audience" | "quota" | "targetReach" | "demographics" | "validateMessages">,
): AsyncGenerator<Answer<LineFacts>, void> {
  const channel = channelOf(delivery);
  let facts = NOTHING_ASKED;
  yield known(facts);
  for await (const audience of askAudiences(delivery, line)) {
    if (audience.kind !== "ok") return yield audience;
    yield known((facts = { ...facts, audiences: [...facts.audiences, audience.value] }));
  }
  const quota = await line.quota(channel);
  if (quota.kind !== "ok") return yield quota;
  yield known((facts = { ...facts, quota: quota.value }));
  const friends = await askAboutFriends(delivery, now, line);
  if (friends.kind !== "ok") return yield friends;
  yield known((facts = { ...facts, friends: friends.value }));
  const valid = await line.validateMessages(channel, messages);
  yield valid.kind === "ok" ? known(facts) : valid;
}

const known = (value: LineFacts): Answer<LineFacts> => ({ kind: "ok", value });

/** The included audiences first, then those to leave out. */
export async function* askAudiences(
  delivery: Delivery,
  line: Pick<Line, "audience">,
): AsyncGenerator<Answer<Audience>, void> {
  for (const id of namedAudiences(delivery.inputs)) yield line.audience(channelOf(delivery), id);
}

/** Demographic figures only sharpen the forecast: LINE being unable to give them stops nothing. */
export async function askAboutFriends(
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
