/** What a person may do to a delivery, and when it is too late. */
import { afterConclusion } from "./after-step.ts";
import { changed, type Change } from "./change.ts";
import { finding } from "./codes.ts";
import type { Delivery } from "./delivery.ts";

export type Command = { readonly do: "seal" | "cancel"; readonly by: string };

/** Null when the delivery has moved on so far that the command means nothing any more. */
export function afterCommand(delivery: Delivery, command: Command, now: number): Change | null {
  return command.do === "seal" ? sealNow(delivery, command.by) : cancel(delivery, command.by, now);
}

function sealNow(delivery: Delivery, by: string): Change | null {
  if (delivery.state.phase !== "collecting") return null;
  return changed(
    { ...delivery, state: { phase: "collecting", sealRequestedBy: by } },
    { event: "seal_requested", details: { by } },
  );
}

/** Possible until the request to LINE is stored; from then on it may be on its way. */
function cancel(delivery: Delivery, by: string, now: number): Change | null {
  const { phase } = delivery.state;
  if (phase !== "collecting" && phase !== "sealed") return null;
  return afterConclusion(delivery, { kind: "cancelled", finding: finding("CANCELLED_BY_PERSON", { person: by }) }, now);
}

/** The portal removed the app before the send. */
export function afterUninstall(delivery: Delivery, now: number): Change | null {
  const { phase } = delivery.state;
  if (phase !== "collecting" && phase !== "sealed") return null;
  return afterConclusion(delivery, { kind: "cancelled", finding: finding("PORTAL_UNINSTALLED") }, now);
}
