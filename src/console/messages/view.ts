/** A saved message with its form and its test sends, and the form of a new one. */
import { isCode } from "../../delivery/message/pasted.ts";
import { UTM_NAMES } from "../../delivery/message/links.ts";
import type { ChannelFacts, Tester } from "../../ports/store/channels.ts";
import { fill } from "../../i18n/wording.ts";
import { checkbox, html, statusNotice, type VNode } from "../web/elements.ts";
import { MORPH } from "../web/files.ts";
import { BUBBLES, NO_BUBBLE, type Bubble, type MessageForm } from "./form.ts";
import { duplicateLink } from "./list-view.ts";
import { removal, type Removal } from "./removal-view.ts";
import { MESSAGE_FORM, type Chat } from "./preview/chat.ts";
import { why } from "../web/help-link.ts";
import type { ViewContext } from "../request/view-context.ts";
import { allows } from "../request/rights.ts";
import { inPortal } from "../request/same-portal.ts";

/** A channel whose testers a message may be sent to. */
export interface TestGroup {
  readonly channel: ChannelFacts;
  readonly testers: readonly Tester[];
}

/** What became of the last request. */
export interface Notice {
  readonly sentence: string;
  readonly good: boolean;
}

export interface MessageView extends Removal {
  readonly form: MessageForm;
  readonly groups: readonly TestGroup[];
  readonly notice: Notice | null;
  readonly preview: Chat;
  /** Makes each sending of the test form, however often the button is pressed, one test. */
  readonly testKey: string;
}

export interface NewMessage {
  readonly form: MessageForm;
  /** Null before anything was written that can be shown. */
  readonly preview: Chat | null;
}

type Words = ViewContext["words"]["messages"];

export function newMessagePage({ form, preview }: NewMessage, context: ViewContext): VNode {
  const { messages: words } = context.words;
  return html`<h1>${words.create}</h1>
    <div class="compose">
      ${preview !== null && html`<section class="card" id="preview">${previewCard(preview, form, context)}</section>`}
      <section class="card" id="form">${messageForm(inPortal("/messages", context.session), form, context)}</section>
      ${
        preview === null &&
        html`<section class="card" id="preview">
          <h2>${context.words.preview.title}</h2>
          <p class="soft">${context.words.preview.empty}</p>
        </section>`
      }
    </div>
    <p><a class="button quiet" href="/messages">${words.all}</a></p>`;
}

export function messagePage(
  { message, form, groups, notice, preview, testKey, uses, workflowUrl }: MessageView,
  context: ViewContext,
): VNode {
  const { id, name } = message;
  const { words } = context;
  const mayEdit = allows(context, "editMessages");
  return html`<h1>${name}</h1>
    ${notice !== null && statusNotice(notice.sentence, notice.good ? "calm" : "")}
    <div class="compose">
      <section class="card" id="preview">${previewCard(preview, form, context)}</section>
      ${
        mayEdit &&
        html`<section class="card" id="form">
          <h2>${words.messages.change}</h2>
          ${messageForm(inPortal(`/messages/${id}`, context.session), form, context)}
        </section>`
      }
    </div>
    ${
      allows(context, "sendTests") &&
      html`<section class="card">
        <h2>${words.messages.test}</h2>
        ${testForms({ message, groups, testKey }, context)}
      </section>`
    }
    <div class="actions">
      <a class="button quiet" href="/messages">${words.messages.all}</a>
      ${mayEdit && duplicateLink(message, words.messages)}
    </div>
    ${mayEdit && removal({ message, uses, workflowUrl }, context)}`;
}

type Tests = Pick<MessageView, "message" | "groups" | "testKey">;

function testForms({ message, groups, testKey }: Tests, { words: { messages: words }, session }: ViewContext): VNode {
  const action = inPortal(`/messages/${message.id}/test`, session);
  const ready = groups.filter(({ testers }) => testers.length > 0);
  if (ready.length === 0) return html`<p class="soft">${words.noTesters} <a href="/channels">${words.channels}</a></p>`;
  return html`<p class="soft">${words.testHint}</p>
    ${ready.map((group) => testForm(action, group, testKey, words))}`;
}

function testForm(action: string, { channel, testers }: TestGroup, testKey: string, words: Words): VNode {
  return html`<form method="post" action=${action}>
    <input type="hidden" name="channelId" value=${channel.id} />
    <input type="hidden" name="testKey" value=${testKey} />
    <fieldset>
      <legend>${channel.name}</legend>
      ${testers.map((tester) => checkbox("testerIds", tester.id, tester.name, true))}
    </fieldset>
    <button>${words.sendTest}</button>
  </form>`;
}

function previewCard({ node }: Chat, { fault }: MessageForm, { words }: ViewContext): VNode {
  return html`<h2>${words.preview.title}</h2>
    ${fault !== null && html`<p>${words.preview.faultHint}</p>`} ${node}
    <p class="soft">${words.preview.hint}</p>`;
}

/** `data-keep`: the page's script asks before what is not saved is left behind, and shows the preview without leaving. */
export function messageForm(action: string, form: MessageForm, context: ViewContext): VNode {
  const { messages: words, preview } = context.words;
  const { name, utm, problem, wrongBubble } = form;
  return html`<script defer src=${MORPH}></script>
    ${wrongBubble === null && statusNotice(problem)}
    <form method="post" action=${action} id=${MESSAGE_FORM} data-keep=${context.formPage === null ? "" : "changed"}>
      <input name="version" value=${form.version} type="hidden" />
      <label>${words.name}<input name="name" value=${name} required maxlength="100" /></label>
      <p class="soft">${words.bubbleHint} ${words.textHint} ${why("tokens", context.words)}</p>
      ${BUBBLES.map((names, index) => bubble({ names, index }, form, words))}
      <details open=${UTM_NAMES.some((part) => utm[part] !== "")}>
        <summary>${words.utm}</summary>
        <p class="soft">${words.utmHint}</p>
        ${UTM_NAMES.map(
          (part) =>
            html`<label
              >${words.utmNames[part]}<input name=${`utm_${part}`} value=${utm[part]} maxlength="100"
            /></label>`,
        )}
      </details>
      <p class="actions">
        <button>${words.submit}</button>
        <button class="quiet" name="preview" value="1" formnovalidate>${preview.show}</button>
      </p>
    </form>`;
}

/** The first bubble is open; the others as far as they are used. A problem stands at the field that it is about. */
function bubble({ names, index }: { names: Bubble; index: number }, form: MessageForm, words: Words): VNode {
  const { content, notification } = form.bubbles[index] ?? NO_BUBBLE;
  const wrong = form.wrongBubble === index;
  const inNotification = wrong && IN_NOTIFICATION.test(form.fault ?? "");
  const label = fill(words.bubble, { number: String(index + 1) });
  const code = isCode(content);
  const notified = inNotification || notification !== "" || (code && NOTIFIED.test(content));
  const written = {
    name: names.content,
    value: content,
    label,
    named: index > 0,
    rows: code ? Math.min(18, Math.max(5, content.split("\n").length + 1)) : 5,
    ...(code && { classes: "code" }),
    problem: wrong && !inNotification ? form.problem : null,
  };
  const beside = {
    name: names.notification,
    value: notification,
    label: words.notification,
    hint: words.notificationHint,
    rows: 2,
    problem: inNotification ? form.problem : null,
  };
  const areas = html`${area(written)}
    <div data-notification-of=${names.content} hidden=${!notified}>${area(beside)}</div>`;
  if (index === 0) return areas;
  return html`<details open=${content !== "" || wrong}>
    <summary>${label}</summary>
    ${areas}
  </details>`;
}

/** Where LINE's message has it. */
const IN_NOTIFICATION = /^messages\[\d+\]\.altText$/;
/** Kinds of messages, and of Flex containers, that have one; `console.js` looks for the same. */
const NOTIFIED = /"(?:flex|bubble|carousel|template|imagemap)"/;

interface Area {
  readonly name: string;
  readonly value: string;
  readonly label: string;
  /** What it is in says the same above it. */
  readonly named?: boolean;
  readonly rows: number;
  readonly problem: string | null;
  readonly classes?: string;
  readonly hint?: string;
}

/** A browser leaves out the first line break inside a textarea, so there is one more. */
function area({ name, value, label, named = false, rows, problem, classes, hint }: Area): VNode {
  const described = [problem !== null && `${name}-problem`, hint !== undefined && `${name}-hint`].filter(Boolean);
  return html`${problem !== null && html`<div id=${`${name}-problem`}>${statusNotice(problem)}</div>`}
    <label
      >${!named && label}<textarea
        name=${name}
        aria-label=${named ? label : undefined}
        rows=${rows}
        class=${classes}
        spellcheck=${classes === undefined ? undefined : false}
        autofocus=${problem !== null}
        aria-invalid=${problem === null ? undefined : "true"}
        aria-describedby=${described.length === 0 ? undefined : described.join(" ")}
      >
${`\n${value}`}</textarea>
    </label>
    ${hint !== undefined && html`<p class="soft" id=${`${name}-hint`}>${hint}</p>`}`;
}
