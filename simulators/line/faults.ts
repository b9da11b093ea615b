/** Trouble on order: what a request meets instead of, or after, being carried out. */
import type { World } from "./world.ts";

export interface FaultRule {
  readonly method?: string;
  /** Part of the path, or an expression it must match. */
  readonly path: string | RegExp;
  times: number;
  /** "before": not carried out; "after": carried out, the answer is lost. */
  readonly kind: "status" | "timeout-before" | "timeout-after" | "reset-before" | "reset-after" | "malformed" | "slow";
  readonly status?: number;
  readonly body?: unknown;
  /** Wall time. */
  readonly delayMs?: number;
}

/** Uses up one occurrence of the first rule that applies. */
export function takeFault(world: Pick<World, "faults">, method: string, path: string): FaultRule | undefined {
  const rule = world.faults.find((each) => applies(each, method, path));
  if (rule) rule.times -= 1;
  return rule;
}

function applies({ times, method, path: wanted }: FaultRule, actual: string, path: string): boolean {
  if (times <= 0) return false;
  if (method !== undefined && method.toUpperCase() !== actual) return false;
  return typeof wanted === "string" ? path.includes(wanted) : wanted.test(path);
}
