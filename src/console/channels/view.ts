/** The portal's LINE Official Accounts with quota and health, and the form that connects one. */
import type { ChannelFacts, Tester } from "../../ports/store/channels.ts";
import { channelHealth, type ChannelState } from "./health.ts";
import {
  field,
  html,
  instant,
  problemAbove,
  sentenceWith,
  statusNotice,
  type FieldProblem,
  type VNode,
} from "../web/elements.ts";
import type { ViewContext } from "../request/view-context.ts";
import { allows } from "../request/rights.ts";
import { openedField, versionOf } from "../web/opened.ts";
import { inPortal } from "../request/same-portal.ts";
import { zoneField, zoneList } from "../web/time-zones.ts";

interface ChannelCard extends ChannelState {
  readonly testers: readonly Tester[];
  /** True right after it was verified. */
  readonly verified: boolean;
}

/** Why a form was not carried out, and what was written into it; a secret is never shown again. */
export interface FormProblem extends FieldProblem {
  readonly form: "connect" | "settings" | "testers" | "verify";
  /** On whose card the form is; empty for the one that connects an account. */
  readonly channelId: string;
  readonly written: Readonly<Record<string, string>>;
}

export function channelsPage(
  channels: readonly ChannelCard[],
  problem: FormProblem | null,
  context: ViewContext,
): VNode {
  const { words } = context;
  return html`<h1>${words.channels.title}</h1>
    ${
      channels.length === 0 &&
      html`<p class="soft">${words.channels.none} <a href="/help/setup#connect">${words.guide.link}</a></p>`
    }
    ${channels.map((card) => channelCard(card, problem?.channelId === card.channel.id ? problem : null, context))}
    ${channels.length > 0 && allows(context, "changeChannels") && zoneList()}
    ${allows(context, "connectChannels") && connectForm(problem?.form === "connect" ? problem : null, context)}`;
}

function channelCard(card: ChannelCard, problem: FormProblem | null, context: ViewContext): VNode {
  const { words } = context;
  const { channel, testers } = card;
  const settings = problem?.form === "settings" ? problem : null;
  const people = problem?.form === "testers" ? problem : null;
  const connected = sentenceWith(words.channels.connectedAt, { time: instant(channel.connectedAt, context) });
  return html`<section class="card">
    <h2>${channel.name}</h2>
    <p class="soft">${channel.displayName} · ${channel.basicId} · ${connected}</p>
    ${statusNotice(problem?.form === "verify" ? problem.sentence : null)}
    ${statusNotice(card.verified ? words.health.verified : null, "calm")} ${channelHealth(card, context)}
    <p><a href=${`/audiences?channel=${channel.id}`}>${words.channels.audiences}</a></p>
    ${
      allows(context, "changeChannels") &&
      html`<details open=${settings !== null}>
        <summary>${words.channels.settings}</summary>
        ${settingsForm(channel, settings, context)}
      </details>`
    }
    <details open=${people !== null}>
      <summary>${words.channels.testers}</summary>
      ${testerForms(channel, testers, people, context)}
    </details>
  </section>`;
}

const named = (label: string, value: string, problem: FieldProblem | null): VNode =>
  field("name", { label, value, problem, required: true, maxlength: "100" });

/** What the form of its settings shows. */
export const shownOf = ({ name, timeZone, quotaFloor }: ChannelFacts) => ({ name, timeZone, quotaFloor });

function settingsForm(channel: ChannelFacts, problem: FormProblem | null, context: ViewContext): VNode {
  const { channels } = context.words;
  const written = problem?.written ?? {};
  const { name = channel.name, timeZone = channel.timeZone, quotaFloor = String(channel.quotaFloor) } = written;
  const { version = versionOf(shownOf(channel)) } = written;
  const floor = { label: channels.quotaFloor, type: "number", min: "0", step: "1", value: quotaFloor };
  return html`${problemAbove(problem, ["name", "timeZone", "quotaFloor"])}
    <form method="post" action=${inPortal(`/channels/${channel.id}`, context.session)}>
      ${openedField(version)} ${named(channels.name, name, problem)} ${zoneField(channels.timeZone, timeZone, problem)}
      ${field("quotaFloor", { ...floor, problem })}
      <p class="soft">${channels.quotaFloorHint}</p>
      <button>${channels.save}</button>
    </form>`;
}

function testerForms(
  { id }: ChannelFacts,
  testers: readonly Tester[],
  problem: FormProblem | null,
  context: ViewContext,
): VNode {
  const { channels } = context.words;
  const mayChoose = allows(context, "chooseTesters");
  const { name = "", lineUserId = "" } = problem?.written ?? {};
  const person = { label: channels.lineUserId, value: lineUserId, maxlength: "33", autocomplete: "off" };
  return html`<p class="soft">${channels.testersHint}</p>
    ${testers.length === 0 && html`<p class="soft">${channels.noTesters}</p>`}
    ${testers.map((tester) => {
      const who = html`<span>${tester.name} <code>${tester.lineUserId}</code></span>`;
      if (!mayChoose) return html`<p>${who}</p>`;
      return html`<form class="row" method="post" action=${inPortal(`/testers/${tester.id}/delete`, context.session)}>
        ${who} <button class="quiet">${channels.removeTester}</button>
      </form>`;
    })}
    ${
      mayChoose &&
      html`${problemAbove(problem, ["name", "lineUserId"])}
        <form method="post" action=${inPortal(`/channels/${id}/testers`, context.session)}>
          ${named(channels.testerName, name, problem)} ${field("lineUserId", { ...person, problem, required: true })}
          <button>${channels.addTester}</button>
        </form>`
    }`;
}

/** Where both values are shown: https://developers.line.biz/en/docs/messaging-api/getting-started/ */
const FOUND_AT = { console: "https://developers.line.biz/console/", manager: "https://manager.line.biz/" } as const;

function connectForm(problem: FormProblem | null, { words, session }: ViewContext): VNode {
  const { channels } = words;
  const { name = "", channelId = "" } = problem?.written ?? {};
  const fields = {
    name: { value: name, maxlength: "100" },
    channelId: { value: channelId, inputmode: "numeric", minlength: "10", maxlength: "10" },
    channelSecret: { type: "password", autocomplete: "off", minlength: "32", maxlength: "32" },
  };
  const product = (one: keyof typeof FOUND_AT) =>
    html`<a href=${FOUND_AT[one]} target="_blank" rel="noreferrer">${channels.products[one]}</a>`;
  return html`<section class="card" id="connect">
    <h2>${channels.connect}</h2>
    <p class="soft">
      ${sentenceWith(channels.connectHint, { console: product("console"), manager: product("manager") })}
    </p>
    ${problemAbove(problem, Object.keys(fields))}
    <form method="post" action=${inPortal("/channels", session)}>
      ${(["name", "channelId", "channelSecret"] as const).map((one) =>
        field(one, { label: channels[one], problem, required: true, ...fields[one] }),
      )}
      <button>${channels.submit}</button>
    </form>
  </section>`;
}
