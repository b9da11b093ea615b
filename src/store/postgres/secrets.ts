/**
 * Secrets at rest, in envelopes: each has a data key of its own, and only that key is encrypted with a master key. To change
 * the master key, the data keys are wrapped again; the secrets stay as they are. AES-256-GCM throughout.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** Where a secret is kept, which its seal names: moved to another portal or another column, it cannot be read. */
export interface Place {
  readonly portalId: number;
  readonly column: "access_token" | "refresh_token" | "channel_secret";
}

export interface Secrets {
  encrypt(text: string, place: Place): Buffer;
  /** Throws when none of the keys fits, the bytes were changed, or they belong to another place. */
  decrypt(bytes: Buffer, place: Place): string;
  /** The same secret under the first key; null when it is already. */
  rewrap(bytes: Buffer): Buffer | null;
  /** What begins whatever needs no `rewrap`. */
  readonly currentPrefix: Buffer;
}

const ALGORITHM = "aes-256-gcm";

/** MAGIC, master key id (4 bytes), wrapped data key (60), sealed text. */
const MAGIC = Buffer.from("LAE1");
const KEY_BYTES = 32;
const WRAPPED_BYTES = 12 + 16 + KEY_BYTES;

/** `keys`: 32 bytes each; any of them decrypts, the first one encrypts. */
export function createSecrets(keys: readonly Buffer[]): Secrets {
  const [first] = keys;
  if (first === undefined) throw new Error("no encryption key");
  const byId = new Map(keys.map((key) => [keyId(key).toString("hex"), key]));
  const currentPrefix = Buffer.concat([MAGIC, keyId(first)]);
  const masterKey = (id: Buffer): Buffer => {
    const key = byId.get(id.toString("hex"));
    if (key === undefined)
      throw new Error("a stored secret was encrypted with a key that ENCRYPTION_KEYS does not have");
    return key;
  };
  return {
    currentPrefix,
    encrypt(text, place) {
      const dataKey = randomBytes(KEY_BYTES);
      return Buffer.concat([currentPrefix, seal(first, dataKey, ""), seal(dataKey, Buffer.from(text), sealOf(place))]);
    },
    decrypt(bytes, place) {
      return open(dataKeyOf(bytes, masterKey), bytes.subarray(8 + WRAPPED_BYTES), sealOf(place)).toString("utf8");
    },
    rewrap(bytes) {
      if (begins(bytes, currentPrefix)) return null;
      const wrapped = seal(first, dataKeyOf(bytes, masterKey), "");
      return Buffer.concat([currentPrefix, wrapped, bytes.subarray(8 + WRAPPED_BYTES)]);
    },
  };
}

const begins = (bytes: Buffer, prefix: Buffer): boolean => bytes.subarray(0, prefix.length).equals(prefix);

const sealOf = ({ portalId, column }: Place): string => `portal ${portalId} ${column}`;

function dataKeyOf(bytes: Buffer, masterKey: (id: Buffer) => Buffer): Buffer {
  if (!begins(bytes, MAGIC)) throw new Error("a stored secret is in a format that this version does not know");
  return open(masterKey(bytes.subarray(4, 8)), bytes.subarray(8, 8 + WRAPPED_BYTES), "");
}

/** Nonce (12 bytes), tag (16), ciphertext. */
function seal(key: Buffer, text: Buffer, named: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(named));
  const body = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

function open(key: Buffer, sealed: Buffer, named: string): Buffer {
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, 12), { authTagLength: 16 });
  decipher.setAAD(Buffer.from(named)).setAuthTag(sealed.subarray(12, 28));
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
}

/** Names a key without giving it away. */
const keyId = (key: Buffer): Buffer =>
  createHash("sha256").update("line-audience key id").update(key).digest().subarray(0, 4);

/** The key that an embedded database's service makes for itself, once. */
export const keptKey = async (file: string): Promise<Buffer> =>
  Buffer.from(await kept(file, () => randomBytes(KEY_BYTES).toString("base64")), "base64");

/** The last part of the addresses that HubSpot calls, where INTAKE_SEGMENT does not say it: made once. */
export const keptSegment = (file: string): Promise<string> => kept(file, newSegment);

/** 192 random bits that an address may end in. */
export const newSegment = (): string => randomBytes(24).toString("base64url");

/** Written aside first: a full disk leaves no half of a secret, and one that cannot be read is never replaced. */
async function kept(file: string, make: () => string): Promise<string> {
  const known = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  if (known !== "") return known;
  const made = make();
  const unfinished = `${file}.unfinished`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(unfinished, made, { mode: 0o600 });
  await rename(unfinished, file);
  return made;
}
