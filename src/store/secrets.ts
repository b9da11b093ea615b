/** Secrets at rest: AES-256-GCM, any of several keys decrypts, the first one encrypts. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

export interface Secrets {
  /** Key id (4 bytes), nonce (12), tag (16), ciphertext. */
  encrypt(text: string): Buffer;
  /** Throws when none of the keys fits or the bytes were changed. */
  decrypt(bytes: Buffer): string;
}

const ALGORITHM = "aes-256-gcm";

/** `keys`: 32 bytes each. */
export function createSecrets(keys: readonly Buffer[]): Secrets {
  const [first] = keys;
  if (first === undefined) throw new Error("no encryption key");
  const byId = new Map(keys.map((key) => [keyId(key).toString("hex"), key]));
  return {
    encrypt(text) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv(ALGORITHM, first, nonce);
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([keyId(first), nonce, cipher.getAuthTag(), body]);
    },
    decrypt(bytes) {
      const key = byId.get(bytes.subarray(0, 4).toString("hex"));
      if (key === undefined)
        throw new Error("a stored secret was encrypted with a key that ENCRYPTION_KEYS does not have");
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(4, 16));
      decipher.setAuthTag(bytes.subarray(16, 32));
      return Buffer.concat([decipher.update(bytes.subarray(32)), decipher.final()]).toString("utf8");
    },
  };
}

/** Names a key without giving it away. */
const keyId = (key: Buffer): Buffer =>
  createHash("sha256").update("line-audience key id").update(key).digest().subarray(0, 4);

/** The key that an embedded database's service makes for itself, once. */
export async function keptKey(file: string): Promise<Buffer> {
  const kept = await readFile(file, "utf8").catch(() => null);
  if (kept !== null) return Buffer.from(kept, "base64");
  const key = randomBytes(32);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, key.toString("base64"), { mode: 0o600 });
  return key;
}
