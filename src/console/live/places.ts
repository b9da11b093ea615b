/** How many streams may be open: neither one person nor one portal takes the places of all the others. */
import type { Session } from "../../ports/store/sessions.ts";

export interface PlaceLimits {
  /** Of one person in one portal, in however many sessions. */
  readonly person: number;
  readonly portal: number;
  /** Of all portals together, in this process. */
  readonly all: number;
}

/** Takes a place for a person: returns what gives it back; null where there is none left. */
export type TakePlace = (person: Pick<Session, "portalId" | "userId">) => (() => void) | null;

export function createPlaces(limits: PlaceLimits): TakePlace {
  const taken = new Map<string, number>();
  const count = (key: string): number => taken.get(key) ?? 0;
  const set = (key: string, to: number) => (to > 0 ? taken.set(key, to) : taken.delete(key));
  return ({ portalId, userId }) => {
    const keys = [
      { key: `person ${portalId} ${userId}`, limit: limits.person },
      { key: `portal ${portalId}`, limit: limits.portal },
      { key: "all", limit: limits.all },
    ];
    if (keys.some(({ key, limit }) => count(key) >= limit)) return null;
    for (const { key } of keys) set(key, count(key) + 1);
    return () => {
      for (const { key } of keys) set(key, count(key) - 1);
    };
  };
}
