/** Inside a cooldown nothing is opened and nothing is sent again. */
import type { Stage } from "../stage/stage.ts";
import { at, COOLDOWN_MS, type Check, type DeliveryRow, type Evidence } from "./evidence.ts";

/** Inside the cooldown of a delivery that LINE has, no other one of the same key is opened. */
export function checkCooldowns({ stage, deliveries }: Evidence, check: Check): void {
  for (const [index, later] of deliveries.entries()) {
    for (const earlier of deliveries.slice(0, index)) {
      // What an edit turned into another's key is looked at by its steps.
      if (earlier.key !== later.key || earlier.edited || later.edited) continue;
      const overlaps =
        earlier.concluded_at === null ||
        later.opened_at.getTime() + 2 * stage.past.maxSkewMs < earlier.concluded_at.getTime();
      check("one_run_at_a_time", !overlaps, () => `${later.id} was opened while ${earlier.id} was on its way`);
      // By a clock that was set back the one that says so may not be the later one.
      const isSure = later.opened_at.getTime() - earlier.opened_at.getTime() > stage.past.maxSkewMs;
      check(
        "covered_in_the_cooldown",
        isOpenedAfterCooldown(stage, later, earlier) || (!isSure && isOpenedAfterCooldown(stage, earlier, later)),
        () => `${later.id} was opened inside the cooldown of ${earlier.id}`,
      );
    }
  }
}

function isOpenedAfterCooldown({ past }: Stage, later: DeliveryRow, earlier: DeliveryRow): boolean {
  const covers = earlier.outcome === "delivered" || earlier.outcome === "uncertain";
  if (!covers || earlier.sealed_at === null) return true;
  const until = earlier.sealed_at.getTime() + (COOLDOWN_MS[earlier.resend_after] ?? 0);
  return later.opened_at.getTime() + 2 * past.maxSkewMs >= until;
}

/** LINE sent no two narrowcasts of one workflow's step to one list inside the cooldown, unless a person allowed the second. */
export function checkSecondSends({ stage, narrowcasts, deliveries }: Evidence, check: Check): void {
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
        "no_unapproved_second_send_of_a_step",
        later.allowed?.includes("CHANGED_AFTER_SEND") === true || acceptedAt + 2 * stage.past.maxSkewMs >= until,
        () => `${later.id} was sent inside the cooldown of ${earlier.id}, and no one was asked`,
      );
    }
  }
}

/** No matter what the database has lost: LINE has no message twice inside the cooldown. */
export function checkFailOvers({ stage, narrowcasts, deliveries }: Evidence, check: Check): void {
  const byKey = new Map(deliveries.map((delivery) => [delivery.retry_key, delivery]));
  const sent = narrowcasts.filter(({ errorCode }) => errorCode === undefined);
  for (const { messageText, plan } of stage.campaigns()) {
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
        later || acceptedAt - earlier.acceptedAt + 2 * stage.past.maxSkewMs >= cooldown,
        () => `LINE accepted ${requestId} at ${at(acceptedAt)}, and ${earlier.requestId} at ${at(earlier.acceptedAt)}`,
      );
    }
    check("no_rollback_sends_twice", true, () => "");
  }
}
