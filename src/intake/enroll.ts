/** One execution request: checked, stored with everybody who arrived meanwhile, and only then answered. */
import type { Finding } from "../delivery/codes.ts";
import { finding } from "../delivery/codes.ts";
import { deliveryKey } from "../delivery/delivery-key.ts";
import type { ExecutionRef } from "../delivery/execution.ts";
import type { Inputs } from "../delivery/inputs.ts";
import type { Accounts, Arrival, Enrolled } from "../ports/store.ts";
import { outputFields, refusedOutputFields } from "../wording/output-fields.ts";
import type { GroupCommit } from "./group-commit.ts";

export interface EnrollPorts {
  readonly accounts: Pick<Accounts, "portal" | "channels" | "savedMessage">;
  readonly intake: Pick<GroupCommit<Arrival, Enrolled>, "add">;
  readonly deliveryUrl: (deliveryId: string) => string;
}

/** The body of our answer to HubSpot. */
export interface ActionAnswer {
  readonly outputFields: Readonly<Record<string, string>>;
}

export async function enroll(execution: ExecutionRef, inputs: Inputs, ports: EnrollPorts): Promise<ActionAnswer> {
  const portal = await ports.accounts.portal(execution.portalId);
  const language = portal?.language ?? "en";
  if (portal?.installed !== true) return refuse(finding("PORTAL_NOT_INSTALLED"), language);
  const wrong = await unknownChoice(execution.portalId, inputs, ports.accounts);
  if (wrong !== null) return refuse(wrong, language);
  const { lineUserId } = execution;
  const key = deliveryKey(execution.portalId, inputs);
  const enrolled = await ports.intake.add({
    execution,
    inputs,
    key,
    lineUserId: needsId(inputs) ? (lineUserId ?? "") : null,
  });
  if (enrolled.kind === "refused") return refuse(enrolled.finding, language);
  if (enrolled.kind === "held") return hold(enrolled.holdSeconds, enrolled.deliveryId);
  const { delivery, covered } = enrolled;
  return { outputFields: outputFields(delivery, { language, url: ports.deliveryUrl(delivery.id), covered }) };
}

const needsId = ({ targetingMode }: Inputs): boolean => targetingMode === "narrow_to_enrolled";

/** The builder's mistake, where the workflow's history shows it. */
export const refuse = (why: Finding, language: string): ActionAnswer => ({
  outputFields: refusedOutputFields(why, language),
});

/** `BLOCK` holds the record in this step until we complete it or the duration (ISO 8601) has passed. */
const hold = (seconds: number, deliveryId: string): ActionAnswer => ({
  outputFields: { hs_execution_state: "BLOCK", hs_expiration_duration: `PT${Math.ceil(seconds / 60)}M`, deliveryId },
});

/** What was chosen from a dropdown and is no longer there. */
async function unknownChoice(
  portalId: number,
  inputs: Inputs,
  accounts: EnrollPorts["accounts"],
): Promise<Finding | null> {
  const channels = await accounts.channels(portalId);
  if (!channels.some(({ id }) => id === inputs.channelId))
    return finding("CHANNEL_NOT_FOUND", { channel: inputs.channelId });
  if (inputs.message.kind === "text") return null;
  const { messageId } = inputs.message;
  const saved = await accounts.savedMessage(portalId, messageId);
  return saved === null ? finding("MESSAGE_NOT_FOUND", { message: messageId }) : null;
}
