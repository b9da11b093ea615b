/**
 * Preflight's decisions, on facts that `steps/preflight/` gathers in two rounds: what costs nothing to know, then what LINE
 * says. LINE is asked one thing after the other, and nothing more once an answer prevents the send. Pure.
 */
import { finding, type Finding } from "../codes.ts";
import type { Delivery, Preview } from "../delivery.ts";
import { meansRemoval, WAIT_IN_DOUBT } from "../hubspot/portal-access.ts";
import { namedAudiences, type Inputs } from "../inputs.ts";
import { digestOf } from "../lifecycle/delivery-key.ts";
import { earlierSend, type OtherDelivery } from "../lifecycle/edits/earlier-send.ts";
import type { Policies } from "../lifecycle/policies.ts";
import type { PreflightResult } from "../lifecycle/step-results.ts";
import { invalidMessage } from "../message/faults.ts";
import { checkMessages } from "../message/message-check.ts";
import { excerpt, messagesOf, personalTokenIn, type LineMessage } from "../message/message.ts";
import { messagesToSend, type SavedContent } from "../message/links.ts";
import { peopleFigure } from "../numbers/hidden.ts";
import { checkQuota } from "../numbers/quota.ts";
import { forecastFacts, type LineFacts } from "./estimate.ts";
import { forecast, surelyAtLeast, type Forecast, type ForecastFacts } from "./forecast.ts";
import { leftOutOf, mayBeBelow, type LeftOut } from "./may-be-below.ts";
import { MIN_RECIPIENTS } from "./minimums.ts";
import {
  checkAudience,
  checkIds,
  checkMaximum,
  checkReach,
  invalidIds,
  type CheckedAudience,
  type CheckedIds,
} from "./preflight.ts";
import { reachedBy, someUnderWay, type Reached, type RecentSend } from "./recent-sends.ts";
import { includedIn, readyUpload, sendingRequest } from "./targeting.ts";

interface Saved extends SavedContent {
  readonly changedBy: number | null;
}

/** What is known without asking LINE. */
export interface OwnFacts {
  /** What HubSpot says instead of giving tokens for the portal; null while it does, and for a rehearsal. */
  readonly access: Finding | null;
  readonly policies: Policies;
  /** The saved message as it is now; null where it is gone, or none was chosen. */
  readonly saved: Saved | null;
  /** What the saved message was called that is gone; its id where no one knows any more, empty where none is gone. */
  readonly gone: string;
  /** Null where no LINE user IDs are needed, and once LINE has them: they are not kept after that. */
  readonly counted: CheckedIds | null;
  readonly recentSends: readonly RecentSend[];
  readonly others: readonly OtherDelivery[];
  /** What other sends to the same people left out. */
  readonly similar: readonly LeftOut[];
}

type Stop = Exclude<PreflightResult, { kind: "go" }>;

const refused = (why: Finding | null): Stop | null => (why === null ? null : { kind: "refused", finding: why });

/** The first thing that prevents the send before LINE is asked; else the messages to ask LINE about. */
export function checkOwnFacts(
  { inputs }: Delivery,
  { access, saved, gone, counted }: OwnFacts,
): Stop | { readonly kind: "clear"; readonly messages: readonly LineMessage[] } {
  if (access !== null && meansRemoval(access)) return { kind: "later", ...WAIT_IN_DOUBT };
  const messages = messagesIn(inputs, saved);
  const stop = refused(
    checkMaximum(inputs) ?? checkContent(messages, gone) ?? (counted === null ? null : checkIds(counted)),
  );
  return stop ?? { kind: "clear", messages: messages ?? [] };
}

const messagesIn = ({ message }: Inputs, saved: Saved | null): readonly LineMessage[] | null =>
  messagesOf(message, saved === null ? null : messagesToSend(saved));

function checkContent(messages: readonly LineMessage[] | null, gone: string): Finding | null {
  if (messages === null) return finding("MESSAGE_NOT_FOUND", { message: gone });
  const token = personalTokenIn(messages);
  if (token !== null) return finding("PERSONAL_TOKEN_IN_MESSAGE", { token });
  const fault = checkMessages(messages);
  return fault === null ? null : invalidMessage(fault);
}

/** The first thing that prevents the send by what LINE has said so far. */
export function checkLineFacts(delivery: Delivery, own: OwnFacts, line: LineFacts, now: number): Stop | null {
  const { inputs } = delivery;
  const wrong = line.audiences.map((audience) => checkAudience(audience, delivery, now)).find((why) => why !== null);
  if (wrong !== undefined) return refused(wrong);
  if (line.audiences.length < namedAudiences(inputs).length) return null;
  if (someUnderWay(inputs, own.recentSends)) return { kind: "later", finding: finding("WAITING_FOR_TURN") };
  const tooLittle = line.quota === null ? null : checkQuota(line.quota);
  if (tooLittle !== null || line.friends === null) return refused(tooLittle);
  const facts = factsFor(delivery, own, line, now);
  return refused(checkReach(facts.reach) ?? refusalByForecast(forecast(facts), inputs, facts.availableShown));
}

/** What the forecast says cannot succeed. */
function refusalByForecast(
  { rule, low, high }: Forecast,
  { maxRecipients }: Inputs,
  available: number | null,
): Finding | null {
  switch (rule) {
    case "FORECAST_BELOW_MINIMUM":
      return finding(rule, { high: peopleFigure(high ?? 0), needed: MIN_RECIPIENTS });
    case "QUOTA_TOO_SMALL":
      return finding(rule, { available: available ?? 0, needed: surelyAtLeast({ low }) });
    case "PARTIAL_DELIVERY_FORBIDDEN":
      return maxRecipients === null ? null : finding(rule);
    default:
      return null;
  }
}

const reachedIn = ({ inputs }: Delivery, { recentSends, policies }: OwnFacts, now: number): Reached =>
  reachedBy(recentSends, inputs, policies, now);

/** Those that LINE has count as they were uploaded. */
function idsIn({ inputs, uploads }: Delivery, { counted }: OwnFacts): CheckedIds | null {
  const uploaded = uploads.find(({ purpose }) => purpose === "enrolled");
  if (inputs.targetingMode !== "narrow_to_enrolled" || uploaded === undefined) return counted;
  return { valid: uploaded.ids, invalid: 0, examples: [] };
}

const factsFor = (delivery: Delivery, own: OwnFacts, line: LineFacts, now: number): ForecastFacts =>
  forecastFacts(delivery.inputs, {
    ids: idsIn(delivery, own)?.valid ?? null,
    reachedOut: reachedIn(delivery, own, now).sends.length > 0,
    ...line,
  });

/** Once all is known and nothing prevents the send. Throws while LINE was not asked everything. */
export function cleared(
  delivery: Delivery,
  own: OwnFacts,
  line: LineFacts & { readonly messages: readonly LineMessage[] },
  now: number,
): PreflightResult {
  const { audiences, messages, quota } = line;
  if (quota === null) throw new Error(`LINE was not asked everything about delivery ${delivery.id}`);
  const { inputs, uploads } = delivery;
  const ids = idsIn(delivery, own);
  const reached = reachedIn(delivery, own, now);
  const leftOut = whoIsLeftOut(delivery, audiences, reached);
  const requestIds = reached.sends.map(({ requestId }) => requestId);
  const request = sendingRequest(delivery, { audiences, requestIds, quota, leftOut, messages });
  return {
    kind: "go",
    forecast: forecast(factsFor(delivery, own, line, now)),
    preview: previewOf(messages, audiences),
    notes: [ids === null ? null : invalidIds(ids), reached.incomplete].filter((note) => note !== null),
    earlierSend: earlierSend(delivery, own.others, now),
    enrolledIds: ids?.valid ?? null,
    mayBeBelow: mayBeBelow({
      inputs,
      included: includedIn(audiences, inputs),
      enrolledIds: readyUpload(uploads, "enrolled")?.kept ?? ids?.valid ?? null,
      leftOut,
      others: own.similar,
    }),
    narrowcast: request && { ...request, ...(reached.readAt !== null && { sendsReadAt: reached.readAt }) },
    policies: own.policies,
    author: own.saved?.changedBy ?? null,
    notLeftOut: reached.notLeftOut,
  };
}

/** What is still to be uploaded counts as no one: when it is at LINE, this is asked again. */
function whoIsLeftOut(
  { inputs, uploads }: Delivery,
  audiences: readonly CheckedAudience[],
  { sends }: Reached,
): LeftOut {
  const list = readyUpload(uploads, "suppressed");
  const enrolledOnly = inputs.targetingMode === "narrow_to_enrolled";
  const enrolledToo = uploads.find((upload) => upload.suppressedEnrolled !== undefined)?.suppressedEnrolled;
  return leftOutOf(inputs, {
    excluded: audiences.filter(({ id }) => inputs.excludeAudienceIds.includes(id)),
    suppressed: (enrolledOnly ? enrolledToo : undefined) ?? list?.ids ?? 0,
    reached: sends,
  });
}

/** Long enough to recognise a message, short enough for a page. */
const SHOWN_CHARACTERS = 500;

const previewOf = (messages: readonly LineMessage[], audiences: readonly CheckedAudience[]): Preview => ({
  audiences: Object.fromEntries(audiences.map(({ id, name }) => [id, name])),
  bubbles: messages.map((message) => excerpt([message], SHOWN_CHARACTERS)),
  digest: digestOf(messages),
});
