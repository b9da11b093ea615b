/** What LINE accepted: known to us, once each, one at a time, and to enough people. */
import { FIFTY, type Check, type DeliveryRow, type Evidence, type Narrowcast } from "./evidence.ts";

export function checkNarrowcasts({ narrowcasts, deliveries }: Evidence, check: Check): void {
  const byKey = new Map(
    deliveries.flatMap((each) => (each.retry_key === null ? [] : [[each.retry_key, each] as const])),
  );
  const seen = new Set<string | undefined>();
  for (const { retryKey, requestId } of narrowcasts) {
    check("one_narrowcast_per_delivery", retryKey !== undefined && byKey.has(retryKey) && !seen.has(retryKey), () =>
      seen.has(retryKey)
        ? `LINE accepted ${requestId} although its retry key had been accepted before`
        : `LINE accepted ${requestId} with a retry key that no delivery has stored`,
    );
    seen.add(retryKey);
  }
  checkBodies(narrowcasts, deliveries, check);
  for (const [index, later] of narrowcasts.entries()) {
    const earlier = narrowcasts[index - 1];
    if (earlier === undefined) continue;
    // After an answer that stayed unknown the turn is given away.
    const unknown = byKey.get(earlier.retryKey ?? "")?.outcome === "uncertain";
    check(
      "one_in_flight_per_account",
      unknown || earlier.completedAt <= later.acceptedAt,
      () => `${later.requestId} was accepted while ${earlier.requestId} was being sent`,
    );
  }
}

/** No matter which retry keys: no body is accepted more often than there are deliveries that mean to send it. */
function checkBodies(narrowcasts: readonly Narrowcast[], deliveries: readonly DeliveryRow[], check: Check): void {
  const texts = (body: unknown) => JSON.stringify(body);
  for (const [body, accepted] of Map.groupBy(narrowcasts, (each) => texts(each.body))) {
    const keys = new Set<string | null>(accepted.map(({ retryKey }) => retryKey ?? null));
    // A database that forgot an edit has another body under the key that LINE accepted.
    const meant = deliveries.filter((each) => texts(each.body) === body || keys.has(each.retry_key));
    check(
      "no_message_twice",
      accepted.length <= meant.length,
      () => `LINE accepted ${accepted.map(({ requestId }) => requestId).join(", ")} for ${meant.length} deliveries`,
    );
  }
}

/** LINE sends to one person where uploads and chat tags decide; who blocks the account is known to LINE alone. */
export function checkFifty({ narrowcasts, deliveries }: Evidence, check: Check): void {
  const allowed = new Set(deliveries.flatMap((each) => (each.few_allowed ? [each.retry_key] : [])));
  for (const { requestId, retryKey, errorCode, meant } of narrowcasts)
    check(
      "no_narrowcast_below_fifty",
      errorCode !== undefined || meant >= FIFTY || allowed.has(retryKey ?? null),
      () => `LINE sent ${requestId} to ${meant} people, and no one had allowed it`,
    );
}
