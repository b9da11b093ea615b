/** The friends of one account: who they are, in arrays; a million of them take a blink. */
import { AREAS_OF, type Country } from "./areas.ts";
import { noBits, setBit, type Bits } from "../bits.ts";
import { chance, seedOf } from "../../chance.ts";

export interface Friends {
  readonly count: number;
  /** 0 unknown, 1 male, 2 female. */
  readonly gender: Uint8Array;
  /** 0 unknown, 1 under 15, then steps of five years; 13 is 70 and older. */
  readonly age: Uint8Array;
  /** 0 unknown, otherwise 1 + index in the country's areas. */
  readonly area: Uint8Array;
  /** 0 others, 1 ios, 2 android. */
  readonly appType: Uint8Array;
  /** Whole days of friendship when the account was added to the simulator. */
  readonly days: Uint16Array;
  readonly blocked: Bits;
  readonly blockedCount: number;
  /** Has not accepted the privacy policy of March 2022: dropped from uploads without a word. */
  readonly declinedPolicy: Bits;
  readonly country: Country;
  idOf(index: number): string;
  /** -1: no one known here. */
  indexOf(userId: string): number;
}

export interface FriendShares {
  readonly blocked: number;
  readonly declinedPolicy: number;
}

const { floor, imul } = Math;

/** The shares LINE's own sample shows as unknown. https://developers.line.biz/en/reference/messaging-api/#get-demographic */
const UNKNOWN = { gender: 0.38, age: 0.38, area: 0.43 } as const;
/** Cumulated shares of the thirteen age groups. */
const AGES = [0.02, 0.09, 0.2, 0.31, 0.42, 0.53, 0.64, 0.74, 0.82, 0.89, 0.94, 0.97, 1];
const SCRAMBLE = 0x9e3779b1;
const UNSCRAMBLE = inverse(SCRAMBLE);

export function generateFriends(seed: number, count: number, country: Country, shares: FriendShares): Friends {
  const { next, integer } = chance(seed);
  const areas = AREAS_OF[country].length;
  const gender = new Uint8Array(count);
  const age = new Uint8Array(count);
  const area = new Uint8Array(count);
  const appType = new Uint8Array(count);
  const days = new Uint16Array(count);
  const blocked = noBits(count);
  const declinedPolicy = noBits(count);
  let blockedCount = 0;
  for (let index = 0; index < count; index += 1) {
    const female = next() < 0.54;
    gender[index] = next() < UNKNOWN.gender ? 0 : female ? 2 : 1;
    const place = next();
    age[index] = next() < UNKNOWN.age ? 0 : 1 + AGES.findIndex((upTo) => place < upTo);
    // Squared, so that the first areas hold more people, as capitals do.
    area[index] = areas === 0 || next() < UNKNOWN.area ? 0 : 1 + floor(next() ** 2 * areas);
    const phone = next();
    appType[index] = phone < 0.55 ? 1 : phone < 0.97 ? 2 : 0;
    days[index] = floor(next() ** 2 * 900);
    if (next() < shares.blocked) {
      setBit(blocked, index);
      blockedCount += 1;
    }
    if (next() < shares.declinedPolicy) setBit(declinedPolicy, index);
  }
  const ids = userIds(seed, count, integer(2 ** 32));
  return { count, gender, age, area, appType, days, blocked, blockedCount, declinedPolicy, country, ...ids };
}

/** Ids are computed both ways instead of stored; they are issued per provider, here per account. */
function userIds(seed: number, count: number, key: number): Pick<Friends, "idOf" | "indexOf"> {
  const provider = chance(seedOf("provider", seed)).hex(24);
  const idOf = (index: number) => {
    const mixed = (imul(index, SCRAMBLE) ^ key) >>> 0;
    return `U${provider}${mixed.toString(16).padStart(8, "0")}`;
  };
  const indexOf = (userId: string) => {
    if (userId.length !== 33 || !userId.startsWith(provider, 1)) return -1;
    const index = imul(Number.parseInt(userId.slice(25), 16) ^ key, UNSCRAMBLE) >>> 0;
    return index < count ? index : -1;
  };
  return { idOf, indexOf };
}

/** The inverse of an odd number modulo 2^32, by Newton's steps. */
function inverse(odd: number): number {
  let found = odd;
  for (let step = 0; step < 5; step += 1) found = imul(found, 2 - imul(odd, found));
  return found;
}
