/** One execution request: checked, stored with everybody who arrived meanwhile, and only then answered. */
import type { Finding } from "../delivery/codes.ts";
import { finding } from "../delivery/codes.ts";
import { deliveryKey } from "../delivery/lifecycle/delivery-key.ts";
import type { ExecutionRef } from "../delivery/execution.ts";
import type { Inputs } from "../delivery/inputs.ts";
import type { Accounts } from "../ports/store/accounts.ts";
import type { Channels } from "../ports/store/channels.ts";
import type { Arrival, Enrolled } from "../ports/store/enrollments.ts";
import type { SavedMessages } from "../ports/store/saved-messages.ts";
import { outputFields, refusedOutputFields } from "../i18n/output-fields.ts";
import type { GroupCommit } from "./fast-path/group-commit.ts";

export interface EnrollPorts {
  readonly accounts: Pick<Accounts, "portal"> & Pick<Channels, "channels"> & Pick<SavedMessages, "savedMessage">;
  readonly intake: Pick<GroupCommit<Arrival, Enrolled>, "add" | "full" | "crowded" | "fullFor">;
  readonly deliveryUrl: (deliveryId: string) => string;
  /** Wall time in milliseconds. */
  readonly now: () => number;
}

/** The body of our answer to HubSpot. */
export interface ActionAnswer {
  readonly outputFields: Readonly<Record<string, string>>;
}

export async function enroll(execution: ExecutionRef, inputs: Inputs, ports: EnrollPorts): Promise<ActionAnswer> {
  const account = knownAccount(execution, inputs, ports) ?? (await accountOf(execution, inputs, ports));
  const { language, timeZone, wrong } = account;
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
  const url = ports.deliveryUrl(delivery.id);
  return { outputFields: outputFields(delivery, { language, timeZone, url, covered }) };
}

interface Account {
  readonly portalId: number;
  readonly language: string;
  readonly timeZone: string;
  /** What stands in the way of everybody with these inputs. */
  readonly wrong: Finding | null;
  readonly until: number;
}

/** A run brings the same inputs object thousands of times: what stands behind it is looked up every other second. */
const REMEMBERED_MS = 2000;
const accounts = new WeakMap<Inputs, Account>();

function knownAccount({ portalId }: ExecutionRef, inputs: Inputs, { now }: EnrollPorts): Account | null {
  const known = accounts.get(inputs);
  return known !== undefined && known.portalId === portalId && now() < known.until ? known : null;
}

/** The portal's language, and what stands in the way of every execution with these inputs. */
export async function accountOf({ portalId }: ExecutionRef, inputs: Inputs, ports: EnrollPorts): Promise<Account> {
  const portal = await ports.accounts.portal(portalId);
  const wrong =
    portal?.installed === true
      ? await unknownChoice(portalId, inputs, ports.accounts)
      : finding("PORTAL_NOT_INSTALLED");
  const { language = "en", timeZone = "UTC" } = portal ?? {};
  const account = { portalId, language, timeZone, wrong, until: ports.now() + REMEMBERED_MS };
  // A mistake may be mended at any moment: only what is right is remembered.
  if (wrong === null) accounts.set(inputs, account);
  return account;
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
