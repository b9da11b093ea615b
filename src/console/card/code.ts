/** The code by which a run of the card check is known to be the operator's. */
import { hash, randomBytes } from "node:crypto";
import type { FactStore } from "../../ports/deployment-facts.ts";

const GOOD_FOR_MS = 30 * 60_000;

/** SHA-256 in hex: the code itself is stored nowhere. */
export const codeHash = (code: string): string => hash("sha256", code);

/** A new code, which replaces the one before. `now`: wall time in milliseconds. */
export async function makeCode(facts: Pick<FactStore, "noteFact">, now: number): Promise<string> {
  const code = randomBytes(16).toString("hex");
  const run = { codeHash: codeHash(code), goodUntil: now + GOOD_FOR_MS, address: null, seen: {} };
  await facts.noteFact("cardCheckRun", run);
  return code;
}
