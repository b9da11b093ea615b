/** One call of HubSpot for one enrolled record, reduced to what we keep. */
export interface ExecutionRef {
  readonly portalId: number;
  /** What HubSpot wants back to release the held record. */
  readonly callbackId: string;
  readonly workflowId: string | null;
  /** Which action of the workflow; null where HubSpot does not say. */
  readonly actionId: string | null;
  /** `workflow:enrollment:index` where HubSpot says them: recognises the same execution under another callback id. */
  readonly executionId: string | null;
  readonly objectId: string;
  readonly objectType: string;
  /** As `enrolledId` reads the property chosen for it: `""` where it is empty, null where HubSpot sent none. */
  readonly lineUserId: string | null;
  /** Revision of the action that the workflow was saved with. */
  readonly definitionVersion: number | null;
}

/**
 * The step that it belongs to, whose edits must not send twice: `workflow:action`. HubSpot names both for every execution of a workflow; where the action is missing the whole workflow
 * counts as one step, which asks a person once too often rather than once too rarely. Empty where no workflow is named: such
 * executions are distinguished by their inputs alone.
 */
export const stepOf = ({ workflowId, actionId }: Pick<ExecutionRef, "workflowId" | "actionId">): string =>
  workflowId === null ? "" : `${workflowId}:${actionId ?? ""}`;
