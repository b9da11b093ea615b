/**
 * The promises of the product, checked when a seed has come to rest. The platforms are asked what they saw; our own
 * database is asked only where the promise is about it.
 */
import { ACCOUNT, PORTAL_ID } from "../../../simulators/demo-world.ts";
import { retryKeyOf } from "../../../src/delivery/lifecycle/delivery-key.ts";
import { shown } from "../../../src/delivery/numbers/hidden.ts";
import { SHORT_LAG_MS, type Plan } from "../plan.ts";
import type { SimulatedDatabase } from "../system/simulated-database.ts";
import type { Stage } from "../stage.ts";
import { checkPolicies } from "./policies.ts";

export interface Violation {
  readonly invariant: string;
  readonly what: string;
}

export interface Evidence {
  readonly stage: Stage;
  readonly plan: Plan;
  readonly database: SimulatedDatabase;
  readonly standstill: string | null;
}

interface DeliveryRow {
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

const COOLDOWN_MS: Readonly<Record<string, number>> = {
  none: 0,
  "1h": 3_600_000,
  "24h": 86_400_000,
  forever: Number.POSITIVE_INFINITY,
};

type Check = (name: string, kept: boolean, what: () => string) => void;

export async function checkInvariants({ stage, plan, database, standstill }: Evidence) {
  const checks: Record<string, number> = {};
  const violations: Violation[] = [];
  const check: Check = (name, kept, what) => {
    checks[name] = (checks[name] ?? 0) + 1;
    if (!kept) violations.push({ invariant: name, what: what() });
  };
  const deliveries = await database.query<DeliveryRow>(DELIVERIES);
  check("comes_to_rest", standstill === null, () => standstill ?? "");
  check("no_step_fails", stage.errors.length === 0, () => stage.errors.slice(0, 3).join("\n"));
  const narrowcasts = narrowcastsOf(stage, plan, deliveries);
  checkNarrowcasts(narrowcasts, deliveries, check);
  checkFifty(narrowcasts, deliveries, check);
  // What was acknowledged and lost expires at HubSpot; what was let go before is let go once more.
  if (stage.failOvers === 0) checkExecutions(stage, narrowcasts, deliveries, check);
  for (const delivery of deliveries) checkDelivery(delivery, check);
  checkCooldowns(stage, deliveries, check);
  checkPolicies({ stage, policies: plan.policies, narrowcasts, deliveries }, check);
  checkSecondSends(stage, narrowcasts, deliveries, check);
  await checkRemoval(stage, deliveries, database, check);
  checkRecords(stage, deliveries, check);
  if (stage.failOvers === 0) await checkAcknowledged(stage, database, check);
  else checkFailOvers(stage, narrowcasts, deliveries, check);
  const horizonReached = plan.horizon > 20 * 86_400_000;
  if (horizonReached)
    for (const { id, phase } of deliveries) check("measured_to_the_end", phase === "final", () => `${id} is ${phase}`);
  return { checks, violations };
}

/** LINE's errorCode of a repeated request that was only noticed after its 202: it sends nothing. */
const CONFLICT = 3;

type Narrowcast = ReturnType<Stage["world"]["line"]["control"]["narrowcasts"]>[number];

/**
 * What LINE accepted. After a fail-over that lost minutes a delivery whose send was forgotten may end without being sent
 * again, and later contacts then open another one: docs/operations.md says so, and nothing here counts it.
 */
function narrowcastsOf({ world, failOvers }: Stage, { failOver }: Plan, deliveries: readonly DeliveryRow[]) {
  const forgetful = failOvers > 0 && failOver !== null && failOver.lagMs > SHORT_LAG_MS;
  const unsent = deliveries.filter(({ outcome }) => outcome === "failed" || outcome === "cancelled");
  const forgotten = new Set(forgetful ? unsent.map(({ id }) => retryKeyOf(id)) : []);
  return world.line.control
    .narrowcasts(ACCOUNT.channelId)
    .filter(({ errorCode, retryKey }) => errorCode !== CONFLICT && !forgotten.has(retryKey ?? ""));
}

const FIFTY = 50;

/** LINE sends to one person where uploads and chat tags decide; who blocks the account is known to LINE alone. */
function checkFifty(narrowcasts: readonly Narrowcast[], deliveries: readonly DeliveryRow[], check: Check): void {
  const allowed = new Set(deliveries.flatMap((each) => (each.few_allowed ? [each.retry_key] : [])));
  for (const { requestId, retryKey, errorCode, meant } of narrowcasts)
    check(
      "no_narrowcast_below_fifty",
      errorCode !== undefined || meant >= FIFTY || allowed.has(retryKey ?? null),
      () => `LINE sent ${requestId} to ${meant} people, and no one had allowed it`,
    );
}

/** What LINE accepted: known to us, once each, one at a time. */
function checkNarrowcasts(narrowcasts: readonly Narrowcast[], deliveries: readonly DeliveryRow[], check: Check): void {
  const byKey = new Map(
    deliveries.flatMap((each) => (each.retry_key === null ? [] : [[each.retry_key, each] as const])),
  );
  const seen = new Set<string | undefined>();
  for (const { retryKey, requestId } of narrowcasts) {
    check("one_narrowcast_per_delivery", retryKey !== undefined && byKey.has(retryKey) && !seen.has(retryKey), () =>
      seen.has(retryKey)
        ? `LINE accepted ${requestId} although its retry key had been accepted before`
        : `LINE accepted ${requestId} with a retry key that no delivery has stored`,
    );
    seen.add(retryKey);
  }
  checkBodies(narrowcasts, deliveries, check);
  for (const [index, later] of narrowcasts.entries()) {
    const earlier = narrowcasts[index - 1];
    if (earlier === undefined) continue;
    // After an answer that stayed unknown the turn is given away.
    const unknown = byKey.get(earlier.retryKey ?? "")?.outcome === "uncertain";
    check(
      "one_in_flight_per_account",
      unknown || earlier.completedAt <= later.acceptedAt,
      () => `${later.requestId} was accepted while ${earlier.requestId} was being sent`,
    );
  }
}

const at = (ms: number | undefined): string => (ms === undefined ? "no time" : new Date(ms).toISOString());

/** Whatever their retry keys: no body is accepted more often than there are deliveries that mean to send it. */
function checkBodies(narrowcasts: readonly Narrowcast[], deliveries: readonly DeliveryRow[], check: Check): void {
  const texts = (body: unknown) => JSON.stringify(body);
  for (const [body, accepted] of Map.groupBy(narrowcasts, (each) => texts(each.body))) {
    const keys = new Set<string | null>(accepted.map(({ retryKey }) => retryKey ?? null));
    // A database that forgot an edit has another body under the key that LINE accepted.
    const meant = deliveries.filter((each) => texts(each.body) === body || keys.has(each.retry_key));
    check(
      "no_message_twice",
      accepted.length <= meant.length,
      () => `LINE accepted ${accepted.map(({ requestId }) => requestId).join(", ")} for ${meant.length} deliveries`,
    );
  }
}

function checkDelivery(delivery: DeliveryRow, check: Check): void {
  const { id, phase, outcome } = delivery;
  check("comes_to_an_outcome", outcome !== null, () => `${id} is still ${phase}`);
  check(
    "released_to_the_last",
    outcome === null || delivery.released_at !== null,
    () => `${id} has not finished its release`,
  );
  check(
    "counted_once",
    (delivery.handed_over || delivery.enrolled === delivery.members) && delivery.executions === delivery.rows,
    () =>
      `${id} counts ${delivery.enrolled} records and ${delivery.executions} executions, and has ${delivery.members} and ${delivery.rows}`,
  );
  if (delivery.sealed_with !== null && !delivery.handed_over)
    check(
      "members_as_sealed",
      delivery.sealed_with === delivery.members,
      () => `${id} was sealed with ${delivery.sealed_with} records and has ${delivery.members}`,
    );
  check(
    "nothing_personal_stays",
    outcome === null || delivery.recipients === 0,
    () => `${id} still has ${delivery.recipients} LINE user IDs`,
  );
}

/** Inside the cooldown of a delivery that LINE has, no other one of the same key is opened. */
function checkCooldowns(stage: Stage, deliveries: readonly DeliveryRow[], check: Check): void {
  for (const [index, later] of deliveries.entries()) {
    for (const earlier of deliveries.slice(0, index)) {
      // What an edit turned into another's key is looked at by its steps.
      if (earlier.key !== later.key || earlier.edited || later.edited) continue;
      const overlaps =
        earlier.concluded_at === null ||
        later.opened_at.getTime() + 2 * stage.largestJumpMs < earlier.concluded_at.getTime();
      check("one_run_at_a_time", !overlaps, () => `${later.id} was opened while ${earlier.id} was on its way`);
      // By a clock that was set back the one that says so may not be the later one.
      const isSure = later.opened_at.getTime() - earlier.opened_at.getTime() > stage.largestJumpMs;
      check(
        "covered_in_the_cooldown",
        isOpenedAfterCooldown(stage, later, earlier) || (!isSure && isOpenedAfterCooldown(stage, earlier, later)),
        () => `${later.id} was opened inside the cooldown of ${earlier.id}`,
      );
    }
  }
}

/** LINE sent no two narrowcasts of one workflow's step to one list inside the cooldown, unless a person allowed the second. */
function checkSecondSends(
  stage: Stage,
  narrowcasts: readonly Narrowcast[],
  deliveries: readonly DeliveryRow[],
  check: Check,
): void {
  const byKey = new Map(deliveries.map((delivery) => [delivery.retry_key, delivery]));
  const sends = narrowcasts.flatMap(({ retryKey, phase, acceptedAt }) => {
    const delivery = byKey.get(retryKey ?? "");
    return delivery === undefined || phase === "failed" ? [] : [{ delivery, acceptedAt }];
  });
  for (const [index, { delivery: later, acceptedAt }] of sends.entries()) {
    for (const { delivery: earlier } of sends.slice(0, index)) {
      const shared = later.workflows.some((workflow) => earlier.workflows.includes(workflow));
      if (!shared || later.list_id !== earlier.list_id || earlier.sealed_at === null) continue;
      const until = earlier.sealed_at.getTime() + (COOLDOWN_MS[later.resend_after] ?? 0);
      check(
        "no_second_send_of_a_step_unasked",
        later.allowed?.includes("CHANGED_AFTER_SEND") === true || acceptedAt + 2 * stage.largestJumpMs >= until,
        () => `${later.id} was sent inside the cooldown of ${earlier.id}, and no one was asked`,
      );
    }
  }
}

function isOpenedAfterCooldown({ largestJumpMs }: Stage, later: DeliveryRow, earlier: DeliveryRow): boolean {
  const covers = earlier.outcome === "delivered" || earlier.outcome === "uncertain";
  if (!covers || earlier.sealed_at === null) return true;
  const until = earlier.sealed_at.getTime() + (COOLDOWN_MS[earlier.resend_after] ?? 0);
  return later.opened_at.getTime() + 2 * largestJumpMs >= until;
}

/** Whatever the database has lost: LINE has no message twice inside the cooldown. */
function checkFailOvers(
  stage: Stage,
  narrowcasts: readonly Narrowcast[],
  deliveries: readonly DeliveryRow[],
  check: Check,
): void {
  const byKey = new Map(deliveries.map((delivery) => [delivery.retry_key, delivery]));
  const sent = narrowcasts.filter(({ errorCode }) => errorCode === undefined);
  for (const { messageText, plan } of stage.campaigns) {
    const cooldown = COOLDOWN_MS[plan.inputs["resendAfter"] ?? "24h"] ?? 0;
    const mine = sent.filter(({ body }) => JSON.stringify(body).includes(JSON.stringify(messageText)));
    for (const [index, { requestId, retryKey, acceptedAt }] of mine.entries()) {
      const earlier = mine[index - 1];
      if (earlier === undefined) continue;
      const [one, other] = [byKey.get(retryKey ?? ""), byKey.get(earlier.retryKey ?? "")];
      // The cooldown counts from the seal; a send may have waited for its time since.
      const later =
        one !== undefined && other !== undefined && one !== other && isOpenedAfterCooldown(stage, one, other);
      check(
        "no_rollback_sends_twice",
        later || acceptedAt - earlier.acceptedAt + 2 * stage.largestJumpMs >= cooldown,
        () => `LINE accepted ${requestId} at ${at(acceptedAt)}, and ${earlier.requestId} at ${at(earlier.acceptedAt)}`,
      );
    }
    check("no_rollback_sends_twice", true, () => "");
  }
}

/** For a portal that has removed the app nothing is opened and nothing sets out for LINE. */
async function checkRemoval(
  stage: Stage,
  deliveries: readonly DeliveryRow[],
  database: SimulatedDatabase,
  check: Check,
): Promise<void> {
  const [portal] = await database.query<{ at: Date | null }>("select uninstalled_at as at from portals");
  const removedAt = portal?.at?.getTime();
  if (removedAt === undefined) return;
  const until = removedAt + 2 * stage.largestJumpMs;
  for (const { id, opened_at: openedAt, prepared_at: preparedAt } of deliveries)
    check(
      "nothing_begins_after_removal",
      openedAt.getTime() <= until && (preparedAt ?? 0) <= until,
      () => `${id} was opened at ${at(openedAt.getTime())} and prepared at ${at(preparedAt ?? undefined)}`,
    );
}

/** Fewer people than may be shown are told as none. */
const told = ({ recipients, failures }: Narrowcast, delivery: DeliveryRow): number =>
  shown(recipients - failures, "final", delivery.few_allowed ? FIFTY : undefined).value;

/** Everybody is let go, and told what LINE says too. */
function checkExecutions(
  stage: Stage,
  narrowcasts: readonly Narrowcast[],
  deliveries: readonly DeliveryRow[],
  check: Check,
): void {
  const byId = new Map(deliveries.map((delivery) => [delivery.id, delivery]));
  for (const execution of stage.world.hubspot.control.executions(PORTAL_ID)) {
    const { callbackId, state, outputFields, endedAt } = execution;
    const given = stage.dropped.has(callbackId) || stage.uninstalled;
    check(
      "everybody_released",
      state === "SUCCESS" || state === "FAIL_CONTINUE" || given,
      () => `${callbackId} is ${state}`,
    );
    check(
      "released_once",
      execution.completions <= 1,
      () => `${callbackId} was completed ${execution.completions} times`,
    );
    const { outcome, deliveryId = "", successCount } = outputFields;
    if (outcome === undefined || (state !== "SUCCESS" && state !== "FAIL_CONTINUE")) continue;
    const delivery = byId.get(deliveryId);
    if (delivery === undefined) continue;
    const sent = narrowcasts.find(({ retryKey }) => retryKey === delivery.retry_key);
    check(
      "told_the_outcome",
      outcome === delivery.outcome,
      () => `${callbackId} was told ${outcome}, ${deliveryId} is ${delivery.outcome}`,
    );
    if (outcome === "delivered" && sent !== undefined)
      check(
        "released_after_the_verdict",
        sent.completedAt <= (endedAt ?? 0),
        () => `${callbackId} was told ${outcome} at ${at(endedAt)}; LINE was done at ${at(sent.completedAt)}`,
      );
    const truth =
      outcome === "delivered"
        ? sent?.phase === "succeeded" && Number(successCount) === told(sent, delivery)
        : outcome === "uncertain" || sent === undefined || sent.phase === "failed";
    check(
      "told_what_line_says",
      truth,
      () =>
        `${callbackId} was told ${outcome} (${successCount}); LINE: ${JSON.stringify(sent && { ...sent, body: undefined })}`,
    );
  }
}

/** HubSpot holds nobody whom we do not know. */
async function checkAcknowledged(stage: Stage, database: SimulatedDatabase, check: Check): Promise<void> {
  const rows = await database.query<{ callback_id: string }>("select callback_id from enrollments");
  const known = new Set(rows.map(({ callback_id: callbackId }) => callbackId));
  for (const { callbackId, heldUntil } of stage.world.hubspot.control.executions(PORTAL_ID))
    if (heldUntil !== undefined)
      check("acknowledged_is_stored", known.has(callbackId), () => `${callbackId} was answered and is not stored`);
}

function checkRecords(stage: Stage, deliveries: readonly DeliveryRow[], check: Check): void {
  if (stage.uninstalled) return;
  const records = stage.world.hubspot.control.records(PORTAL_ID, "line_audience_delivery");
  for (const { id, outcome, code } of deliveries) {
    const own = records.filter(({ properties }) => properties["delivery_id"] === id);
    check(
      "one_record_that_is_true",
      own.length === 1 && own[0]?.properties["outcome"] === outcome,
      () =>
        `${id} is ${outcome} (${code}); its ${own.length} records say ${own.map(({ properties }) => properties["outcome"]).join()}`,
    );
  }
}
