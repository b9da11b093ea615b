/**
 * Inputs → LINE's recipient, filter and limit.
 * https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message
 */
import type { Attributes, Inputs } from "./inputs.ts";
import type { LineMessage } from "./message.ts";

/** What is known about the audience when the request is made; LINE says 0 for "fewer than 20" unless exact. */
export interface AudienceSize {
  readonly id: string;
  readonly size: number;
  readonly sizeIsExact: boolean;
}

interface Between {
  readonly gte?: string;
  readonly lt?: string;
}

export type DemographicFilter =
  | { readonly type: "gender" | "appType" | "area"; readonly oneOf: readonly string[] }
  | ({ readonly type: "age" | "subscriptionPeriod" } & Between)
  | { readonly type: "operator"; readonly and: readonly DemographicFilter[] };

export interface Limit {
  readonly max?: number;
  readonly upToRemainingQuota: boolean;
  readonly forbidPartialDelivery?: boolean;
}

export interface Targeting {
  readonly recipient?: { readonly type: "audience"; readonly audienceGroupId: number };
  readonly filter?: { readonly demographic: DemographicFilter };
  readonly limit: Limit;
  readonly notificationDisabled?: true;
}

export function targeting(inputs: Inputs, audience: AudienceSize | null): Targeting {
  const demographic = demographicFilter(inputs.attributes);
  return {
    // Action inputs accept only ids that a JSON number carries exactly.
    ...(inputs.audienceId && { recipient: { type: "audience", audienceGroupId: Number(inputs.audienceId) } }),
    ...(demographic && { filter: { demographic } }),
    limit: limitOf(inputs, audience),
    ...(inputs.silent && { notificationDisabled: true }),
  };
}

/** The request's exact JSON text, stored before the first attempt and repeated as it is. */
export function narrowcastBody(
  inputs: Inputs,
  audience: AudienceSize | null,
  messages: readonly LineMessage[],
): string {
  return JSON.stringify({ messages, ...targeting(inputs, audience) });
}

function demographicFilter(attributes: Attributes): DemographicFilter | null {
  const { genders, ageFrom, ageBelow, os, areas, friendDaysFrom, friendDaysBelow } = attributes;
  const conditions: readonly DemographicFilter[] = [
    ...oneOf("gender", genders),
    ...between("age", "age", ageFrom, ageBelow),
    ...oneOf("appType", os),
    ...oneOf("area", areas),
    ...between("subscriptionPeriod", "day", friendDaysFrom, friendDaysBelow),
  ];
  const [first, ...others] = conditions;
  if (first === undefined) return null;
  return others.length === 0 ? first : { type: "operator", and: conditions };
}

function oneOf(type: "gender" | "appType" | "area", values: readonly string[]): readonly DemographicFilter[] {
  return values.length === 0 ? [] : [{ type, oneOf: values }];
}

/** LINE's bounds: `gte` is included, `lt` is not. */
function between(
  type: "age" | "subscriptionPeriod",
  unit: "age" | "day",
  from: number | null,
  below: number | null,
): readonly DemographicFilter[] {
  if (from === null && below === null) return [];
  const gte = from !== null && { gte: `${unit}_${from}` };
  const lt = below !== null && { lt: `${unit}_${below}` };
  return [{ type, ...gte, ...lt }];
}

/**
 * Without a limit LINE reserves quota for every friend of the account while it sends, and other sends fail meanwhile.
 * `upToRemainingQuota` also turns "not enough quota for all friends" from an error into LINE's own decision.
 * https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message-cautions
 */
function limitOf({ quotaPolicy, maxRecipients }: Inputs, audience: AudienceSize | null): Limit {
  const max = smallest(roomFor(audience), maxRecipients);
  return {
    ...(max !== null && { max }),
    upToRemainingQuota: true,
    ...(quotaPolicy === "all_or_nothing" && { forbidPartialDelivery: true }),
  };
}

const HEADROOM_SHARE = 0.1;
const LEAST_HEADROOM = 50;

/**
 * The audience's size shrinks the reservation from the whole account to this run. The headroom is for people who join
 * the audience until LINE has filtered: `max` cuts at random, and under all-or-nothing it would cancel the send.
 */
function roomFor(audience: AudienceSize | null): number | null {
  if (audience === null || audience.size <= 0) return null;
  return audience.size + Math.max(LEAST_HEADROOM, Math.ceil(audience.size * HEADROOM_SHARE));
}

function smallest(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}
