/** What an account requires before every send, as people write it, in a form and through the API. */
import Joi from "joi";
import { MAX_DAYS_BETWEEN_SENDS, type Policies } from "../../../delivery/lifecycle/policies.ts";
import { numberIn, WHOLE_NUMBER } from "../../web/fields.ts";
import { orNull, partial } from "../../web/schemas.ts";

/** The largest that the database takes. */
const MAX_PEOPLE = 2_147_483_647;
const MAX_FACTOR = 1000;

/** What is left out stays as it is; null takes a limit away. */
export const POLICY_FIELDS = {
  alwaysApprove: Joi.boolean().strict().description("A person approves every send"),
  approveAbove: orNull(WHOLE_NUMBER.min(1).max(MAX_PEOPLE)).description(
    "A person approves where more people than this may receive the message, or where that is not known; null for no limit",
  ),
  approveAboveFactor: orNull(Joi.number().strict().min(1).max(MAX_FACTOR)).description(
    "Where only enrolled contacts receive it: a person approves where more people may receive the message than so many times the contacts; null for no limit",
  ),
  separateApprover: Joi.boolean().strict().description("Who last changed a saved message does not approve its send"),
  oneSendInDays: orNull(WHOLE_NUMBER.min(1).max(MAX_DAYS_BETWEEN_SENDS)).description(
    "People to whom an account has sent within so many days are left out of its next send; a person approves where LINE cannot leave out all of them; null for no limit",
  ),
} satisfies Readonly<Record<keyof Policies, Joi.Schema>>;

export const WRITTEN_POLICIES = partial(POLICY_FIELDS);

export type PolicyForm = Readonly<Record<keyof Policies, string>>;

export const POLICY_NAMES = Object.keys(POLICY_FIELDS) as (keyof Policies)[];

/** A box that is not ticked is not sent; an empty limit is none. */
export const parsePolicyForm = (form: PolicyForm): Record<keyof Policies, unknown> =>
  policiesBy((name) => {
    const written = form[name];
    return POLICY_FIELDS[name].type === "boolean" ? written !== "" : written === "" ? null : numberIn(written);
  });

export const policyForm = (policies: Policies): PolicyForm =>
  policiesBy((name) => {
    const value = policies[name];
    return value === null || value === false ? "" : String(value);
  });

const policiesBy = <T>(valueOf: (name: keyof Policies) => T) =>
  Object.fromEntries(POLICY_NAMES.map((name) => [name, valueOf(name)])) as Record<keyof Policies, T>;
