/**
 * The account's plan has no custom objects while two campaigns run, and has them again three days later: shown on the pages,
 * asked about once a day, and every delivery has its record within a day of service time, without a sign-in.
 */
import { PORTAL_ID } from "../../../simulators/demo-world.ts";
import { HOUR_MS, releaseAll, SECOND_MS, type Play } from "../stage.ts";

const RECORD = "line_audience_delivery";
const TITLE = "No delivery records in this plan";
const CAMPAIGNS = 2;

const records = ({ world }: Play) => world.hubspot.control.records(PORTAL_ID, RECORD);

export const losePlan = ({ world }: Play): void => world.hubspot.control.setPlan(PORTAL_ID, { enterprise: false });

/** After both campaigns; rejects with the first promise that was not kept. */
export async function recordsLater(play: Play, workflow: number): Promise<number> {
  const { world, clock, time } = play;
  await releaseAll(play, workflow);
  promise(records(play).length === 0, "HubSpot has records although the plan has no custom objects");
  for (const path of ["/", "/settings"]) promise((await page(play, path)).includes(TITLE), `${path} does not say why`);

  const lost = clock.now();
  await pass(play, 72 * HOUR_MS);
  const refusals = world.hubspot.control.requests().filter(({ status, at }) => status === 403 && at >= lost);
  promise(refusals.length <= 4, `HubSpot was asked ${refusals.length} times in three days`);

  world.hubspot.control.setPlan(PORTAL_ID, { enterprise: true });
  const allowed = clock.now();
  await pass(play, 21 * HOUR_MS);
  // The catching up itself is paced in real time.
  await time.passUntil(() => records(play).length === CAMPAIGNS, SECOND_MS);
  const hours = (clock.now() - allowed) / HOUR_MS;
  promise(hours <= 24, `the records came ${hours.toFixed(1)} hours after they were possible`);
  const bare = records(play).filter(({ properties }) => !(Number(properties["reach"]) > 0));
  promise(bare.length === 0, "a record lacks the numbers that were known by then");
  promise(!(await page(play, "/")).includes(TITLE), "the page still says that there are no records");
  play.say(`${CAMPAIGNS} records were written ${hours.toFixed(1)} hours after the plan had custom objects again`);
  return 0;
}

async function pass({ clock, time }: Play, ms: number): Promise<void> {
  const until = clock.now() + ms;
  await time.passUntil(() => clock.now() >= until, HOUR_MS);
}

async function page({ publicUrl, cookie }: Play, path: string): Promise<string> {
  const headers = { cookie, Accept: "text/html", "Accept-Language": "en" };
  return (await fetch(publicUrl + path, { headers })).text();
}

function promise(kept: boolean, problem: string): void {
  if (!kept) throw new Error(problem);
}
