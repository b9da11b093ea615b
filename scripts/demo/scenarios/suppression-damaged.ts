/**
 * A suppression list whose members hold LINE user IDs as people and imports leave them: ten that can be read, one that is
 * none, and an empty one. Who is left out is read from what LINE sent, apart from the service.
 */
import { ACCOUNT, PORTAL_ID } from "../../../simulators/demo-world.ts";
import type { Scenario } from "./scenario.ts";
import { narrowcasts, releaseAll, type Play } from "../stage.ts";

const PROPERTY = "suppressed_line_id";

/** What is made of a friend's ID on the way into HubSpot. */
const DAMAGES: readonly ((id: string, another: string) => string)[] = [
  (id) => id,
  (id) => ` ${id}\r\n`,
  (id) => `\ufeff${id}`,
  (id) => `\u3000${id}`,
  (id) => id.toUpperCase(),
  (id) => id.toLowerCase(),
  (id) => `${id}\u200b`,
  (id) => `"${id}"`,
  (id) => `'${id}`,
  (id, another) => `${id};${another}`,
];
const NO_ID = "@hoshi123";

export function suppressionDamaged(plain: Scenario): Scenario {
  let friends: readonly string[] = [];
  let timeline = "";
  return {
    ...plain,
    before(play) {
      play.world.line.control.assume({ failures: "none" });
      friends = [];
    },
    inputs(play) {
      const inputs = plain.inputs(play);
      friends = someReaders(play, inputs, DAMAGES.length + 1);
      const values = [...DAMAGES.map((damage, index) => damage(friends[index] ?? "", friends.at(-1) ?? "")), NO_ID, ""];
      const { control } = play.world.hubspot;
      let member = 0;
      control.setContactProperty(PORTAL_ID, PROPERTY, () => values[member++] ?? null);
      const list = control.addList(PORTAL_ID, { name: "Unsubscribed on paper", size: values.length });
      return { ...inputs, suppressionList: list, suppressionProperty: PROPERTY };
    },
    async later(play, workflow) {
      await releaseAll(play, workflow);
      timeline = await newestTimeline(play);
      return 0;
    },
    expected(play) {
      if (play.enrollments < 50) return plain.expected(play);
      const readers = play.world.line.control.countMatching(ACCOUNT.channelId, toAudience(plain.inputs(play)));
      return { ...plain.expected(play), successCount: readers - friends.length };
    },
    alsoBroken({ world, enrollments }) {
      if (enrollments < 50) return [];
      const got = narrowcasts(world).flatMap(({ requestId }) =>
        world.line.control.recipientsOf(ACCOUNT.channelId, requestId),
      );
      const received = new Set(got);
      const named = timeline.includes("SUPPRESSION_IDS_INVALID") && timeline.includes(NO_ID);
      return [
        ...friends.filter((id) => received.has(id)).map((id) => `${id} is on the suppression list and got the message`),
        ...(named ? [] : [`the timeline does not name ${NO_ID}`]),
      ];
    },
  };
}

const toAudience = ({ audienceId }: Readonly<Record<string, string>>) => ({
  recipient: { type: "audience" as const, audienceGroupId: Number(audienceId) },
});

/** More than enough to find a dozen readers among. */
const LOOKED_THROUGH = 400;

/** Friends who would get the message, and stay in an upload at LINE. */
function someReaders({ world }: Pick<Play, "world">, inputs: Record<string, string>, count: number): readonly string[] {
  const { control } = world.line;
  const friends = control.friendIds(ACCOUNT.channelId, LOOKED_THROUGH, { blocked: false });
  return friends.filter((id) => control.countAmong(ACCOUNT.channelId, [id], toAudience(inputs)) === 1).slice(0, count);
}

async function newestTimeline({ publicUrl, cookie }: Play): Promise<string> {
  const ask = async (path: string) => (await fetch(publicUrl + path, { headers: { cookie } })).json();
  const { deliveries } = (await ask("/api/deliveries")) as { deliveries: readonly { id: string }[] };
  return JSON.stringify(await ask(`/api/deliveries/${deliveries[0]?.id}`));
}
