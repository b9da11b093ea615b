/** Runs that were refused before there was a delivery: why, in which workflow, when, and how many contacts. */
import type { NotStartedEntry, NotStartedPage } from "../../ports/store/enrollments.ts";
import { fill, numberText, say, sentence, title } from "../../i18n/wording.ts";
import { html, instant, statusNotice, table, type Column, type VNode } from "../web/elements.ts";
import { helpLink, questionOf } from "../web/help-link.ts";
import type { ViewContext } from "../request/view-context.ts";

interface NotStartedView {
  readonly page: NotStartedPage;
  /** Not the first page. */
  readonly older: boolean;
  readonly keptDays: number;
  readonly workflowUrl: (workflowId: string) => string;
  /** What is wrong with the address; null when nothing is. */
  readonly problem: string | null;
}

export function notStartedPage(view: NotStartedView, context: ViewContext): VNode {
  const { page, older, keptDays, problem } = view;
  const { notStarted: words } = context.words;
  return html`<h1>${words.title}</h1>
    <p class="soft">${words.lead}</p>
    ${statusNotice(problem)}
    ${page.entries.length === 0 ? none(context) : table(columnsOf(view, context), page.entries, { frame: "scroll card", layout: "stack" })}
    <p class="actions">
      ${older && html`<a href="/not-started">${words.newest}</a>`}
      ${
        page.next !== null &&
        html`<a href=${`/not-started?${new URLSearchParams({ before: page.next }).toString()}`}>${words.older}</a>`
      }
    </p>
    <p class="soft">${say(words.kept, { days: keptDays }, context.language)}</p>`;
}

const none = ({ words: { notStarted: words } }: ViewContext): VNode =>
  html`<section class="notice">
    <p><strong>${words.none}</strong></p>
    <p class="soft">${words.noneHint}</p>
  </section>`;

function columnsOf({ workflowUrl }: NotStartedView, context: ViewContext): readonly Column<NotStartedEntry>[] {
  const { words, language } = context;
  const names = words.notStarted;
  return [
    [
      names.reason,
      ({ finding }) => {
        const asked = questionOf(finding.code);
        return html`<div class="reason">
          <strong>${title(finding.code, language)}</strong>
          <p class="soft">${sentence(finding, language)}</p>
          ${asked !== null && html`<p>${helpLink(asked, words)}</p>`}
        </div>`;
      },
    ],
    [
      names.workflow,
      ({ workflowId: id }) =>
        id === null ? names.unnamed : html`<a href=${workflowUrl(id)}>${fill(words.audiences.workflow, { id })}</a>`,
    ],
    [names.first, ({ firstAt }) => instant(firstAt, context)],
    [names.last, ({ lastAt }) => instant(lastAt, context)],
    [names.contacts, ({ executions }) => numberText(executions, language), "number"],
  ];
}
