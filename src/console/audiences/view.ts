/** All audiences of a LINE Official Account: what they are, whether they can be sent to, who uses them. */
import { html } from "htm/preact";
import type { VNode } from "preact";
import { sizeIsHidden } from "../../delivery/numbers/hidden.ts";
import type { Answer } from "../../ports/answer.ts";
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
import { statusNotice } from "../web/elements.ts";
import type { ViewContext } from "../request/view-context.ts";

export interface AudiencesView {
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
    <p class="soft">${words.lead}</p>
    ${filters(view, context)}
    ${answer.kind === "ok" ? table(answer.value, view, context) : statusNotice(sentence(answer.finding, context.language))}`;
}

/** A plain form: the address of the page says what is shown. */
function filters({ channels, chosen, name }: AudiencesView, { words }: ViewContext): VNode {
  return html`<form class="filters card" method="get" action="/audiences">
    <label
      >${words.delivery.channel}<select name="channel">
        ${channels.map(
          (channel) => html`<option value=${channel.id} selected=${channel.id === chosen?.id}>${channel.name}</option>`,
        )}
      </select></label
    >
    <label>${words.audiences.filter}<input type="search" name="name" value=${name} maxlength="100" /></label>
    <button class="quiet">${words.audiences.find}</button>
  </form>`;
}

function table(all: readonly KnownAudience[], view: AudiencesView, context: ViewContext): VNode {
  const { words, language } = context;
  const { name } = view;
  const names = words.audiences;
  if (all.length === 0) return html`<p class="soft">${words.channels.noAudiences}</p>`;
  const shown = named(all, name);
  if (shown.length === 0) return html`<p class="soft">${names.none}</p>`;
  const figures = { count: shown.length, all: all.length };
  const heads = [names.name, names.type, names.status, names.minimum, names.expires, names.used];
  return html`<p class="soft">${say(shown.length === all.length ? names.count : names.shown, figures, language)}</p>
    <div class="scroll card">
      <table class="stack">
        <thead>
          <tr>
            ${heads.map((head) => html`<th scope="col">${head}</th>`)}
            <th scope="col" class="number">${names.size}</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map((audience) => row(audience, view, context))}
        </tbody>
      </table>
    </div>
    <p class="soft">${together([names.sizeHint, say(names.usedHint, { days: USED_DAYS }, language)], language)}</p>`;
}

function row(audience: KnownAudience, { chosen, workflowUrl }: AudiencesView, context: ViewContext): VNode {
  const { words, language } = context;
  const names = words.audiences;
  const timeZone = chosen?.timeZone ?? "UTC";
  const { name, status, exempt, expiresAt, warnings } = audience;
  return html`<tr>
    <td data-label=${names.name}>
      <span
        >${name}
        ${warnings.map((warning) => html`<br /><span class=${`warned ${warning}`}>${names.warnings[warning]}</span>`)}</span
      >
    </td>
    <td data-label=${names.type}>${kind(audience, context)}</td>
    <td data-label=${names.status}><span class=${`badge ${status}`}>${audienceStatus(status, language)}</span></td>
    <td data-label=${names.minimum}>${exempt ? names.exempt : names.applies}</td>
    <td data-label=${names.expires}>${expiresAt === null ? names.never : dateText(expiresAt, language, timeZone)}</td>
    <td data-label=${names.used}><span>${uses(audience.uses, workflowUrl, context)}</span></td>
    <td class="number" data-label=${names.size}>${sizeText(audience, context)}</td>
  </tr>`;
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
