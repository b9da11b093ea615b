/** Small pieces that several pages share, and what every page is written in. */
import { html } from "htm/preact";
import type { ComponentChildren, VNode } from "preact";
import type { Delivery } from "../../delivery/delivery.ts";
import { outcomeOf } from "../../delivery/delivery.ts";
import { dateTimeText, outcomeName, phaseName, title, type Language } from "../../i18n/wording.ts";
import type { ViewContext } from "../request/view-context.ts";

export { html, type ComponentChildren, type VNode };

/** In the portal's time zone; on pointing at it, in UTC. */
export function instant(
  at: number | null | undefined,
  { language, timeZone }: Pick<ViewContext, "language" | "timeZone">,
) {
  if (at == null) return "–";
  const utc = new Date(at).toISOString();
  return html`<time datetime=${utc} title=${utc}>${dateTimeText(at, language, timeZone)}</time>`;
}

/** A sentence with elements in the places that its words name, such as `{time}`. */
export const sentenceWith = (words: string, elements: Readonly<Record<string, ComponentChildren>>): VNode =>
  html`${words.split(/\{(\w+)\}/).map((part, index) => (index % 2 === 0 ? part : elements[part]))}`;

/** The outcome where there is one, otherwise where the delivery stands. */
export function badge(delivery: Delivery, language: Language): VNode {
  const outcome = outcomeOf(delivery);
  const { state } = delivery;
  if (outcome !== null)
    return html`<span class=${`badge ${outcome.kind}`}>${outcomeName(outcome.kind, language)}</span>`;
  const wait = state.phase === "sealed" || state.phase === "preparing" ? state.wait : null;
  if (wait !== null) return html`<span class="badge waiting">${title(wait.finding.code, language)}</span>`;
  return html`<span class="badge open">${phaseName(state.phase, language)}</span>`;
}

export type Column<Row> = readonly [name: string, cell: (row: Row) => ComponentChildren, kind?: "number"];

interface TableStyle {
  readonly id?: string;
  readonly frame?: "scroll" | "scroll card";
  /** A phone shows each row as a card whose cells name their columns. */
  readonly layout?: "stack";
}

export function table<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { id, frame = "scroll", layout }: TableStyle = {},
): VNode {
  return html`<div class=${frame}>
    <table id=${id} class=${layout}>
      <thead>
        <tr>
          ${columns.map(([name, , kind]) => html`<th scope="col" class=${kind}>${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${columns.map(([name, cell, kind]) => html`<td class=${kind} data-label=${name}>${cell(row)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** A warning that the last request left behind. */
export const statusNotice = (sentence: string | null, tone: "" | "calm" = ""): VNode | null =>
  sentence === null ? null : html`<p class=${`said ${tone}`} role="status">${sentence}</p>`;

export type Option = readonly [value: string, text: string];

export const choice = (name: string, label: string, chosen: string, options: readonly Option[]): VNode =>
  html`<label
    >${label}<select name=${name}>
      ${options.map(([value, text]) => html`<option value=${value} selected=${value === chosen}>${text}</option>`)}
    </select></label
  >`;

export const checkbox = (name: string, value: string, label: string, checked: boolean): VNode =>
  html`<label class="choice"><input type="checkbox" name=${name} value=${value} checked=${checked} />${label}</label>`;

/** What is wrong with what was written, and the field that it is about; null when it is about the whole. */
export interface FieldProblem {
  readonly field: string | null;
  readonly sentence: string;
}

interface Field {
  readonly label: string;
  readonly problem: FieldProblem | null;
  readonly hint?: string;
  readonly [attribute: string]: unknown;
}

/** A field of a form. A problem stands above it, marks it, and takes the focus there. */
export function field(name: string, { label, problem, hint, ...attributes }: Field): VNode {
  const wrong = problem?.field === name ? problem.sentence : null;
  const ids = [wrong !== null && `${name}-problem`, hint !== undefined && `${name}-hint`].filter(Boolean);
  const described = ids.length === 0 ? undefined : ids.join(" ");
  const marks = wrong === null ? {} : { "aria-invalid": "true", autofocus: true };
  return html`${wrong !== null && html`<div id=${`${name}-problem`}>${statusNotice(wrong)}</div>`}
    <label>${label}<input name=${name} ...${attributes} ...${marks} aria-describedby=${described} /></label>
    ${hint !== undefined && html`<p class="hint" id=${`${name}-hint`}>${hint}</p>`}`;
}

/** Above a form: what is wrong, unless one of its fields says so. */
export const problemAbove = (problem: FieldProblem | null, fields: readonly string[]): VNode | null =>
  problem === null || fields.some((name) => name === problem.field) ? null : statusNotice(problem.sentence);
