/** All audiences of a LINE Official Account: what they are, whether they can be sent to, who uses them. */
import { sizeIsHidden } from "../../delivery/numbers/hidden.ts";
import type { Answer } from "../../delivery/answer.ts";
import type { AudienceUse, ChannelFacts } from "../../ports/store/channels.ts";
import {
  actionTexts,
  audiencePermission,
  audienceRoute,
  audienceStatus,
  audienceType,
  dateText,
  fill,
  numberText,
  say,
  sentence,
  together,
} from "../../i18n/wording.ts";
import { named, USED_DAYS, type KnownAudience } from "./audiences.ts";
import { choice, html, statusNotice, table, type Column, type VNode } from "../web/elements.ts";
import { helpLink } from "../web/help-link.ts";
import type { ViewContext } from "../request/view-context.ts";

interface AudiencesView {
  readonly channels: readonly ChannelFacts[];
  readonly chosen: ChannelFacts | null;
  /** What the names are to contain. */
  readonly name: string;
  /** Null where no channel is connected. */
  readonly answer: Answer<readonly KnownAudience[]> | null;
  readonly workflowUrl: (workflowId: string) => string;
}

export function audiencesPage(view: AudiencesView, context: ViewContext): VNode {
  const { audiences: words, channels: channelWords } = context.words;
  const { answer } = view;
  if (answer === null) {
    return html`<h1>${words.title}</h1>
      <p class="soft">${channelWords.none} <a href="/channels">${channelWords.connect}</a></p>`;
  }
  return html`<h1>${words.title}</h1>
    <p class="soft">${words.lead} ${helpLink("attributes", context.words)}</p>
    ${filters(view, context)}
    ${answer.kind === "ok" ? found(answer.value, view, context) : statusNotice(sentence(answer.finding, context.language))}`;
}

/** A plain form: the address of the page says what is shown. */
function filters({ channels, chosen, name }: AudiencesView, { words }: ViewContext): VNode {
  return html`<button class="quiet narrow" type="button" popovertarget="filters">${words.nav.filters}</button>
    <form class="filters card" id="filters" popover method="get" action="/audiences">
      ${choice(
        "channel",
        words.delivery.channel,
        chosen?.id ?? "",
        channels.map((channel) => [channel.id, channel.name]),
      )}
      <label>${words.audiences.filter}<input type="search" name="name" value=${name} maxlength="100" /></label>
      <button class="quiet">${words.audiences.find}</button>
    </form>`;
}

function found(all: readonly KnownAudience[], view: AudiencesView, context: ViewContext): VNode {
  const { words, language } = context;
  const { name } = view;
  const names = words.audiences;
  if (all.length === 0) return html`<p class="soft">${words.channels.noAudiences}</p>`;
  const shown = named(all, name);
  if (shown.length === 0) return html`<p class="soft">${names.none}</p>`;
  const figures = { count: shown.length, all: all.length };
  return html`<p class="soft">${say(shown.length === all.length ? names.count : names.shown, figures, language)}</p>
    ${table(columnsOf(view, context), shown, { frame: "scroll card", layout: "stack" })}
    <p class="soft">
      ${together([names.sizeHint, say(names.usedHint, { days: USED_DAYS }, language)], language)}${" "}
      ${helpLink("minimum", words)}
    </p>`;
}

function columnsOf({ chosen, workflowUrl }: AudiencesView, context: ViewContext): readonly Column<KnownAudience>[] {
  const { words, language } = context;
  const names = words.audiences;
  const timeZone = chosen?.timeZone ?? "UTC";
  return [
    [names.name, (audience) => nameAndWarnings(audience, context)],
    [names.type, (audience) => kind(audience, context)],
    [names.status, ({ status }) => html`<span class=${`badge ${status}`}>${audienceStatus(status, language)}</span>`],
    [names.minimum, ({ exempt }) => (exempt ? names.exempt : names.applies)],
    [names.expires, ({ expiresAt: at }) => (at === null ? names.never : dateText(at, language, timeZone))],
    [names.used, (audience) => html`<span>${uses(audience.uses, workflowUrl, context)}</span>`],
    [names.size, (audience) => sizeText(audience, context), "number"],
  ];
}

function nameAndWarnings({ name, warnings }: KnownAudience, { words }: ViewContext): VNode {
  const texts = words.audiences.warnings;
  return html`<span
    >${name}${warnings.map((warning) => html`<br /><span class=${`warned ${warning}`}>${texts[warning]}</span>`)}</span
  >`;
}

/** What it is, what it was made with and what may be done with it. */
function kind({ type, createRoute, permission }: KnownAudience, { language }: ViewContext): VNode {
  const origin = [
    createRoute === null ? null : audienceRoute(createRoute, language),
    permission === null ? null : audiencePermission(permission, language),
  ].filter((part) => part !== null);
  return html`<span
    >${audienceType(type, language)}${origin.length > 0 && html`<br /><span class="soft origin">${origin.join(" · ")}</span>`}</span
  >`;
}

/** A bare 0 for a hidden size would be a lie. */
function sizeText(audience: KnownAudience, { language }: ViewContext): string {
  return sizeIsHidden(audience) ? actionTexts(language).words.audienceHidden : numberText(audience.size, language);
}

const MAX_USES = 3;

/** The workflows whose action names the audience, then the newest deliveries that came of it. */
function uses(
  all: readonly AudienceUse[],
  workflowUrl: (id: string) => string,
  { words, language }: ViewContext,
): VNode {
  const names = words.audiences;
  if (all.length === 0) return html`<span class="soft">${say(names.unused, { days: USED_DAYS }, language)}</span>`;
  const workflows = [...new Set(all.flatMap(({ workflowIds }) => workflowIds))];
  const rest = all.length - MAX_USES;
  return html`${workflows.map((id) => html`<a href=${workflowUrl(id)}>${fill(names.workflow, { id })}</a><br />`)}${all
    .slice(0, MAX_USES)
    .map(
      ({ deliveryId, listName, excluded }) =>
        html`<a class="soft" href=${`/deliveries/${deliveryId}`}
            >${fill(excluded ? names.leftOut : names.delivery, { list: listName })}</a
          ><br />`,
    )}${rest > 0 && say(names.more, { count: rest }, language)}`;
}
