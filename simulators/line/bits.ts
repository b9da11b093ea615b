/** Sets of friends as bits: a million friends are 125 kB a set. */
import type { Chance } from "../chance.ts";

const { imul } = Math;

export type Bits = Uint32Array;

export const noBits = (size: number): Bits => new Uint32Array(Math.ceil(size / 32));

export function allBits(size: number): Bits {
  const bits = noBits(size).fill(0xffff_ffff);
  if (size % 32 !== 0) bits[bits.length - 1] = 2 ** (size % 32) - 1;
  return bits;
}

export const hasBit = (bits: Bits, index: number): boolean => ((bits[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0;

export function setBit(bits: Bits, index: number): void {
  bits[index >>> 5] = (bits[index >>> 5] ?? 0) | (1 << (index & 31));
}

export const and = (left: Bits, right: Bits): Bits => left.map((word, at) => word & (right[at] ?? 0));

export const or = (left: Bits, right: Bits): Bits => left.map((word, at) => word | (right[at] ?? 0));

export const without = (left: Bits, right: Bits): Bits => left.map((word, at) => word & ~(right[at] ?? 0));

export function countBits(bits: Bits): number {
  let count = 0;
  for (const word of bits) {
    let left = word - ((word >>> 1) & 0x5555_5555);
    left = (left & 0x3333_3333) + ((left >>> 2) & 0x3333_3333);
    count += imul((left + (left >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
  }
  return count;
}

/** `keep` members at random, all of them where there are no more. */
export function pickBits(bits: Bits, keep: number, { next }: Pick<Chance, "next">): Bits {
  let left = countBits(bits);
  let wanted = Math.min(keep, left);
  const picked = new Uint32Array(bits.length);
  for (let index = 0; wanted > 0; index += 1) {
    if (!hasBit(bits, index)) continue;
    if (next() * left < wanted) {
      setBit(picked, index);
      wanted -= 1;
    }
    left -= 1;
  }
  return picked;
}
