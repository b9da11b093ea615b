/** Figures about the account. https://developers.line.biz/en/reference/messaging-api/#get-insight */
import { AREAS_OF } from "../account/areas.ts";
import { refusal } from "../line-error.ts";
import { sentBy, tokyoDay } from "../account/quota.ts";
import { DAY, type Channel } from "../world.ts";

/** The account is older than its oldest friend by far. */
const ACCOUNT_AGE_MS = 1000 * DAY;
const SMALLEST_REACH = 20;

/** A day's figures are ready once it is over in Japan. */
function dateStatus(channel: Channel, date: string | null, now: number): "ready" | "unready" | "out_of_service" {
  if (date === null || !isDate(date)) throw refusal(400, "The value for the 'date' parameter is invalid");
  if (date < tokyoDay(channel.createdAt - ACCOUNT_AGE_MS)) return "out_of_service";
  return date < tokyoDay(now) ? "ready" : "unready";
}

function isDate(date: string): boolean {
  if (!/^\d{8}$/.test(date)) return false;
  return !Number.isNaN(Date.parse(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T00:00:00Z`));
}

export function followers(channel: Channel, date: string | null, now: number): object {
  const status = dateStatus(channel, date, now);
  if (status !== "ready") return { status, followers: null, targetedReaches: null, blocks: null };
  const { friends, targetReach } = channel;
  return { status, followers: friends.count, targetedReaches: targetReach, blocks: friends.blockedCount };
}

export function deliveries(channel: Channel, date: string | null, now: number): object {
  const status = dateStatus(channel, date, now);
  if (status !== "ready") return { status };
  const isOfDay = ({ acceptedAt }: { readonly acceptedAt: number }) => tokyoDay(acceptedAt) === date;
  const narrowcasts = [...channel.narrowcasts.values()].filter(isOfDay);
  const multicasts = channel.multicasts.filter(isOfDay);
  return {
    status,
    apiNarrowcast: narrowcasts.reduce((total, narrowcast) => total + sentBy(narrowcast, now), 0),
    apiMulticast: multicasts.reduce((total, { recipients }) => total + recipients.length, 0),
  };
}

export function demographics(channel: Channel, now: number): object {
  const { friends, targetReach, country, createdAt } = channel;
  if (country === "other" || targetReach < SMALLEST_REACH) return { available: false };
  const passed = Math.floor((now - createdAt) / DAY);
  const tiles = (name: string, values: ArrayLike<number>, labels: readonly string[]) => shares(values, labels, name);
  return {
    available: true,
    genders: tiles("gender", friends.gender, ["unknown", "male", "female"]),
    ages: tiles("age", friends.age, AGES),
    areas: tiles("area", friends.area, ["unknown", ...AREAS_OF[country]]),
    appTypes: tiles("appType", friends.appType, ["others", "ios", "android"]),
    subscriptionPeriods: tiles(
      "subscriptionPeriod",
      friends.days.map((days) => period(days + passed)),
      PERIODS,
    ),
  };
}

const AGES = [
  "unknown",
  "from0to14",
  "from15to19",
  "from20to24",
  "from25to29",
  "from30to34",
  "from35to39",
  "from40to44",
  "from45to49",
  "from50to54",
  "from55to59",
  "from60to64",
  "from65to69",
  "from70",
];
const PERIODS = ["within7days", "within30days", "within90days", "within180days", "within365days", "over365days"];
const PERIOD_DAYS = [7, 30, 90, 180, 365];

const period = (days: number): number => PERIOD_DAYS.filter((from) => days >= from).length;

function shares(values: ArrayLike<number>, labels: readonly string[], name: string): object[] {
  const counts = labels.map(() => 0);
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? 0;
    counts[value] = (counts[value] ?? 0) + 1;
  }
  return labels.map((label, at) => ({
    [name]: label,
    percentage: Math.round((1000 * (counts[at] ?? 0)) / values.length) / 10,
  }));
}
