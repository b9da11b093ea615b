/** Does LINE accept the secret of every connected LINE Official Account? */
import type { Config } from "../../src/app/config.ts";
import { createLineAdapter } from "../../src/platforms/line/line-adapter.ts";
import type { RateLimiter } from "../../src/ports/rate-limiter.ts";
import { createCredentials } from "../../src/store/accounts/credentials.ts";
import type { Db } from "../../src/store/postgres/database.ts";
import type { Secrets } from "../../src/store/postgres/secrets.ts";
import { sentence } from "../../src/i18n/wording.ts";
import { findingsOf, reasonOf, type Finding } from "./finding.ts";

const { ok, warning, fault } = findingsOf("LINE");

interface LineParts {
  readonly config: Pick<Config, "lineApiUrl" | "lineDataApiUrl">;
  readonly db: Db;
  readonly secrets: Secrets;
}

/** Few enough for LINE's rate limits, which the running service shares. */
const AT_ONCE = 5;
/** An outage of LINE's fails them all in the same way. */
const MAX_LINES = 10;

const unlimited: Pick<RateLimiter, "tryAcquire"> = { tryAcquire: () => Promise.resolve(0) };

interface Channel {
  readonly id: string;
  readonly portalId: number;
  readonly name: string;
}

/** Mints a token for each account and reads its profile with it; stores nothing. */
export async function examineLine({ config, db, secrets }: LineParts): Promise<readonly Finding[]> {
  const channels = await db
    .selectFrom("channels")
    .innerJoin("portals", "portals.portalId", "channels.portalId")
    .select(["channels.id", "channels.portalId", "channels.name"])
    .where("portals.uninstalledAt", "is", null)
    .orderBy("channels.portalId")
    .orderBy("channels.name")
    .execute();
  if (channels.length === 0)
    return [warning("No LINE Official Account is connected.", "Sign in and connect one under “LINE accounts”.")];
  const line = createLineAdapter({
    apiUrl: config.lineApiUrl,
    dataUrl: config.lineDataApiUrl,
    credentials: createCredentials(db, secrets),
    limiter: unlimited,
  });
  const faults: Finding[] = [];
  for (let first = 0; first < channels.length; first += AT_ONCE) {
    const some = channels.slice(first, first + AT_ONCE);
    faults.push(...(await Promise.all(some.map((channel) => examineChannel(line, channel)))).flat());
  }
  if (faults.length === 0)
    return [ok(channels.length === 1 ? "It accepts the account." : `It accepts all ${channels.length} accounts.`)];
  const more = faults.length - MAX_LINES;
  return [
    ...faults.slice(0, MAX_LINES),
    ...(more > 0 ? [fault(`${more} more accounts have a fault.`, "Mend these first, and run this again.")] : []),
  ];
}

async function examineChannel(
  line: ReturnType<typeof createLineAdapter>,
  { id, portalId, name }: Channel,
): Promise<readonly Finding[]> {
  const who = `“${name}” of HubSpot account ${portalId}`;
  try {
    const answer = await line.account({ portalId, channelId: id });
    if (answer.kind === "ok") return [];
    const says = `${who}: ${sentence(answer.finding, "en")}`;
    return answer.finding.code === "LINE_UNAVAILABLE"
      ? [
          fault(
            says,
            "Check that this machine reaches LINE_API_URL: DNS, firewall, proxy. Otherwise LINE has an outage.",
          ),
        ]
      : [fault(says, "An administrator of that account enters the current channel secret under “LINE accounts”.")];
  } catch (error) {
    // What is stored cannot be read: another key, or bytes of another place.
    return [
      fault(`${who}: ${reasonOf(error)}`, "Use the ENCRYPTION_KEYS the service runs with; npm run keys -- status."),
    ];
  }
}
