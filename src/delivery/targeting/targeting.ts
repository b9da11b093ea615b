/**
 * The one request of a delivery, once everything that it names is at LINE: inputs → LINE's recipient, filter and limit.
 * https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message
 */
import type { Sized } from "../numbers/hidden.ts";
import { availableShown, type CheckedQuota } from "../numbers/quota.ts";
import { includedAudiences, namedAudiences, type Inputs } from "../inputs.ts";
import type { Delivery, Narrowcast } from "../delivery.ts";
import { retryKeyOf } from "../lifecycle/delivery-key.ts";
import type { LineMessage } from "../message/message.ts";
import { uploadsWanted, type Upload, type UploadPurpose } from "../upload.ts";
import { meantFor, type LeftOut } from "./may-be-below.ts";
import type { CheckedAudience } from "./preflight.ts";
import { smallest } from "./minimums.ts";
import { demographicFilter } from "./attributes.ts";

/** Everything besides the inputs that shapes the request. */
export interface Recipients {
  /** The included ones. */
  readonly audiences: readonly Sized[];
  /** The enrolled contacts' uploaded audience and its number of IDs. */
  readonly enrolled: { readonly audienceId: string; readonly ids: number } | null;
  /** The suppression list's uploaded audience. */
  readonly suppressedAudienceId: string | null;
  /** Earlier narrowcasts whose targets receive nothing, newest first. */
  readonly reachedRequestIds: readonly string[];
  readonly quota: CheckedQuota;
}

/** Before LINE was asked about anything. */
export const NOTHING_KNOWN: Recipients = {
  audiences: [],
  enrolled: null,
  suppressedAudienceId: null,
  reachedRequestIds: [],
  quota: { allowance: null, used: 0, floor: 0 },
};

type Leaf =
  | { readonly type: "audience"; readonly audienceGroupId: number }
  | { readonly type: "redelivery"; readonly requestId: string };

type Recipient =
  | Leaf
  | { readonly type: "operator"; readonly and: readonly Recipient[] }
  | { readonly type: "operator"; readonly or: readonly Recipient[] }
  | { readonly type: "operator"; readonly not: Recipient };

/** Audiences and earlier sends together: https://developers.line.biz/en/reference/messaging-api/#narrowcast-recipient */
export const MAX_RECIPIENT_LEAVES = 10;

export function targeting(inputs: Inputs, recipients: Recipients) {
  const demographic = demographicFilter(inputs.attributes);
  const recipient = recipientOf(inputs, recipients);
  return {
    ...(recipient && { recipient }),
    ...(demographic && { filter: { demographic } }),
    limit: limitOf(inputs, recipients),
    ...(inputs.silent && { notificationDisabled: true as const }),
  };
}

/** The request's exact JSON text, stored before the first attempt and repeated as it is. */
export function narrowcastBody(target: ReturnType<typeof targeting>, messages: readonly LineMessage[]): string {
  return JSON.stringify({ messages, ...target });
}

/** How many earlier sends still fit beside the audiences. */
export function roomForReached(inputs: Inputs): number {
  return Math.max(0, MAX_RECIPIENT_LEAVES - audienceLeaves(inputs));
}

/** Audiences that these inputs put into the request, uploaded ones included. */
export const audienceLeaves = (inputs: Inputs): number => namedAudiences(inputs).length + uploadsWanted(inputs).length;

function recipientOf(inputs: Inputs, recipients: Recipients): Recipient | null {
  const { enrolled, suppressedAudienceId, reachedRequestIds } = recipients;
  const excluded = [...inputs.excludeAudienceIds, suppressedAudienceId].filter((id) => id !== null);
  const without: readonly Leaf[] = [
    ...excluded.map(audienceLeaf),
    ...reachedRequestIds.map((requestId) => ({ type: "redelivery" as const, requestId })),
  ];
  const parts = [
    joined("or", includedAudiences(inputs).map(audienceLeaf)),
    enrolled === null ? null : audienceLeaf(enrolled.audienceId),
    ...without.map((leaf) => ({ type: "operator" as const, not: leaf })),
  ];
  return joined(
    "and",
    parts.filter((part) => part !== null),
  );
}

/** One alone needs no operator; LINE takes no empty one. */
function joined(operator: "and" | "or", parts: readonly Recipient[]): Recipient | null {
  const [first = null, ...others] = parts;
  if (others.length === 0) return first;
  return operator === "and" ? { type: "operator", and: parts } : { type: "operator", or: parts };
}

/** Action inputs accept only ids that a JSON number carries exactly. */
const audienceLeaf = (id: string): Leaf => ({ type: "audience", audienceGroupId: Number(id) });

/**
 * Without a limit LINE reserves quota for every friend of the account while it sends, and other sends fail meanwhile.
 * `upToRemainingQuota` also turns "not enough quota for all friends" from an error into LINE's own decision. What is kept
 * for chat is no part of what may be used.
 * https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message-cautions
 */
function limitOf({ quotaPolicy, maxRecipients }: Inputs, { audiences, enrolled, quota }: Recipients) {
  // Up to 49 messages more are kept for chat.
  const usable = quota.floor > 0 ? availableShown(quota) : null;
  const max = smallest(roomFor(audiences), enrolled?.ids ?? null, maxRecipients, usable);
  return {
    ...(max !== null && { max }),
    upToRemainingQuota: true,
    ...(quotaPolicy === "all_or_nothing" && { forbidPartialDelivery: true }),
  };
}

const HEADROOM_SHARE = 0.1;
const MIN_HEADROOM = 50;

/**
 * The audiences' sizes shrink the reservation from the whole account to this run; of several, no one may be in two. The
 * headroom is for people who join an audience until LINE has filtered: `max` cuts at random, and under all-or-nothing it
 * would cancel the send.
 */
function roomFor(audiences: readonly Sized[]): number | null {
  if (audiences.length === 0 || audiences.some(({ size }) => size <= 0)) return null;
  return audiences.reduce((sum, { size }) => sum + size + headroom(size), 0);
}

const headroom = (size: number): number => Math.max(MIN_HEADROOM, Math.ceil(size * HEADROOM_SHARE));

interface Target {
  readonly audiences: readonly CheckedAudience[];
  readonly requestIds: readonly string[];
  readonly quota: CheckedQuota;
  readonly leftOut: LeftOut;
  readonly messages: readonly LineMessage[];
}

export const readyUpload = (uploads: readonly Upload[], purpose: UploadPurpose): Upload | undefined =>
  uploads.find((upload) => upload.purpose === purpose && upload.state === "ready");

/** Those that the message goes to. */
export const includedIn = (audiences: readonly CheckedAudience[], inputs: Inputs): readonly CheckedAudience[] =>
  audiences.filter(({ id }) => includedAudiences(inputs).includes(id));

/** Something has still to be uploaded, or LINE has not built it. */
export const uploadsMissing = ({ inputs, uploads }: Pick<Delivery, "inputs" | "uploads">): boolean =>
  uploadsWanted(inputs).some((purpose) => readyUpload(uploads, purpose) === undefined);

/** Null until all that has to be uploaded is ready at LINE. */
export function sendingRequest(
  delivery: Delivery,
  { audiences, requestIds, quota, leftOut, messages }: Target,
): Omit<Narrowcast, "preparedAt"> | null {
  const { inputs, uploads } = delivery;
  if (uploadsMissing(delivery)) return null;
  const enrolled = readyUpload(uploads, "enrolled");
  const included = includedIn(audiences, inputs);
  const target = targeting(inputs, {
    audiences: included,
    enrolled: enrolled ? { audienceId: enrolled.audienceId ?? "", ids: enrolled.ids } : null,
    suppressedAudienceId: readyUpload(uploads, "suppressed")?.audienceId ?? null,
    reachedRequestIds: requestIds,
    quota,
  });
  return {
    retryKey: retryKeyOf(delivery.id),
    body: narrowcastBody(target, messages),
    audienceName: included[0]?.name ?? null,
    reserved: target.limit.max ?? null,
    meantFor: meantFor(inputs),
    leftOut,
  };
}
