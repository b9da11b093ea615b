/** The way to the first delivery: what is done, and where the next step is. */
import { labelInHubSpot, fill } from "../../i18n/wording.ts";
import { html, type VNode } from "../web/elements.ts";
import type { Live } from "../web/live-region.ts";
import type { ViewContext } from "../request/view-context.ts";
import type { Overview } from "./overview.ts";

export interface HomeView {
  readonly overview: Overview;
  readonly live: Live | null;
  readonly workflowsUrl: string;
}

interface Step {
  readonly title: string;
  readonly text: string;
  readonly done: boolean;
  readonly label: string;
  readonly href: string;
}

export function checklist({ overview, workflowsUrl }: HomeView, context: ViewContext): VNode {
  const { words, language, session } = context;
  const { steps: names } = words.home;
  const action = labelInHubSpot(({ action: { actionName } }) => actionName, language);
  // Only a workflow that has the step can have been refused.
  const hasRun = (session?.workflowsNotStarted ?? 0) > 0;
  const steps: readonly Step[] = [
    { ...names.connect, done: overview.accounts.length > 0, href: "/channels" },
    { ...names.add, text: fill(names.add.text, { action }), done: hasRun, href: workflowsUrl },
    { ...names.run, done: false, href: workflowsUrl },
  ];
  const now = steps.findIndex(({ done }) => !done);
  return html`<section class="card" id="start">
    <h2>${names.title}</h2>
    <ol class="needs">
      ${steps.map(
        ({ title, text, done, href, label }, index) =>
          html`<li class=${done ? "done" : undefined}>
            <div>
              <p><strong>${title}</strong>${done && html` <span class="badge delivered">${names.done}</span>`}</p>
              ${!done && html`<p class="soft">${text}</p>`}
            </div>
            ${!done && html`<a class=${index === now ? "button" : "button quiet"} href=${href}>${label}</a>`}
          </li>`,
      )}
    </ol>
    <p><a href="/help/setup">${words.guide.link}</a></p>
  </section>`;
}
