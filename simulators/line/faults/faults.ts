/** Trouble on order: what a request meets instead of, or after, being carried out. */
import type { FaultRule } from "./fault-rule.ts";
import type { World } from "../world.ts";

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
