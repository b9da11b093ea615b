/** What people ask about sends and their numbers, each answer with an anchor that the pages link to. */
import { labelInHubSpot } from "../../i18n/wording.ts";
import type { ViewContext } from "../request/view-context.ts";
import { HELP_FIGURES, helpLink, questionText, type Question } from "../web/help-link.ts";
import { html, type VNode } from "../web/elements.ts";
import { section } from "./legal-pages.ts";

export function answersPage(context: ViewContext): VNode {
  const { words } = context;
  const { help, guide, support } = words;
  const questions = Object.keys(help.questions) as Question[];
  const figures = { ...HELP_FIGURES, ...labelsOf(context) };
  return html`<article class="document">
    <h1>${help.title}</h1>
    <p class="lead">${help.lead}</p>
    <section class="card">
      <h2>${help.contents}</h2>
      <ul class="contents">
        ${questions.map((question) => html`<li>${helpLink(question, words)}</li>`)}
      </ul>
    </section>
    ${questions.map((question) => {
      const { text } = help.questions[question];
      return section({ title: questionText(question, words), text }, figures, { id: question });
    })}
    <p><a href="/help/setup">${guide.link}</a></p>
    <p><a href="/support">${support.title}</a></p>
  </article>`;
}

/** What pages and fields are called now, as in the setup guide. */
function labelsOf({ words: { nav, delivery }, language }: ViewContext) {
  const input = (name: "targetingMode" | "suppressionList" | "quotaPolicy" | "rehearsal") =>
    labelInHubSpot(({ inputs }) => inputs[name].label, language);
  return {
    settings: nav.settings,
    messages: nav.messages,
    hidden: delivery.states.hidden,
    technical: delivery.technical,
    requestId: delivery.requestId,
    targetingMode: input("targetingMode"),
    suppressionList: input("suppressionList"),
    quotaPolicy: input("quotaPolicy"),
    rehearsal: input("rehearsal"),
  };
}
