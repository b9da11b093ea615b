/**
 * What became of a narrowcast, as LINE tells it: late, growing for 14 days, silent about fewer than 20 people.
 * https://developers.line.biz/en/reference/messaging-api/#get-message-event
 */
import { seconds } from "../audiences/audiences.ts";
import { isObject } from "../checks.ts";
import { notFound, refusal } from "../line-error.ts";
import { DAY, HOUR, type Channel, type Narrowcast, type World } from "../world.ts";

/** LINE names no hour; a first figure after about six is our guess. */
const FIRST_FIGURES_MS = 6 * HOUR;
const REFRESHED_MS = 14 * DAY;
const FEWEST_PEOPLE = 20;

export function messageEvent({ clock }: World, channel: Channel, requestId: string | null): object {
  if (!requestId) throw refusal(400, "The value for the 'requestId' parameter is invalid");
  const narrowcast = channel.narrowcasts.get(requestId);
  if (!narrowcast) throw notFound();
  const now = clock.now();
  const people = peopleBy(narrowcast, now);
  const media = narrowcast.body.messages.some(isMedia) ? people.play : 0;
  return {
    overview: {
      requestId,
      timestamp: seconds(narrowcast.acceptedAt),
      delivered: now < narrowcast.completedAt ? null : narrowcast.recipientCount - narrowcast.failureCount,
      uniqueImpression: shown(people.open, people.open),
      uniqueClick: shown(people.click, people.click),
      uniqueMediaPlayed: shown(media, media),
      uniqueMediaPlayed100Percent: shown(media * 0.4, media * 0.4),
    },
    messages:
      shown(people.open, people.open) === null
        ? []
        : narrowcast.body.messages.map((message, at) => bubble(message, at, people)),
    clicks:
      shown(people.click, people.click) === null
        ? []
        : linksIn(narrowcast).map((link, at) => clickRow(link, at, people)),
  };
}

interface People {
  readonly open: number;
  readonly click: number;
  readonly play: number;
}

function peopleBy(narrowcast: Narrowcast, now: number): People {
  const { recipientCount, failureCount, completedAt, rates } = narrowcast;
  const age = Math.min(now - completedAt, REFRESHED_MS);
  const open = age < FIRST_FIGURES_MS ? 0 : (recipientCount - failureCount) * rates.open * grown(age);
  return { open, click: linksIn(narrowcast).length > 0 ? open * rates.click : 0, play: open * rates.play };
}

/** Quick at first, complete on the fourteenth day. */
const grown = (age: number): number => (1 - Math.exp(-age / DAY)) / (1 - Math.exp(-REFRESHED_MS / DAY));

/** Hidden below 20, and where fewer than 20 people are behind a larger figure. */
function shown(count: number, people: number): number | null {
  return Math.floor(count) < FEWEST_PEOPLE || Math.floor(people) < FEWEST_PEOPLE ? null : Math.floor(count);
}

const isMedia = (message: Record<string, unknown>): boolean =>
  message["type"] === "video" || message["type"] === "audio";

/** Later bubbles are seen by a few less. */
function bubble(message: Record<string, unknown>, index: number, people: People): object {
  const open = people.open * 0.96 ** index;
  const play = isMedia(message) ? people.play : 0;
  const watched = [1, 0.8, 0.65, 0.5, 0.4].map((share) => play * share);
  const parts = ["", "25Percent", "50Percent", "75Percent", "100Percent"];
  const played = parts.map((part, at) => [`mediaPlayed${part}`, shown((watched[at] ?? 0) * 1.3, watched[at] ?? 0)]);
  const unique = parts.map((part, at) => [`uniqueMediaPlayed${part}`, shown(watched[at] ?? 0, watched[at] ?? 0)]);
  return { seq: index + 1, impression: shown(open * 1.15, open), ...Object.fromEntries([...played, ...unique]) };
}

interface Link {
  readonly seq: number;
  readonly url: string;
}

/** Of several links the first is clicked most. */
function clickRow({ seq, url }: Link, index: number, people: People): object {
  const unique = people.click / (index === 0 ? 1 : 2 * index);
  return {
    seq,
    url,
    click: shown(unique * 1.2, unique),
    uniqueClick: shown(unique, unique),
    uniqueClickOfRequest: shown(unique, unique),
  };
}

function linksIn({ body }: Narrowcast): Link[] {
  return body.messages.flatMap((message, index) =>
    [...new Set(urlsIn(message))].map((url) => ({ seq: index + 1, url })),
  );
}

/** Addresses in a text and those actions open; pictures are no links. */
function urlsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(urlsIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, field]) => {
    if (typeof field !== "string") return urlsIn(field);
    if (name === "uri" || name === "linkUri") return /^https?:/.test(field) ? [field] : [];
    return name === "text" ? (field.match(/https?:\/\/[^\s<>"']+/g) ?? []) : [];
  });
}
