/** The body of a narrowcast. https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-request-body */
import { AREA_CODES } from "../account/areas.ts";
import {
  boolean,
  both,
  byType,
  errorsOf,
  integer,
  isObject,
  list,
  object,
  oneOf,
  rule,
  string,
  type Check,
} from "../checks.ts";
import type { ErrorDetail } from "../line-error.ts";
import { messages } from "../messages/validate-messages.ts";
import type { DemographicTree, RecipientTree } from "../world.ts";

const MAX_RECIPIENT_OBJECTS = 10;
const MAX_DEMOGRAPHIC_OBJECTS = 10;

/** Exactly one of the three keys, and no empty array. */
function operator(branch: () => Check): Check {
  const each: Check = (value, property, errors) => branch()(value, property, errors);
  return both(
    object({ type: oneOf("operator") }, { and: list(each, 1, Infinity), or: list(each, 1, Infinity), not: each }),
    rule((fields) => {
      const keys = ["and", "or", "not"].filter((key) => fields[key] !== undefined);
      return keys.length === 1 ? undefined : { message: "Exactly one of and, or, not must be specified" };
    }),
  );
}

const RECIPIENTS: Record<RecipientTree["type"], Check> = {
  audience: object({ type: oneOf("audience"), audienceGroupId: integer(1) }),
  redelivery: object({ type: oneOf("redelivery"), requestId: string(1, 100) }),
  operator: operator(() => recipient),
};
const recipient: Check = byType(() => RECIPIENTS);

const ages = [15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70].map((age) => `age_${age}`);
const periods = [7, 30, 90, 180, 365].map((days) => `day_${days}`);

/** At least one bound, and the lower below the upper. */
function range(type: string, values: readonly string[]): Check {
  return both(
    object({ type: oneOf(type) }, { gte: oneOf(...values), lt: oneOf(...values) }),
    rule(({ gte, lt }) => {
      if (gte === undefined && lt === undefined) return { message: "gte or lt must be specified" };
      if (typeof gte !== "string" || typeof lt !== "string") return undefined;
      return values.indexOf(gte) < values.indexOf(lt) ? undefined : { message: "gte must be less than lt" };
    }),
  );
}

function choice(type: string, values: readonly string[]): Check {
  return object({ type: oneOf(type), oneOf: list(oneOf(...values), 1, Infinity) });
}

const DEMOGRAPHICS: Record<DemographicTree["type"], Check> = {
  gender: choice("gender", ["male", "female"]),
  appType: choice("appType", ["ios", "android"]),
  area: choice("area", AREA_CODES),
  age: range("age", ages),
  subscriptionPeriod: range("subscriptionPeriod", periods),
  operator: operator(() => demographic),
};
const demographic: Check = byType(() => DEMOGRAPHICS);

/** Objects that are no operators; those are neither counted nor limited. */
function atMostLeaves(most: number): Check {
  return (value, property, errors) => {
    if (leaves(value) > most) errors.push({ message: `Must not contain more than ${most} objects`, property });
  };
}

function leaves(tree: unknown): number {
  if (!isObject(tree)) return 0;
  if (tree["type"] !== "operator") return 1;
  const { and, or, not } = tree;
  const below = [and, or].flatMap((branch) => (Array.isArray(branch) ? branch : []));
  return [...below, not].reduce((total: number, branch) => total + leaves(branch), 0);
}

const narrowcast = object(
  { messages },
  {
    recipient: both(recipient, atMostLeaves(MAX_RECIPIENT_OBJECTS)),
    filter: object({}, { demographic: both(demographic, atMostLeaves(MAX_DEMOGRAPHIC_OBJECTS)) }),
    limit: object({}, { max: integer(1, 2 ** 31 - 1), upToRemainingQuota: boolean, forbidPartialDelivery: boolean }),
    notificationDisabled: boolean,
  },
);

export const narrowcastErrors = (body: unknown): ErrorDetail[] => errorsOf(narrowcast, body);

/** The validating route looks at messages only. */
export const messagesErrors = (body: unknown): ErrorDetail[] => errorsOf(object({ messages }), body);
