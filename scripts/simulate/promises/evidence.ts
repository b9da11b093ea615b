/** What the promises are checked against: our deliveries, and what LINE accepted. */
import { ACCOUNT } from "../../../simulators/demo-world.ts";
import { retryKeyOf } from "../../../src/delivery/lifecycle/delivery-key.ts";
import { SHORT_LAG_MS, type Plan } from "../plan/plan.ts";
import type { Stage } from "../stage/stage.ts";
import type { SimulatedDatabase } from "../system/simulated-database.ts";

/** `what` says what was seen, where the promise was not kept. */
export type Check = (name: string, kept: boolean, what: () => string) => void;

export interface Evidence {
  readonly stage: Stage;
  readonly plan: Plan;
  readonly database: SimulatedDatabase;
  readonly narrowcasts: readonly Narrowcast[];
  readonly deliveries: readonly DeliveryRow[];
}

export async function evidenceOf(stage: Stage, plan: Plan, database: SimulatedDatabase): Promise<Evidence> {
  const deliveries = await database.query<DeliveryRow>(DELIVERIES);
  return { stage, plan, database, narrowcasts: narrowcastsOf(stage, plan, deliveries), deliveries };
}

export interface DeliveryRow {
  readonly id: string;
  readonly key: string;
  readonly phase: string;
  readonly outcome: string | null;
  readonly code: string | null;
  readonly opened_at: Date;
  readonly sealed_at: Date | null;
  readonly concluded_at: Date | null;
  readonly released_at: Date | null;
  readonly sealed_with: number | null;
  readonly enrolled: number;
  readonly executions: number;
  readonly retry_key: string | null;
  /** When the request to LINE was stored, in milliseconds. */
  readonly prepared_at: number | null;
  /** What was to be sent. */
  readonly body: unknown;
  readonly resend_after: string;
  /** The reasons that a person allowed. */
  readonly allowed: readonly string[] | null;
  readonly narrow: boolean;
  /** A person has allowed it although it may be about few people. */
  readonly few_allowed: boolean;
  readonly members: number;
  readonly rows: number;
  readonly recipients: number;
  /** An edit led to its key. */
  readonly edited: boolean;
  /** A person gave its executions to an earlier send. */
  readonly handed_over: boolean;
  readonly list_id: string;
  /** Of its members. */
  readonly workflows: readonly string[];
}

const DELIVERIES = `
  select d.id, d.key, d.phase, d.outcome, d.state #>> '{outcome,finding,code}' as code, d.opened_at, d.sealed_at, d.released_at,
    to_timestamp((d.state #>> '{outcome,at}')::float8 / 1000) as concluded_at,
    (d.state #>> '{seal,enrolled}')::int as sealed_with, d.enrolled, d.executions,
    (d.state #>> '{narrowcast,preparedAt}')::float8 as prepared_at,
    d.state #>> '{narrowcast,retryKey}' as retry_key, (d.state #>> '{narrowcast,body}')::json as body,
    d.inputs ->> 'resendAfter' as resend_after, d.approval -> 'for' as allowed, d.inputs ->> 'targetingMode' = 'narrow_to_enrolled' as narrow,
    coalesce(d.approval -> 'for' ? 'MAY_BE_BELOW_MINIMUM', false) as few_allowed,
    (select count(distinct object_id) from enrollments e where e.delivery_id = d.id and not covered) as members,
    (select count(*) from enrollments e where e.delivery_id = d.id) as rows,
    (select count(*) from recipients r where r.delivery_id = d.id) as recipients,
    exists (select from editions e where e.delivery_id = d.id and e.key <> d.key) as edited,
    exists (select from timeline t where t.delivery_id = d.id and t.event = 'handed_over') as handed_over,
    d.list_id,
    array(select distinct split_part(e.execution_id, ':', 1) from enrollments e
      where e.delivery_id = d.id and not e.covered and e.execution_id is not null) as workflows
  from deliveries d order by d.opened_at, d.id`;

/** LINE's errorCode of a repeated request that was only noticed after its 202: it sends nothing. */
const CONFLICT = 3;

export type Narrowcast = ReturnType<Stage["world"]["line"]["control"]["narrowcasts"]>[number];

/**
 * What LINE accepted. After a fail-over that lost minutes a delivery whose send was forgotten may end without being sent
 * again, and later contacts then open another one: docs/operations.md says so, and nothing here counts it.
 */
function narrowcastsOf({ world, past }: Stage, { failOver }: Plan, deliveries: readonly DeliveryRow[]) {
  const forgetful = past.failOvers > 0 && failOver !== null && failOver.lagMs > SHORT_LAG_MS;
  const unsent = deliveries.filter(({ outcome }) => outcome === "failed" || outcome === "cancelled");
  const forgotten = new Set(forgetful ? unsent.map(({ id }) => retryKeyOf(id)) : []);
  return world.line.control
    .narrowcasts(ACCOUNT.channelId)
    .filter(({ errorCode, retryKey }) => errorCode !== CONFLICT && !forgotten.has(retryKey ?? ""));
}

/** Of the people that LINE sends to, unless a person has allowed fewer. */
export const FIFTY = 50;

export const COOLDOWN_MS: Readonly<Record<string, number>> = {
  none: 0,
  "1h": 3_600_000,
  "24h": 86_400_000,
  forever: Number.POSITIVE_INFINITY,
};

export const at = (ms: number | undefined): string => (ms === undefined ? "no time" : new Date(ms).toISOString());
