/** Which action of which workflow an execution belongs to: that is the step whose edits must not send twice. */
import type { ExecutionRef } from "./execution.ts";

/**
 * `workflow:action`. HubSpot names both for every execution of a workflow; where the action is missing the whole workflow
 * counts as one step, which asks a person once too often rather than once too rarely. Empty where no workflow is named: such
 * executions are distinguished by their inputs alone.
 */
export const stepOf = ({ workflowId, actionId }: Pick<ExecutionRef, "workflowId" | "actionId">): string =>
  workflowId === null ? "" : `${workflowId}:${actionId ?? ""}`;
