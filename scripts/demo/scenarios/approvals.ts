/** Deliveries that wait for a person, and the person. */
import { callApi } from "../../../simulators/connect.ts";
import { HOUR_MS, narrowcasts, SECOND_MS, type Play } from "../stage.ts";

interface ShownDelivery {
  readonly id: string;
  readonly standing: { readonly code: string };
}

async function newest({ publicUrl, cookie }: Play): Promise<ShownDelivery | undefined> {
  const response = await fetch(`${publicUrl}/api/deliveries`, { headers: { cookie } });
  return ((await response.json()) as { deliveries: ShownDelivery[] }).deliveries[0];
}

/** Until the newest delivery asks a person for this reason. */
export async function untilAsked(play: Play, code: string): Promise<void> {
  await play.time.passUntil(async () => (await newest(play))?.standing.code === code, 15 * SECOND_MS);
  play.say(`The delivery waits for a person: ${code}`);
}

/** Three hours later a person says yes; LINE must not have been asked before. */
export async function approveLater(play: Play): Promise<void> {
  const { publicUrl, cookie, time, clock, world, say } = play;
  const until = clock.now() + 3 * HOUR_MS;
  await time.passUntil(() => clock.now() >= until, 600 * SECOND_MS);
  if (narrowcasts(world).length > 0) throw new Error("LINE was asked to send before a person had approved");
  const { id } = (await newest(play)) ?? { id: "" };
  await callApi(publicUrl, cookie, `/api/deliveries/${id}/approve`, {});
  say("A person approved the message three hours later");
}
