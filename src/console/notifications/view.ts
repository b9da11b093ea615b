/** What a person hears about by e-mail, and what was sent lately. */
import { ALERT_KINDS } from "../../delivery/alerts/alerts.ts";
import { fill, languageOf, LANGUAGES, sentence, textsIn } from "../../i18n/wording.ts";
import { inPortal } from "../request/same-portal.ts";
import type { ViewContext } from "../request/view-context.ts";
import { checkbox, choice, html, instant, problemAbove, statusNotice, table } from "../web/elements.ts";
import type { Column, FieldProblem, VNode } from "../web/elements.ts";
import type { NotificationsView } from "./operations.ts";

export function notificationsPage(view: NotificationsView, problem: FieldProblem | null, context: ViewContext): VNode {
  const { alerts: words } = context.words;
  return html`<h1>${words.title}</h1>
    <p class="soft">${words.lead}</p>
    ${!view.mails && statusNotice(words.noMail, "calm")} ${problemAbove(problem, [])}
    <section class="card" id="choices">${choices(view, context)}</section>
    <section class="card" id="latest">
      <h2>${words.latest}</h2>
      <p class="soft">${view.latest.length === 0 ? words.latestNone : words.latestHint}</p>
      ${view.latest.length > 0 && table(columns(context), view.latest, { layout: "stack" })}
    </section>`;
}

function choices({ chosen, language, accountLanguage }: NotificationsView, context: ViewContext): VNode {
  const { words, session } = context;
  const { alerts } = words;
  const ofAccount = fill(alerts.ofAccount, { language: textsIn(languageOf(accountLanguage)).name });
  const languages = [["", ofAccount], ...LANGUAGES.map((tag) => [tag, textsIn(tag).name] as const)] as const;
  return html`<form method="post" action=${inPortal("/notifications", session)} data-keep="">
    <p>${fill(alerts.address, { email: session?.userEmail ?? "" })}</p>
    <fieldset class="choices">
      <legend>${alerts.about}</legend>
      ${ALERT_KINDS.map((kind) => checkbox("mail", kind, alerts.kinds[kind].name, chosen[kind]))}
    </fieldset>
    ${choice("language", alerts.language, language ?? "", languages)}
    <p><button>${alerts.save}</button></p>
  </form>`;
}

type Sent = NotificationsView["latest"][number];

function columns(context: ViewContext): readonly Column<Sent>[] {
  const { words, language } = context;
  const { alerts, settings } = words;
  return [
    [settings.when, ({ since }) => instant(since, context)],
    [alerts.to, ({ to }) => to ?? alerts.person],
    [
      settings.what,
      ({ alert: { kind, subject } }) =>
        kind === "connection_lost" || kind === "runs_refused"
          ? alerts.kinds[kind].name
          : html`<a href=${`/deliveries/${subject}`}>${alerts.kinds[kind].name}</a>`,
    ],
    [
      alerts.state,
      ({ state, finding }) =>
        html`<div>
          ${alerts.states[state]}${finding !== null && html`<p class="soft">${sentence(finding, language)}</p>`}
        </div>`,
    ],
  ];
}
