/**
 * Calls the action once per enrolled record and does with the answer what HubSpot documents.
 * https://developers.hubspot.com/docs/api-reference/automation-actions-v4-v4/custom-action-guide
 */
import { executionPayload } from "./execution-payload.ts";
import { holdMs } from "./hold.ts";
import type { Answer } from "../poster.ts";
import { createPool, type Pool } from "../pool.ts";
import { signatureHeaders } from "../signing.ts";
import { appOf, definitionOf, portalOf, type ExecutionRecord, type Workflow, type World } from "../world.ts";

export interface Enrollment {
  /** Members of this list … */
  readonly listId?: string;
  /** … or these contacts … */
  readonly contactIds?: readonly number[];
  /** … at most so many of them. */
  readonly count?: number;
  /** Calls under way at the same time; 20 unless given. */
  readonly concurrency?: number;
  /** Simulated seconds. */
  readonly ratePerSecond?: number;
  /** This share of the executions is delivered twice with the same callbackId. */
  readonly duplicateShare?: number;
}

export interface Run {
  /** All executions are answered for: held or finished. */
  readonly done: Promise<void>;
  readonly callbackIds: string[];
}

interface Delivery {
  readonly world: World;
  readonly execution: ExecutionRecord;
  readonly pool: Pool;
  readonly firstAttemptAt: number;
  readonly answered: () => void;
}

export function run(world: World, workflow: Workflow, contactIds: readonly number[], enrollment: Enrollment): Run {
  const executions = contactIds.map((contactId) => createExecution(world, workflow, contactId));
  const twice = executions.filter(() => world.random.next() < (enrollment.duplicateShare ?? 0));
  const { promise, resolve } = Promise.withResolvers<void>();
  let open = executions.length + twice.length;
  const answered = () => {
    open -= 1;
    if (open === 0) resolve();
  };
  if (open === 0) resolve();
  const pool = createPool(enrollment.concurrency ?? 20);
  const repeated = new Set(twice);
  const start = (execution: ExecutionRecord) => {
    const delivery = { world, execution, pool, firstAttemptAt: world.clock.now(), answered };
    pool.add(() => attempt(delivery, 0));
    if (repeated.has(execution)) pool.add(() => attempt(delivery, 0));
  };
  void startAll(world, executions, enrollment.ratePerSecond, start);
  return { done: promise, callbackIds: executions.map(({ callbackId }) => callbackId) };
}

/** After a restart: calls that were not answered for are made again when they were due, holds end when they would have. */
export function resume(world: World, executions: readonly ExecutionRecord[]): void {
  const pool = createPool(20);
  for (const execution of executions) {
    const { state, heldUntil, retryAt = 0, enrolledAt } = execution;
    if (state === "BLOCKED" && heldUntil !== undefined) endAt(world, execution, heldUntil);
    const delivery = { world, execution, pool, firstAttemptAt: enrolledAt, answered: () => undefined };
    if (state === "PENDING") world.agenda.at(retryAt, () => pool.add(() => attempt(delivery, 0)));
  }
}

async function startAll(
  world: World,
  executions: readonly ExecutionRecord[],
  ratePerSecond: number | undefined,
  start: (execution: ExecutionRecord) => void,
): Promise<void> {
  const begin = world.clock.now();
  const { signal } = world.stopping;
  for (const [index, execution] of executions.entries()) {
    const waitMs = ratePerSecond === undefined ? 0 : begin + (index * 1000) / ratePerSecond - world.clock.now();
    if (waitMs > 0) await world.clock.sleep(waitMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    start(execution);
  }
}

function createExecution(world: World, workflow: Workflow, contactId: number): ExecutionRecord {
  const { portalId } = workflow;
  const enrollmentId = world.nextId("enrollment");
  const callbackId = `ap-${portalId}-${enrollmentId}-${workflow.workflowId % 1000}-0`;
  const appId = world.actions.get(workflow.definitionId)?.appId ?? "";
  const execution: ExecutionRecord = {
    callbackId,
    appId,
    portalId,
    workflow,
    enrollmentId,
    contactId,
    enrolledAt: world.clock.now(),
    state: "PENDING",
    attempts: 0,
    completions: 0,
    refusedCompletions: 0,
    outputFields: {},
  };
  world.executions.set(callbackId, execution);
  return execution;
}

async function attempt(delivery: Delivery, failures: number): Promise<void> {
  const { world, execution, answered } = delivery;
  if (portalOf(world, execution.portalId).uninstalledAppIds.has(execution.appId)) {
    if (execution.state === "PENDING") end(world, execution, "FAILED", "The app is not installed.");
    return answered();
  }
  delete execution.retryAt;
  if (failures > 0 && execution.state !== "PENDING") return answered();
  execution.attempts += 1;
  const answer = await callOnce(world, execution).catch(() => undefined);
  if (world.stopping.signal.aborted || execution.state !== "PENDING") return answered();
  const again = retryDelayMs(delivery, answer, failures);
  if (again === undefined) {
    settle(world, execution, answer);
    return answered();
  }
  const retry = () => delivery.pool.add(() => attempt(delivery, failures + 1));
  execution.retryAt = world.clock.now() + again;
  world.agenda.at(execution.retryAt, retry);
}

/** One call of the action's server, whatever becomes of its answer. */
export function callOnce(world: World, execution: ExecutionRecord): Promise<Answer> {
  const { clientSecret } = appOf(world, execution.appId);
  const uri = definitionOf(world, execution.workflow).actionUrl;
  const body = JSON.stringify(executionPayload(world, execution));
  const headers = signatureHeaders({ clientSecret, method: "POST", uri, body }, world.settings.signWithV3);
  return world.poster.post({ url: uri, headers, body, timeoutMs: world.settings.answerTimeoutMs });
}

/** 429 after Retry-After, 5xx and silence with growing waits up to three days; nothing else is repeated. */
function retryDelayMs(delivery: Delivery, answer: Answer | undefined, failures: number): number | undefined {
  const { clock, settings } = delivery.world;
  const repeatable = answer === undefined || answer.status >= 500 || answer.status === 429;
  if (!repeatable) return undefined;
  const growing = Math.min(settings.retryDelayMs * 2 ** failures, settings.retryDelayMaximumMs);
  const asked = Number(answer?.status === 429 ? answer.headers["retry-after"] : undefined);
  const waitMs = asked >= 0 ? asked * (settings.retryAfterUnit === "seconds" ? 1000 : 1) : growing;
  return clock.now() + waitMs - delivery.firstAttemptAt > settings.retryForMs ? undefined : waitMs;
}

function settle(world: World, execution: ExecutionRecord, answer: Answer | undefined): void {
  if (!answer) return end(world, execution, "FAILED", "The action's server did not answer.");
  if (answer.status < 200 || answer.status >= 300)
    return end(world, execution, "FAILED", `The action's server answered with status ${answer.status}.`);
  execution.outputFields = outputsOf(answer.body);
  const state = execution.outputFields["hs_execution_state"] ?? "SUCCESS";
  if (state === "BLOCK" || state === "ASYNC") return hold(world, execution);
  if (state === "SUCCESS" || state === "FAIL_CONTINUE") return end(world, execution, state);
  end(world, execution, "FAILED", `The action answered with the unknown state ${state}.`);
}

/** A hold ends with a completion, or by itself after a week or what the action asked for. */
function hold(world: World, execution: ExecutionRecord): void {
  const asked = execution.outputFields["hs_expiration_duration"];
  const ms = asked === undefined ? world.settings.holdDefaultMs : holdMs(asked);
  if (ms === undefined)
    return end(world, execution, "FAILED", `hs_expiration_duration ${asked} is no ISO 8601 duration.`);
  execution.state = "BLOCKED";
  execution.heldUntil = world.clock.now() + ms;
  endAt(world, execution, execution.heldUntil);
}

const endAt = (world: World, execution: ExecutionRecord, heldUntil: number): void =>
  world.agenda.at(heldUntil, () => {
    if (execution.state === "BLOCKED") end(world, execution, "EXPIRED");
  });

export function end(
  world: World,
  execution: ExecutionRecord,
  state: "SUCCESS" | "FAIL_CONTINUE" | "FAILED" | "EXPIRED",
  note?: string,
): void {
  execution.state = state;
  execution.endedAt = world.clock.now();
  if (note !== undefined) execution.note = note;
}

function outputsOf(body: string): Record<string, string> {
  const parsed = parsedOrUndefined(body);
  const fields = typeof parsed === "object" && parsed !== null && "outputFields" in parsed ? parsed.outputFields : {};
  const entries = Object.entries(fields ?? {}).filter(([, value]) => value !== null && typeof value !== "object");
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

function parsedOrUndefined(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // HubSpot reads an answer it cannot parse as one without output fields.
    return undefined;
  }
}
