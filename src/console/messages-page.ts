/** The portal's saved messages, and a form for those that are one text. */
import { html } from "htm/preact";
import type { VNode } from "preact";
import { excerpt } from "../delivery/message.ts";
import type { SavedMessage } from "../ports/store.ts";
import { said } from "./elements.ts";
import type { Reader } from "./reader.ts";

export interface TextForm {
  /** The message that is changed; null for a new one. */
  readonly id: string | null;
  readonly name: string;
  readonly text: string;
  readonly problem: string | null;
}

export const EMPTY_FORM: TextForm = { id: null, name: "", text: "", problem: null };

/** What the form can change: one plain text. Null for everything richer. */
export function singleText({ messages }: SavedMessage): string | null {
  const [only, ...others] = messages;
  const plain =
    only !== undefined && others.length === 0 && Object.keys(only).every((key) => key === "type" || key === "text");
  return plain && typeof only["text"] === "string" ? only["text"] : null;
}

export function messagesPage(messages: readonly SavedMessage[], form: TextForm, reader: Reader): VNode {
  const { words } = reader;
  return html`<h1>${words.messages.title}</h1>
    ${messages.length === 0 && html`<p class="soft">${words.messages.none}</p>`}
    ${messages.map((message) => messageCard(message, reader))} ${textForm(form, reader)}`;
}

function messageCard(message: SavedMessage, { words }: Reader): VNode {
  const editable = singleText(message) !== null;
  return html`<section class="card">
    <h2>${message.name}</h2>
    <p class="message">${excerpt(message.messages, 300)}</p>
    ${!editable && html`<p class="soft">${words.messages.viaApi}</p>`}
    <div class="actions">
      ${editable && html`<a class="button quiet" href=${`/messages?edit=${message.id}`}>${words.messages.edit}</a>`}
      <form method="post" action=${`/messages/${message.id}/delete`}>
        <button class="quiet">${words.messages.remove}</button>
      </form>
    </div>
  </section>`;
}

function textForm({ id, name, text, problem }: TextForm, { words }: Reader): VNode {
  const { messages } = words;
  return html`<section class="card">
    <h2>${id === null ? messages.create : messages.change}</h2>
    ${said(problem)}
    <form method="post" action=${id === null ? "/messages" : `/messages/${id}`}>
      <label>${messages.name}<input name="name" value=${name} required maxlength="100" /></label>
      <label>${messages.text}<textarea name="text" rows="6" required maxlength="5000">${text}</textarea></label>
      <p class="soft">${messages.textHint}</p>
      <button>${messages.submit}</button>
      ${id !== null && html` <a href="/messages">${messages.stopEditing}</a>`}
    </form>
  </section>`;
}
