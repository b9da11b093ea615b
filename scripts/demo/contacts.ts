/** The contacts' LINE user IDs: which contact is which friend, and which of them hold something else. */
import { ACCOUNT, PORTAL_ID } from "../../simulators/demo-world.ts";
import type { Play } from "./stage.ts";

/** Every so many contacts one holds nothing, something malformed, or an ID that no one has. */
export interface BadIds {
  readonly emptyEvery: number;
  readonly malformedEvery: number;
  readonly unknownEvery: number;
}

const FEW_BAD: BadIds = { emptyEvery: 40, malformedEvery: 97, unknownEvery: 53 };
const PROPERTY = "line_user_id";

const given = new WeakMap<object, ReadonlyMap<number, string>>();

/** The first contacts become the first friends, in order; those who block the account among them. */
export function giveLineIds({ world, enrollments }: Play, bad: BadIds = FEW_BAD): void {
  const friends = world.line.control.friendIds(ACCOUNT.channelId, enrollments);
  const { control } = world.hubspot;
  const ids = new Map<number, string>();
  control.setContactProperty(PORTAL_ID, PROPERTY, (contactId) => {
    const value = valueOf(ids.size + 1, friends[ids.size], bad);
    ids.set(contactId, value);
    return value;
  });
  given.set(world, ids);
}

/** `number`: the contact's place, from 1. */
function valueOf(number: number, friend: string | undefined, bad: BadIds): string {
  if (number % bad.emptyEvery === 0) return "";
  if (number % bad.malformedEvery === 0) return `@contact-${number}`;
  const unknown = `U${number.toString(16).padStart(32, "f")}`;
  return number % bad.unknownEvery === 0 || friend === undefined ? unknown : friend;
}

/** What the enrolled contacts hold and LINE would take for an ID. */
export function lineIdsOf({ world, enrollments }: Play): readonly string[] {
  const values = [...(given.get(world)?.values() ?? [])].slice(0, enrollments);
  return values.filter((value) => /^U[0-9a-f]{32}$/.test(value));
}

/** Those of them who are friends of the account. */
export function enrolledFriends(play: Play): readonly string[] {
  const friends = new Set(play.world.line.control.friendIds(ACCOUNT.channelId, Number.MAX_SAFE_INTEGER));
  return lineIdsOf(play).filter((id) => friends.has(id));
}

/** The friends among the first contacts, as a list of that size holds them. */
export function suppressedFriends(play: Play, size: number): readonly string[] {
  return enrolledFriends({ ...play, enrollments: size });
}
