/** The app is removed at HubSpot, which tells no one, while contacts are held and a send is due. */
import { connectService } from "../../../simulators/connect.ts";
import { ACCOUNT, APP, PORTAL_ID } from "../../../simulators/demo-world.ts";
import type { Outcome, Scenario } from "./scenario.ts";
import { allReleased, HOUR_MS, SECOND_MS, type Play } from "../stage.ts";

const TOKEN_REQUESTS_AT_MOST = 12;

interface Portal {
  readonly gone: boolean;
  readonly tokens: boolean;
}

/** What the service keeps of the account: the promise is about nothing else. */
async function storedPortal({ time }: Play): Promise<Portal | undefined> {
  let portal: Portal | undefined;
  await time.look(async ({ pool }) => {
    const { rows } = await pool.query<Portal>(
      `select uninstalled_at is not null as gone, access_token is not null or refresh_token is not null as tokens
       from portals where portal_id = $1`,
      [PORTAL_ID],
    );
    portal = rows[0];
  });
  return portal;
}

const tokenRequests = ({ world }: Play): number =>
  world.hubspot.control.requests().filter(({ path }) => /\/oauth\/[^/]+\/token$/.test(path)).length;

export function uninstalled(plain: Scenario): Scenario {
  let asked = 0;
  let portal: Portal | undefined;
  let outcome: Outcome | undefined;
  return {
    ...plain,
    // Everyone has enrolled before, so that the window closes at once: the send must not go out before the removal.
    inputs: (play) => ({ ...plain.inputs(play), sendAt: String(play.clock.now() + HOUR_MS) }),
    async later(play, workflow) {
      const { world, time, clock, say } = play;
      const before = tokenRequests(play);
      world.hubspot.control.uninstall(PORTAL_ID, APP.appId);
      say("The app is removed from the HubSpot account while all are held and the send is due");
      const removedAt = clock.now();
      await time.passUntil(async () => (await storedPortal(play))?.gone === true, 300 * SECOND_MS);
      asked = tokenRequests(play) - before;
      portal = await storedPortal(play);
      say(
        `It counts as gone after ${((clock.now() - removedAt) / HOUR_MS).toFixed(1)} hours and ${asked} token requests`,
      );
      // Without tokens the service can complete nothing: HubSpot lets go by itself.
      await time.passUntil(() => allReleased(world, workflow), HOUR_MS);
      outcome = await readAgain(play);
      return 0;
    },
    outcome: () => outcome,
    recordsStay: true,
    expected: ({ enrollments }) =>
      enrollments >= 50
        ? { outcome: "cancelled", outcomeCode: "PORTAL_UNINSTALLED", narrowcasts: 0, callbacksReleased: 0 }
        : { outcome: "failed", outcomeCode: "ENROLLED_BELOW_MINIMUM", narrowcasts: 0, callbacksReleased: 0 },
    alsoBroken: () => [
      ...(asked > TOKEN_REQUESTS_AT_MOST ? [`HubSpot was asked for tokens ${asked} times`] : []),
      ...(portal?.gone === true ? [] : ["retention has not begun"]),
      ...(portal?.tokens === false ? [] : ["the tokens are not erased"]),
    ],
  };
}

interface Shown {
  readonly outcome: string;
  readonly standing: { readonly code: string; readonly sentence: { readonly en: string } };
}

/** A person installs the app again, and everything is there. */
async function readAgain({ publicUrl, say }: Play): Promise<Outcome | undefined> {
  const { cookie } = await connectService(publicUrl, PORTAL_ID, ACCOUNT);
  const answer = await fetch(`${publicUrl}/api/deliveries`, { headers: { cookie } });
  const { deliveries } = (await answer.json()) as { deliveries: readonly Shown[] };
  const [newest] = deliveries;
  say("A person installs the app again, and the console shows what became of the delivery");
  if (newest === undefined) return undefined;
  const { code, sentence } = newest.standing;
  return { outcome: newest.outcome, outcomeCode: code, outcomeMessage: sentence.en };
}
