/**
 * The action run by another client of HubSpot than its workflows, as a test in the editor: everything that can be said at once
 * is checked, and nothing is stored or sent.
 */
import { finding, type Finding } from "../delivery/codes.ts";
import type { ExecutionRef } from "../delivery/execution.ts";
import { namedAudiences, type Inputs } from "../delivery/inputs.ts";
import { checkAudience } from "../delivery/targeting/preflight.ts";
import type { Line } from "../ports/line.ts";
import { refusedOutputFields, testRunOutputFields } from "../i18n/output-fields.ts";
import { accountOf, type ActionAnswer, type EnrollPorts } from "./enroll.ts";

export interface TestRunPorts extends EnrollPorts {
  readonly line: Pick<Line, "audience" | "quota">;
  /** Wall time in milliseconds. */
  readonly now: () => number;
}

export async function testRun(execution: ExecutionRef, inputs: Inputs, ports: TestRunPorts): Promise<ActionAnswer> {
  const { language, wrong } = await accountOf(execution, inputs, ports);
  const why = wrong ?? (await notReady(execution.portalId, inputs, ports));
  return { outputFields: why === null ? testRunOutputFields(language) : refusedOutputFields(why, language) };
}

/** The first thing that LINE says stands in the way; null where the account answers and every audience is ready. */
async function notReady(
  portalId: number,
  inputs: Inputs,
  { line, accounts, now }: TestRunPorts,
): Promise<Finding | null> {
  const channel = { portalId, channelId: inputs.channelId };
  // Any question with the channel's token tells whether LINE still takes it.
  const quota = await line.quota(channel);
  if (quota.kind !== "ok") return quota.finding;
  const channels = await accounts.channels(portalId);
  const timeZone = channels.find(({ id }) => id === inputs.channelId)?.timeZone;
  if (timeZone === undefined) return finding("CHANNEL_NOT_FOUND", { channel: inputs.channelId });
  for (const id of namedAudiences(inputs)) {
    const audience = await line.audience(channel, id);
    if (audience.kind !== "ok") return audience.finding;
    const fault = checkAudience(audience.value, { inputs, timeZone, openedAt: now() }, now());
    if (fault !== null) return fault;
  }
  return null;
}
