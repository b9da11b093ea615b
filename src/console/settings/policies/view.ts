/** What an account requires before every send: a card of the Settings page. */
import { mayAsk, MAX_DAYS_BETWEEN_SENDS, type Policies } from "../../../delivery/lifecycle/policies.ts";
import type { Member } from "../../../ports/store/members.ts";
import {
  checkbox,
  field,
  html,
  problemAbove,
  statusNotice,
  type FieldProblem,
  type VNode,
} from "../../web/elements.ts";
import type { ViewContext } from "../../request/view-context.ts";
import { allows } from "../../request/rights.ts";
import { openedField, versionOf } from "../../web/opened.ts";
import { inPortal } from "../../request/same-portal.ts";
import { parsePolicyForm, POLICY_NAMES, policyForm, type PolicyForm } from "./fields.ts";

interface PoliciesView {
  readonly policies: Policies;
  readonly members: readonly Member[];
  readonly said: {
    readonly problem: FieldProblem;
    readonly written?: PolicyForm;
    readonly opened?: string | null;
  } | null;
}

export function policiesCard({ policies, members, said }: PoliciesView, context: ViewContext): VNode {
  const { settings: words } = context.words;
  const mayChange = allows(context, "changeSettings");
  const form = said?.written ?? policyForm(policies);
  const box = (name: "alwaysApprove" | "separateApprover") => checkbox(name, "on", words[name], form[name] !== "");
  const limit = (
    name: "approveAbove" | "approveAboveFactor" | "oneSendInDays",
    range: { step: number; max?: number },
  ) =>
    field(name, {
      ...range,
      type: "number",
      problem: said?.problem ?? null,
      min: 1,
      inputmode: "decimal",
      value: form[name],
      label: words[name],
      hint: words.policyHints[name],
    });
  return html`<section class="card" id="policies">
    <h2>${words.policies}</h2>
    <p class="soft">${words.policiesHint}</p>
    ${problemAbove(said?.problem ?? null, POLICY_NAMES)} ${statusNotice(warning(policies, members, context))}
    <form
      method="post"
      action=${inPortal("/settings/policies", context.session)}
      data-keep=${said === null ? "" : "changed"}
    >
      ${openedField(said?.opened ?? versionOf(parsePolicyForm(policyForm(policies))))}
      <fieldset class="plain" disabled=${!mayChange}>
        ${box("alwaysApprove")} ${limit("approveAbove", { step: 1 })} ${limit("approveAboveFactor", { step: 0.1 })}
        ${box("separateApprover")}
        <p class="soft">${words.policyHints.separateApprover}</p>
        ${limit("oneSendInDays", { max: MAX_DAYS_BETWEEN_SENDS, step: 1 })}
        ${mayChange && html`<p><button>${words.savePolicies}</button></p>`}
      </fieldset>
    </form>
  </section>`;
}

/** Where what is set would cancel every send that asks, because no one is there to answer. */
function warning(policies: Policies, members: readonly Member[], { words: { settings: words } }: ViewContext) {
  const approvers = members.filter(({ roles }) => roles.includes("approver")).length;
  if (mayAsk(policies) && approvers === 0) return words.noApprover;
  return policies.separateApprover && approvers === 1 ? words.oneApprover : null;
}
