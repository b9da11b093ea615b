/**
 * The promises of the product, checked when a seed has come to rest. The platforms are asked what they saw; our own
 * database is asked only where the promise is about it.
 */
import type { Plan } from "../plan/plan.ts";
import type { Stage } from "../stage/stage.ts";
import type { SimulatedDatabase } from "../system/simulated-database.ts";
import { checkCooldowns, checkFailOvers, checkSecondSends } from "./cooldowns.ts";
import { checkDelivery, checkRecords, checkRemoval } from "./deliveries.ts";
import { evidenceOf, type Check } from "./evidence.ts";
import { checkAcknowledged, checkExecutions } from "./executions.ts";
import { checkPolicies } from "./policies.ts";
import { checkFifty, checkNarrowcasts } from "./sends.ts";

export interface Violation {
  readonly invariant: string;
  readonly what: string;
}

interface Rest {
  readonly stage: Stage;
  readonly plan: Plan;
  readonly database: SimulatedDatabase;
  /** Why the seed does not come to rest; null where it did. */
  readonly standstill: string | null;
}

export async function checkInvariants({ stage, plan, database, standstill }: Rest) {
  const checks: Record<string, number> = {};
  const violations: Violation[] = [];
  const check: Check = (name, kept, what) => {
    checks[name] = (checks[name] ?? 0) + 1;
    if (!kept) violations.push({ invariant: name, what: what() });
  };
  const evidence = await evidenceOf(stage, plan, database);
  const { deliveries, narrowcasts } = evidence;
  check("comes_to_rest", standstill === null, () => standstill ?? "");
  check("no_step_fails", stage.errors.length === 0, () => stage.errors.slice(0, 3).join("\n"));
  checkNarrowcasts(evidence, check);
  checkFifty(evidence, check);
  // Acknowledged executions that were lost expire at HubSpot; those released before are released once more.
  if (stage.past.failOvers === 0) checkExecutions(evidence, check);
  for (const delivery of deliveries) checkDelivery(delivery, check);
  checkCooldowns(evidence, check);
  checkPolicies({ stage, policies: plan.policies, narrowcasts, deliveries }, check);
  checkSecondSends(evidence, check);
  await checkRemoval(evidence, check);
  checkRecords(evidence, check);
  if (stage.past.failOvers === 0) await checkAcknowledged(evidence, check);
  else checkFailOvers(evidence, check);
  const horizonReached = plan.horizon > 20 * 86_400_000;
  if (horizonReached)
    for (const { id, phase } of deliveries) check("measured_to_the_end", phase === "final", () => `${id} is ${phase}`);
  return { checks, violations };
}
