/** Do the clocks of this machine, the database and the platforms agree? */
import type { Pool } from "pg";
import { findingsOf, reasonOf, type Finding } from "./finding.ts";

const { ok, warning, fault } = findingsOf("clock");

const WITHIN_MS = 10_000;
/** HubSpot's signatures are refused when they are five minutes old: https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation */
const MAX_SECONDS = 300;
const NOTABLE_SECONDS = 30;

interface Clock {
  readonly name: string;
  /** Milliseconds; rejects where the clock cannot be read. */
  read(): Promise<number>;
}

/** The database's own, not service time. */
export const databaseClock = (pool: Pool): Clock => ({
  name: "the database",
  async read() {
    const { rows } = await pool.query<{ now: number }>(
      "select extract(epoch from clock_timestamp())::float8 * 1000 as now",
    );
    return rows[0]?.now ?? Number.NaN;
  },
});

/** By the `Date` of an answer, which is good to a second. */
export const webClock = (name: string, address: string): Clock => ({
  name,
  async read() {
    const { headers } = await fetch(address, {
      method: "HEAD",
      redirect: "manual",
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    const at = Date.parse(headers.get("date") ?? "");
    if (Number.isNaN(at)) throw new Error("its answer has no date");
    return at;
  },
});

/** `now`: milliseconds by this machine. */
export async function examineClocks(clocks: readonly Clock[], now: () => number = Date.now): Promise<Finding> {
  const read = await Promise.all(clocks.map((clock) => differenceOf(clock, now)));
  const unread = read.flatMap(({ name, reason }) => (reason === null ? [] : [`${name} (${reason})`]));
  const known = read.filter(({ reason }) => reason === null);
  const [worst] = known.toSorted((one, other) => Math.abs(other.seconds) - Math.abs(one.seconds));
  if (worst !== undefined && Math.abs(worst.seconds) >= NOTABLE_SECONDS) {
    const { name, seconds } = worst;
    const says = `This machine's clock is ${Math.abs(seconds)} s ${seconds > 0 ? "behind" : "ahead of"} that of ${name}.`;
    const remedy = "Set the clocks of this machine and of the database by NTP.";
    return Math.abs(seconds) < MAX_SECONDS
      ? warning(says, remedy)
      : fault(`${says} Signatures older than five minutes are refused.`, remedy);
  }
  if (unread.length > 0) return warning(`It could not be compared with ${unread.join(", ")}.`, "Mend what is named.");
  return ok(`It agrees with ${known.map(({ name }) => name).join(", ")}.`);
}

interface Difference {
  readonly name: string;
  /** Positive: the other clock is ahead. */
  readonly seconds: number;
  readonly reason: string | null;
}

async function differenceOf({ name, read }: Clock, now: () => number): Promise<Difference> {
  const before = now();
  try {
    const at = await read();
    return { name, seconds: Math.round((at - (before + now()) / 2) / 1000), reason: null };
  } catch (error) {
    return { name, seconds: 0, reason: reasonOf(error) };
  }
}
