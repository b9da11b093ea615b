/** What the log tells of deliveries and of stored executions, always with the delivery's id. */
import type { Logger } from "pino";
import type { Change } from "./delivery/change.ts";
import { outcomeOf, type Delivery } from "./delivery/delivery.ts";
import type { Metrics } from "./http/metrics.ts";
import type { PublicPages } from "./ports/public-pages.ts";
import type { Arrival, Enrolled } from "./ports/store.ts";

/** One wide line per event of the timeline. */
export function tellChange(log: Logger, metrics: Metrics, before: Delivery, { delivery, happenings }: Change): void {
  const outcome = outcomeOf(delivery);
  if (outcomeOf(before) === null && outcome !== null) metrics.concluded(outcome.kind);
  for (const { event, finding, details } of happenings) {
    metrics.happened(event);
    const facts = {
      deliveryId: delivery.id,
      portalId: delivery.portalId,
      from: before.state.phase,
      phase: delivery.state.phase,
    };
    // Examples are records and what stands in their properties, the others are e-mail addresses: for the page, not for a log.
    const { examples: _records, person: _person, ...figures } = finding?.figures ?? {};
    const { by: _by, ...rest } = details ?? {};
    log.info({ event: `delivery.${event}`, ...facts, code: finding?.code, figures, ...rest });
  }
}

/** Customers read drafts in production: the operator learns it here, and in docs/listing.md what to do. */
export function warnOfDrafts(log: Logger, { supportEmail, privacyUrl, termsUrl }: PublicPages): void {
  const settings = { SUPPORT_EMAIL: supportEmail, PRIVACY_URL: privacyUrl, TERMS_URL: termsUrl };
  const unset = Object.entries(settings).flatMap(([name, value]) => (value === null ? [name] : []));
  if (unset.length > 0)
    log.warn({ event: "pages.drafts", unset }, `Customers read drafts until these are set: ${unset.join(", ")}`);
}

/** Ties callbacks to deliveries: what HubSpot calls an execution, and where it went here. */
export function whoIsWhere(arrivals: readonly Arrival[], enrolled: readonly Enrolled[]) {
  const callbacks = arrivals.map(({ execution: { portalId, callbackId } }, index) => {
    const answer = enrolled[index];
    if (answer?.kind === "held") return { portalId, callbackId, deliveryId: answer.deliveryId };
    if (answer?.kind === "finished") return { portalId, callbackId, deliveryId: answer.delivery.id };
    return { portalId, callbackId, code: answer?.finding.code };
  });
  return { callbacks };
}

/** Executions that HubSpot had taken the outcome of, and called again all the same. */
export function calledAgain(arrivals: readonly Arrival[], enrolled: readonly Enrolled[]) {
  return arrivals.flatMap(({ execution: { portalId, callbackId } }, index) => {
    const answer = enrolled[index];
    const again = answer?.kind === "finished" && answer.calledAgain === true;
    return again ? [{ portalId, callbackId, deliveryId: answer.delivery.id }] : [];
  });
}
