/** Support, privacy and terms: the operator's where it has published its own, otherwise texts that say what the software does. */
import { fill } from "../../i18n/wording.ts";
import type { ViewContext } from "../request/view-context.ts";
import { html, type VNode } from "../web/elements.ts";

export interface Facts {
  /** Where people ask for help; null where the operator has named no address. */
  readonly supportEmail: string | null;
  readonly retentionDays: number;
}

export function supportPage({ words }: ViewContext, { supportEmail }: Facts): VNode {
  const { support, delivery } = words;
  return html`<article class="document">
    <h1>${support.title}</h1>
    <p class="lead">${support.lead}</p>
    ${
      supportEmail === null
        ? html`<p class="said calm">${support.noAddress}</p>`
        : html`<p class="lead">${support.write} <a href=${`mailto:${supportEmail}`}>${supportEmail}</a></p>`
    }
    <p><a href="/help">${words.help.lead}</a></p>
    <p><a href="/help/setup">${support.guide}</a></p>
    ${sections(support.sections, { details: delivery.facts })}
  </article>`;
}

export const privacyPage = (context: ViewContext, facts: Facts): VNode => draft("privacy", context, facts);
export const termsPage = (context: ViewContext, facts: Facts): VNode => draft("terms", context, facts);

/** Says that it is the software's text, so that no one takes it for the operator's word. */
function draft(name: "privacy" | "terms", { words }: ViewContext, { retentionDays }: Facts): VNode {
  const { title, lead, sections: parts } = words[name];
  return html`<article class="document">
    <h1>${title}</h1>
    <p class="lead">${lead}</p>
    <p class="said calm">${words.draft[name]} <a href="/support">${words.draft.ask}</a></p>
    ${sections(parts, { days: String(retentionDays) })}
  </article>`;
}

const sections = (parts: Readonly<Record<string, Section>>, figures: Figures): VNode[] =>
  Object.values(parts).map((part) => section(part, figures));

type Figures = Readonly<Record<string, string>>;

interface Section {
  readonly title: string;
  readonly text?: readonly string[];
  readonly points?: readonly string[];
}

export const section = (
  { title, text = [], points = [] }: Section,
  figures: Figures,
  { id, figure }: { readonly id?: string; readonly figure?: VNode } = {},
): VNode =>
  html`<section class="card" id=${id}>
    <h2>${title}</h2>
    ${text.map((paragraph) => html`<p>${fill(paragraph, figures)}</p>`)}
    ${
      points.length > 0 &&
      html`<ul>
        ${points.map((point) => html`<li>${fill(point, figures)}</li>`)}
      </ul>`
    }
    ${figure}
  </section>`;
