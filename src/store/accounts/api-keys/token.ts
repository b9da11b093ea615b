/**
 * The secret of an API key: `listcast_` portal `_` 43 characters for 256 random bits, 6 for a checksum. Secret scanners find it
 * by `listcast_\d{1,15}_[0-9A-Za-z]{49}`, and the checksum tells it from what only looks like one.
 * https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

const TOKEN = /^listcast_([1-9]\d{0,14})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

export interface ReadToken {
  readonly portalId: number;
  readonly hash: Buffer;
}

export function createToken(portalId: number): string {
  const random = BigInt(`0x${randomBytes(32).toString("hex")}`);
  const begin = `listcast_${portalId}_${inDigits(random, 43)}`;
  return begin + checksum(begin);
}

/** Null for what no key of ours can be: it costs no query. */
export function readToken(text: string): ReadToken | null {
  const [, portal = "", , sum] = TOKEN.exec(text) ?? [];
  if (sum === undefined || sum !== checksum(text.slice(0, -sum.length))) return null;
  return { portalId: Number(portal), hash: hashOf(text) };
}

/**
 * One SHA-256 without salt is enough: the secret is 256 random bits, not a password that a person chose. There is no list of
 * likely ones to hash, and a slow hash would cost us a tenth of a second for each call. The database looks the hash up in an
 * index: how long that takes tells of the hash, and nothing of a secret that has another one.
 * https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
 */
export const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();

const checksum = (begin: string): string => inDigits(BigInt(crc32(begin)), 6);

function inDigits(value: bigint, length: number): string {
  let [rest, text] = [value, ""];
  for (; rest > 0n; rest /= 62n) text = (DIGITS[Number(rest % 62n)] ?? "") + text;
  return text.padStart(length, "0");
}
