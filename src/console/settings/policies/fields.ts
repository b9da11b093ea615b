/** What an account requires before every send, as people write it, in a form and through the API. */
import Joi from "joi";
import { MAX_DAYS_BETWEEN_SENDS, type Policies } from "../../../delivery/lifecycle/policies.ts";
import { numberIn, WHOLE_NUMBER } from "../../web/fields.ts";

/** The largest that the database takes. */
const MAX_PEOPLE = 2_147_483_647;
const MAX_FACTOR = 1000;

/** What is left out stays as it is; null takes a limit away. */
export const POLICY_FIELDS = {
  alwaysApprove: Joi.boolean().strict(),
  approveAbove: WHOLE_NUMBER.min(1).max(MAX_PEOPLE).allow(null),
  approveAboveFactor: Joi.number().strict().min(1).max(MAX_FACTOR).allow(null),
  separateApprover: Joi.boolean().strict(),
  oneSendInDays: WHOLE_NUMBER.min(1).max(MAX_DAYS_BETWEEN_SENDS).allow(null),
} satisfies Readonly<Record<keyof Policies, Joi.Schema>>;

export const WRITTEN_POLICIES = Joi.object<Policies>(POLICY_FIELDS);

export type PolicyForm = Readonly<Record<keyof Policies, string>>;

export const POLICY_NAMES = Object.keys(POLICY_FIELDS) as (keyof Policies)[];

/** A box that is not ticked is not sent; an empty limit is none. */
export function meantByPolicies(form: PolicyForm): Record<keyof Policies, unknown> {
  const limit = (written: string) => (written === "" ? null : numberIn(written));
  return {
    alwaysApprove: form.alwaysApprove !== "",
    approveAbove: limit(form.approveAbove),
    approveAboveFactor: limit(form.approveAboveFactor),
    separateApprover: form.separateApprover !== "",
    oneSendInDays: limit(form.oneSendInDays),
  };
}

export function policyForm(policies: Policies): PolicyForm {
  const written = (value: boolean | number | null) => (value === null || value === false ? "" : String(value));
  return {
    alwaysApprove: written(policies.alwaysApprove),
    approveAbove: written(policies.approveAbove),
    approveAboveFactor: written(policies.approveAboveFactor),
    separateApprover: written(policies.separateApprover),
    oneSendInDays: written(policies.oneSendInDays),
  };
}
