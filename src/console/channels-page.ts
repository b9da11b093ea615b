/** The portal's LINE Official Accounts with their audiences, and the form that connects one. */
import { html } from "htm/preact";
import type { VNode } from "preact";
import type { Answer } from "../ports/answer.ts";
import type { Audience } from "../ports/line.ts";
import type { ChannelFacts } from "../ports/store.ts";
import { actionTexts, audienceStatus, numberText, sentence } from "../wording/wording.ts";
import { instant, said } from "./elements.ts";
import type { Reader } from "./reader.ts";

export interface ChannelWithAudiences {
  readonly channel: ChannelFacts;
  readonly audiences: Answer<readonly Audience[]>;
}

export interface ChannelForm {
  readonly name: string;
  readonly channelId: string;
  /** Why it was not connected; null at first sight. The secret is never shown again. */
  readonly problem: string | null;
}

export function channelsPage(channels: readonly ChannelWithAudiences[], form: ChannelForm, reader: Reader): VNode {
  const { words } = reader;
  return html`<h1>${words.channels.title}</h1>
    ${channels.length === 0 && html`<p class="soft">${words.channels.none}</p>`}
    ${channels.map((channel) => channelCard(channel, reader))} ${connectForm(form, reader)}`;
}

function channelCard({ channel, audiences }: ChannelWithAudiences, reader: Reader): VNode {
  const { words, language } = reader;
  const [before, after] = words.channels.connectedAt.split("{time}");
  return html`<section class="card">
    <h2>${channel.name}</h2>
    <p class="soft">
      ${channel.displayName} · ${channel.basicId} · ${before}${instant(channel.connectedAt, language)}${after}
    </p>
    ${audiences.kind === "ok" ? audienceTable(audiences.value, reader) : said(sentence(audiences.finding, language))}
  </section>`;
}

function audienceTable(audiences: readonly Audience[], { words, language }: Reader): VNode {
  if (audiences.length === 0) return html`<p class="soft">${words.channels.noAudiences}</p>`;
  const hidden = actionTexts(language).words.audienceHidden;
  const size = ({ size: people, sizeIsExact }: Audience) =>
    people === 0 && !sizeIsExact ? hidden : numberText(people, language);
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">${words.channels.audience}</th>
          <th scope="col">${words.channels.status}</th>
          <th scope="col" class="number">${words.channels.size}</th>
        </tr>
      </thead>
      <tbody>
        ${audiences.map(
          (audience) =>
            html`<tr>
              <td>
                ${audience.name} <span class="soft">${audience.type}</span>
                ${audience.exempt && html`<span class="soft"> · ${words.channels.exempt}</span>`}
              </td>
              <td><span class=${`badge ${audience.status}`}>${audienceStatus(audience.status, language)}</span></td>
              <td class="number">${size(audience)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function connectForm({ name, channelId, problem }: ChannelForm, { words }: Reader): VNode {
  const { channels } = words;
  return html`<section class="card">
    <h2>${channels.connect}</h2>
    <p class="soft">${channels.connectHint}</p>
    ${said(problem)}
    <form method="post" action="/channels">
      <label>${channels.name}<input name="name" value=${name} required maxlength="100" /></label>
      <label>${channels.channelId}<input name="channelId" value=${channelId} required inputmode="numeric" /></label>
      <label>${channels.channelSecret}<input name="channelSecret" type="password" required autocomplete="off" /></label>
      <button>${channels.submit}</button>
    </form>
  </section>`;
}
