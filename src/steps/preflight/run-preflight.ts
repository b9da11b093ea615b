/** Asks LINE what preflight has to know, cheapest doubt first, and prepares the one request. */
import { hash } from "node:crypto";
import type { PreflightResult } from "../../delivery/lifecycle/step-results.ts";
import { finding, type Finding } from "../../delivery/codes.ts";
import type { Delivery, Preview } from "../../delivery/delivery.ts";
import { earlierSend } from "../../delivery/lifecycle/edits/earlier-send.ts";
import { forecast as forecastOf, surelyAtLeast, type Forecast } from "../../delivery/targeting/forecast.ts";
import { peopleFigure } from "../../delivery/numbers/hidden.ts";
import { namedAudiences, type Inputs } from "../../delivery/inputs.ts";
import { invalidMessage } from "../../delivery/message/faults.ts";
import { checkMessages } from "../../delivery/message/message-check.ts";
import { MIN_RECIPIENTS } from "../../delivery/targeting/minimums.ts";
import { excerpt, messagesOf, personalTokenIn, type LineMessage } from "../../delivery/message/message.ts";
import {
  checkAudience,
  checkIds,
  checkMaximum,
  checkReach,
  invalidIds,
  type CheckedIds,
} from "../../delivery/targeting/preflight.ts";
import { meansRemoval, WAIT_IN_DOUBT } from "../../delivery/hubspot/portal-access.ts";
import { checkQuota, type CheckedQuota } from "../../delivery/numbers/quota.ts";
import { messagesToSend } from "../../delivery/message/utm.ts";
import type { Answer } from "../../ports/answer.ts";
import type { Audience, ChannelRef, Line } from "../../ports/line.ts";
import type { HubSpot } from "../../ports/hubspot.ts";
import type { Accounts } from "../../ports/store/accounts.ts";
import type { Channels } from "../../ports/store/channels.ts";
import type { Recipients } from "../../ports/store/recipients.ts";
import type { SavedMessages } from "../../ports/store/saved-messages.ts";
import type { Sends } from "../../ports/store/sends.ts";
import type { Settings } from "../../ports/store/settings.ts";
import { doubtAboutFew, whoIsLeftOut } from "./doubt-about-few.ts";
import { readForecastFacts } from "./forecast-facts.ts";
import { readReached } from "./recent-sends.ts";
import { sendingRequest } from "./sending-request.ts";

export interface PreflightPorts {
  readonly line: Line;
  readonly hubspot: Pick<HubSpot, "checkAccess">;
  readonly store: Pick<Accounts, "portal"> &
    Pick<SavedMessages, "savedMessage"> &
    Pick<Channels, "channels"> &
    Pick<Recipients, "recipientCounts"> &
    Pick<Sends, "otherDeliveries"> &
    Pick<Settings, "policies"> &
    Pick<Sends, "recentSends" | "similarSends">;
}

/** Thrown inside this file only: the first thing that stands in the way. */
class Stopped extends Error {
  readonly result: PreflightResult;
  constructor(result: PreflightResult) {
    super(result.kind);
    this.result = result;
  }
}

export async function runPreflight(delivery: Delivery, now: number, ports: PreflightPorts): Promise<PreflightResult> {
  try {
    return await preflight(delivery, now, ports);
  } catch (error) {
    if (error instanceof Stopped) return error.result;
    throw error;
  }
}

async function preflight(delivery: Delivery, now: number, ports: PreflightPorts): Promise<PreflightResult> {
  await stopInDoubt(delivery, ports);
  stopIf(checkMaximum(delivery.inputs));
  const policies = await ports.store.policies(delivery.portalId);
  const { messages, author } = await readMessages(delivery, ports);
  const ids = await readIds(delivery, ports);
  const audiences = await readAudiences(delivery, now, ports);
  const reached = ok(await readReached(delivery, policies, now, ports.store));
  const quota = await readQuota(delivery, ports);
  const reachedOut = reached.sends.length > 0;
  const forecast = await readForecast(delivery, { ids, audiences, reachedOut, quota, now }, ports);
  ok(await ports.line.validateMessages(channelOf(delivery), messages));
  const enrolledIds = ids?.valid ?? null;
  const leftOut = whoIsLeftOut(delivery, audiences, reached.sends);
  const doubt = await doubtAboutFew(delivery, { enrolledIds, audiences, leftOut, now }, ports.store);
  const notes = [ids === null ? null : invalidIds(ids), reached.incomplete].filter((note) => note !== null);
  const requestIds = reached.sends.map(({ requestId }) => requestId);
  const request = sendingRequest(delivery, { audiences, requestIds, quota, leftOut }, messages);
  const narrowcast = request && { ...request, ...(reached.readAt !== null && { sendsReadAt: reached.readAt }) };
  const sent = earlierSend(delivery, await ports.store.otherDeliveries(delivery.id), now);
  const preview = previewOf(messages, audiences);
  const checked = { forecast, preview, notes, earlierSend: sent, enrolledIds, mayBeBelow: doubt, narrowcast };
  return { kind: "go", ...checked, policies, author, notLeftOut: reached.notLeftOut };
}

/**
 * HubSpot tells no one that an app was removed: it has to be asked, and what it says about the portal's tokens is noted
 * there. That it gives no answer stops no send.
 */
async function stopInDoubt({ portalId, inputs }: Delivery, { hubspot, store }: PreflightPorts): Promise<void> {
  if (inputs.rehearsal) return;
  await hubspot.checkAccess(portalId);
  const access = (await store.portal(portalId))?.access ?? null;
  if (access !== null && meansRemoval(access.finding)) throw new Stopped({ kind: "later", ...WAIT_IN_DOUBT });
}

/** Long enough to recognise a message, short enough for a page. */
const SHOWN_CHARACTERS = 500;

const previewOf = (messages: readonly LineMessage[], audiences: readonly Audience[]): Preview => ({
  audiences: Object.fromEntries(audiences.map(({ id, name }) => [id, name])),
  bubbles: messages.map((message) => excerpt([message], SHOWN_CHARACTERS)),
  digest: hash("sha256", JSON.stringify(messages)),
});

const channelOf = ({ portalId, inputs }: Delivery): ChannelRef => ({ portalId, channelId: inputs.channelId });

async function readMessages({ inputs, portalId }: Delivery, { store }: PreflightPorts) {
  const choice = inputs.message;
  const saved = choice.kind === "saved" ? await store.savedMessage(portalId, choice.messageId) : null;
  const messages = messagesOf(choice, saved === null ? null : messagesToSend(saved));
  if (messages === null) {
    const message = choice.kind === "saved" ? choice.messageId : "";
    throw new Stopped({ kind: "refused", finding: finding("MESSAGE_NOT_FOUND", { message }) });
  }
  const token = personalTokenIn(messages);
  stopIf(token === null ? null : finding("PERSONAL_TOKEN_IN_MESSAGE", { token }));
  const fault = checkMessages(messages);
  stopIf(fault === null ? null : invalidMessage(fault));
  return { messages, author: saved?.changedBy ?? null };
}

/** Null in a mode that needs no IDs, and once LINE has them: they are not kept after that. */
async function readIds({ id, inputs, uploads }: Delivery, { store }: PreflightPorts): Promise<CheckedIds | null> {
  if (inputs.targetingMode !== "narrow_to_enrolled") return null;
  const uploaded = uploads.find(({ purpose }) => purpose === "enrolled");
  if (uploaded !== undefined) return { valid: uploaded.ids, invalid: 0, examples: [] };
  const ids = await store.recipientCounts(id, "enrolled");
  stopIf(checkIds(ids));
  return ids;
}

/** The included audiences first, then those to leave out. */
async function readAudiences(delivery: Delivery, now: number, { line }: PreflightPorts): Promise<readonly Audience[]> {
  const audiences: Audience[] = [];
  for (const id of namedAudiences(delivery.inputs)) {
    const audience = ok(await line.audience(channelOf(delivery), id));
    stopIf(checkAudience(audience, delivery, now));
    audiences.push(audience);
  }
  return audiences;
}

async function readQuota(delivery: Delivery, { line, store }: PreflightPorts): Promise<CheckedQuota> {
  const channels = await store.channels(delivery.portalId);
  const floor = channels.find(({ id }) => id === delivery.inputs.channelId)?.quotaFloor ?? 0;
  const quota = { ...ok(await line.quota(channelOf(delivery))), floor };
  stopIf(checkQuota(quota));
  return quota;
}

interface KnownOfSend {
  readonly ids: CheckedIds | null;
  readonly audiences: readonly Audience[];
  /** People of earlier sends are left out; how many are among the audience is not known. */
  readonly reachedOut: boolean;
  readonly quota: CheckedQuota;
  readonly now: number;
}

async function readForecast(
  delivery: Delivery,
  { ids, ...known }: KnownOfSend,
  { line }: PreflightPorts,
): Promise<Forecast> {
  const { inputs } = delivery;
  const facts = ok(await readForecastFacts(delivery, { ...known, ids: ids?.valid ?? null }, line));
  stopIf(checkReach(facts.reach));
  const forecast = forecastOf(facts);
  stopIf(ruled(forecast, inputs, facts.availableShown));
  return forecast;
}

/** What the forecast says cannot succeed. */
function ruled(forecast: Forecast, { maxRecipients }: Inputs, available: number | null): Finding | null {
  const { rule, high } = forecast;
  switch (rule) {
    case "FORECAST_BELOW_MINIMUM":
      return finding(rule, { high: peopleFigure(high ?? 0), needed: MIN_RECIPIENTS });
    case "QUOTA_TOO_SMALL":
      return finding(rule, { available: available ?? 0, needed: surelyAtLeast(forecast) });
    case "PARTIAL_DELIVERY_FORBIDDEN":
      return maxRecipients === null ? null : finding(rule);
    default:
      return null;
  }
}

function ok<T>(answer: Answer<T>): T {
  if (answer.kind === "ok") return answer.value;
  throw new Stopped(answer);
}

function stopIf(why: Finding | null): void {
  if (why !== null) throw new Stopped({ kind: "refused", finding: why });
}
