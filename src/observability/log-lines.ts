/** What the log tells of deliveries and of stored executions, always with the delivery's id. */
import type { Logger } from "pino";
import type { Change } from "../delivery/lifecycle/change.ts";
import type { Code, Finding } from "../delivery/codes.ts";
import { outcomeOf, type Delivery } from "../delivery/delivery.ts";
import type { Metrics } from "./metrics.ts";
import type { PublicPages } from "../ports/public-pages.ts";
import type { Answer } from "../delivery/answer.ts";
import type { NotedRefusal } from "../ports/credentials.ts";
import type { Arrival, Enrolled } from "../ports/store/enrollments.ts";

/** One wide line per event of the timeline. */
export function logChange(log: Logger, metrics: Metrics, before: Delivery, { delivery, events }: Change): void {
  const outcome = outcomeOf(delivery);
  if (outcomeOf(before) === null && outcome !== null) metrics.concluded(outcome.kind);
  for (const { event, finding, details } of events) {
    metrics.countEvent(event);
    const facts = {
      deliveryId: delivery.id,
      portalId: delivery.portalId,
      from: before.state.phase,
      phase: delivery.state.phase,
    };
    // Examples are records and what their properties hold, the others are e-mail addresses and messages: for the page, not for a log.
    const { examples: _records, person: _person, ...figures } = finding?.figures ?? {};
    const { by: _by, from: _from, to: _to, ...rest } = details ?? {};
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

const REMEDIES: Readonly<Partial<Record<Code, string>>> = {
  HUBSPOT_APP_REFUSED:
    "HubSpot refuses the app itself, for every account: check HUBSPOT_CLIENT_ID and HUBSPOT_CLIENT_SECRET against the app's Auth page, and HUBSPOT_API_URL",
  HUBSPOT_REFUSED: "HubSpot refuses the token request for a reason that is not known: look at `detail`",
};

/** HubSpot gave no new tokens for a portal. */
export function logRefusedTokens(log: Logger, portalId: number, { code, figures }: Finding, noted: NotedRefusal): void {
  const facts = { portalId, code, ...figures, ...noted };
  const remedy = REMEDIES[code];
  if (remedy !== undefined) log.error({ event: "hubspot.app_refused", ...facts, remedy });
  else if (noted.kind === "gone") log.info({ event: "portal.uninstalled", ...facts });
  else if (noted.kind === "all_refused") log.error({ event: "hubspot.all_refused", ...facts, remedy: ALL_REFUSED });
  else log.warn({ event: "portal.access_refused", ...facts });
}

const ALL_REFUSED =
  "HubSpot refuses the refresh tokens of every account: check that HUBSPOT_CLIENT_ID is the app that they installed, and HubSpot's status page. No account counts as gone meanwhile";

/** An account was disconnected here. */
export function logDisconnected(log: Logger, portalId: number, answer: Answer<null>): void {
  if (answer.kind === "ok") return log.info({ event: "portal.disconnected", portalId });
  const remedy = "HubSpot may still list the app: the account's administrators remove it under Connected apps";
  log.warn({ event: "portal.disconnected_here_alone", portalId, code: answer.finding.code, remedy });
}

/** Ties callbacks to deliveries: what HubSpot calls an execution, and where it went here. */
export function describeEnrollments(arrivals: readonly Arrival[], enrolled: readonly Enrolled[]) {
  const callbacks = arrivals.map(({ execution: { portalId, callbackId } }, index) => {
    const answer = enrolled[index];
    if (answer?.kind === "held") return { portalId, callbackId, deliveryId: answer.deliveryId };
    if (answer?.kind === "finished") return { portalId, callbackId, deliveryId: answer.delivery.id };
    return { portalId, callbackId, code: answer?.finding.code };
  });
  return { callbacks };
}

/** Executions that HubSpot had taken the outcome of, and called again all the same. */
export function findCalledAgain(arrivals: readonly Arrival[], enrolled: readonly Enrolled[]) {
  return arrivals.flatMap(({ execution: { portalId, callbackId } }, index) => {
    const answer = enrolled[index];
    const again = answer?.kind === "finished" && answer.calledAgain === true;
    return again ? [{ portalId, callbackId, deliveryId: answer.delivery.id }] : [];
  });
}
