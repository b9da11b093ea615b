/** One execution request: checked, stored together with those that arrived meanwhile, and only then answered. */
import { finding, type Finding } from "../delivery/codes.ts";
import { deliveryKey } from "../delivery/lifecycle/delivery-key.ts";
import type { ExecutionRef } from "../delivery/execution.ts";
import type { Inputs } from "../delivery/inputs.ts";
import type { Accounts } from "../ports/store/accounts.ts";
import type { Channels } from "../ports/store/channels.ts";
import type { Arrival, Enrolled } from "../ports/store/enrollments.ts";
import { outputFields, refusedOutputFields } from "../i18n/output-fields.ts";
import type { GroupCommit } from "./fast-path/group-commit.ts";
import type { RefusalCounter } from "./not-started.ts";

export interface EnrollPorts {
  readonly accounts: Pick<Accounts, "portal"> &
    Pick<Channels, "channels"> & {
      readonly hasSavedMessage: (portalId: number, messageId: string) => Promise<boolean>;
      /** Of a deleted one too. */
      readonly savedMessageName: (portalId: number, messageId: string) => Promise<string | null>;
    };
  readonly intake: Pick<GroupCommit<Arrival, Enrolled>, "add" | "full">;
  readonly refusals: Pick<RefusalCounter, "count">;
  readonly deliveryUrl: (deliveryId: string) => string;
}

/** The body of our answer to HubSpot. */
export interface ActionAnswer {
  readonly outputFields: Readonly<Record<string, string>>;
}

export async function enroll(execution: ExecutionRef, inputs: Inputs, ports: EnrollPorts): Promise<ActionAnswer> {
  const { language, timeZone, wrong } = await accountOf(execution, inputs, ports);
  if (wrong !== null) return refused(wrong);
  const { lineUserId } = execution;
  const key = deliveryKey(execution.portalId, inputs);
  const enrolled = await ports.intake.add({
    execution,
    inputs,
    key,
    lineUserId: needsId(inputs) ? (lineUserId ?? "") : null,
  });
  if (enrolled.kind === "refused") return refused(enrolled.finding);
  if (enrolled.kind === "held") return hold(enrolled.holdSeconds, enrolled.deliveryId);
  const { delivery, covered } = enrolled;
  const url = ports.deliveryUrl(delivery.id);
  return { outputFields: outputFields(delivery, { language, timeZone, url, covered }) };

  function refused(why: Finding): ActionAnswer {
    ports.refusals.count(execution, why);
    return refuse(why, language);
  }
}

/** The portal's language and time zone, and in `wrong` what prevents every execution with these inputs; null for nothing. */
export async function accountOf(
  { portalId }: ExecutionRef,
  inputs: Inputs,
  { accounts }: Pick<EnrollPorts, "accounts">,
) {
  const portal = await accounts.portal(portalId);
  const wrong =
    portal?.installed === true ? await unknownChoice(portalId, inputs, accounts) : finding("PORTAL_NOT_INSTALLED");
  const { language = "en", timeZone = "UTC" } = portal ?? {};
  return { language, timeZone, wrong };
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
  if (await accounts.hasSavedMessage(portalId, messageId)) return null;
  return finding("MESSAGE_NOT_FOUND", { message: (await accounts.savedMessageName(portalId, messageId)) ?? messageId });
}
