/** What the account requires before every send, beside what LINE saw. */
import { ACCOUNT } from "../../../simulators/demo-world.ts";
import type { Code } from "../../../src/delivery/codes.ts";
import type { Policies } from "../../../src/delivery/lifecycle/policies.ts";
import type { Stage } from "../stage/stage.ts";
import type { Check } from "./evidence.ts";

interface Sent {
  readonly retryKey?: string;
  readonly requestId: string;
  readonly acceptedAt: number;
  readonly recipients: number;
  readonly phase: string;
}

interface Deciding {
  readonly id: string;
  readonly retry_key: string | null;
  /** The reasons that a person allowed. */
  readonly allowed: readonly string[] | null;
}

interface Facts {
  readonly stage: Pick<Stage, "world" | "past">;
  readonly policies: Policies;
  readonly narrowcasts: readonly Sent[];
  readonly deliveries: readonly Deciding[];
}

const DAY_MS = 86_400_000;

/** Nothing reaches more people, or the same people again, unless a person allowed it. */
export function checkPolicies({ stage, policies, narrowcasts, deliveries }: Facts, check: Check): void {
  const { alwaysApprove, approveAbove, oneSendInDays } = policies;
  const allowedFor = new Map(deliveries.map(({ retry_key: key, allowed }) => [key, allowed ?? []]));
  const allows = ({ retryKey }: Sent, ...codes: readonly Code[]) =>
    codes.some((code) => allowedFor.get(retryKey ?? null)?.includes(code));
  for (const sent of narrowcasts) {
    const { requestId, recipients } = sent;
    if (alwaysApprove)
      check("policies_ask_a_person", allows(sent, "APPROVAL_BY_POLICY"), () => `no one approved ${requestId}`);
    if (approveAbove !== null && recipients > approveAbove)
      check(
        "policies_ask_a_person",
        allows(sent, "ABOVE_RECIPIENTS", "RECIPIENTS_UNKNOWN"),
        () => `no one approved ${requestId} to ${recipients} people, above ${approveAbove}`,
      );
  }
  if (oneSendInDays !== null) checkDays(oneSendInDays * DAY_MS, { stage, narrowcasts, allows }, check);
}

interface Repeats extends Pick<Facts, "stage" | "narrowcasts"> {
  readonly allows: (sent: Sent, ...codes: readonly Code[]) => boolean;
}

function checkDays(days: number, { stage, narrowcasts, allows }: Repeats, check: Check): void {
  const { control } = stage.world.line;
  const peopleOf = ({ requestId, phase }: Sent) =>
    new Set(phase === "succeeded" ? control.recipientsOf(ACCOUNT.channelId, requestId) : []);
  const clear = days - 2 * stage.past.maxSkewMs;
  for (const [index, later] of narrowcasts.entries()) {
    const people = peopleOf(later);
    for (const earlier of narrowcasts.slice(0, index)) {
      if (later.acceptedAt - earlier.acceptedAt >= clear || allows(later, "RECENT_SENDS_NOT_EXCLUDED")) continue;
      const again = peopleOf(earlier).intersection(people).size;
      check(
        "policies_keep_people_from_a_second_send",
        again === 0,
        () => `${later.requestId} reached ${again} people that ${earlier.requestId} had reached`,
      );
    }
  }
}
