/** The portal's saved messages, and those that were deleted lately. */
import { excerpt } from "../../delivery/message/message.ts";
import type { DeletedMessage, SavedMessage } from "../../ports/store/saved-messages.ts";
import { fill } from "../../i18n/wording.ts";
import { html, instant, sentenceWith, statusNotice, type VNode } from "../web/elements.ts";
import type { ViewContext } from "../request/view-context.ts";
import { allows } from "../request/rights.ts";
import { inPortal } from "../request/same-portal.ts";

export interface MessageList {
  readonly messages: readonly SavedMessage[];
  readonly deleted: readonly DeletedMessage[];
  /** What has just been deleted: it is offered to be brought back. */
  readonly justDeleted: DeletedMessage | null;
  /** Why one was not brought back. */
  readonly problem: string | null;
}

export function messagesPage({ messages, deleted, justDeleted, problem }: MessageList, context: ViewContext): VNode {
  const { words } = context;
  const mayEdit = allows(context, "editMessages");
  return html`${mayEdit && justDeleted !== null && undoNotice(justDeleted, context)} ${statusNotice(problem)}
    <h1>${words.messages.title}</h1>
    ${mayEdit && html`<p><a class="button" href="/messages/new">${words.messages.create}</a></p>`}
    ${
      messages.length === 0 &&
      html`<p class="soft">${words.messages.none} <a href="/help/setup#message">${words.guide.link}</a></p>`
    }
    ${messages.map((message) => messageCard(message, mayEdit, context))}
    ${mayEdit && deleted.length > 0 && deletedMessages(deleted, context)}`;
}

function undoNotice({ id, name }: DeletedMessage, { words: { messages: words }, session }: ViewContext): VNode {
  return html`<div class="said calm" role="status">
    <form class="row" method="post" action=${inPortal(`/messages/${id}/restore`, session)}>
      <span>${fill(words.removed, { name })}</span> <button class="quiet">${words.undo}</button>
    </form>
  </div>`;
}

function messageCard(message: SavedMessage, mayEdit: boolean, { words: { messages: words } }: ViewContext): VNode {
  const { id, name, messages, utm } = message;
  return html`<section class="card">
    <h2><a href=${`/messages/${id}`}>${name}</a></h2>
    <p class="message">${excerpt(messages, 300)}</p>
    <p class="soft">${kindsOf(message, words)}${utm !== null && ` · ${words.utm}`}</p>
    ${
      mayEdit &&
      html`<p class="actions">
        <a class="button quiet" href=${`/messages/${id}`} aria-label=${`${words.edit}: ${name}`}>${words.edit}</a>
        ${duplicateLink(message, words)}
      </p>`
    }
  </section>`;
}

export const duplicateLink = (
  { id, name }: Pick<SavedMessage, "id" | "name">,
  { duplicate }: ViewContext["words"]["messages"],
): VNode =>
  html`<a class="button quiet" href=${`/messages/new?from=${id}`} aria-label=${`${duplicate}: ${name}`}
    >${duplicate}</a
  >`;

/** `Text · Image`; a kind that LINE has added since is shown as LINE calls it. */
function kindsOf({ messages }: SavedMessage, words: ViewContext["words"]["messages"]): string {
  const names: Readonly<Record<string, string>> = words.kinds;
  return messages.map(({ type }) => names[String(type)] ?? String(type)).join(" · ");
}

function deletedMessages(deleted: readonly DeletedMessage[], context: ViewContext): VNode {
  const { messages: words } = context.words;
  return html`<details id="deleted">
    <summary>${words.deleted}</summary>
    <p class="soft">${words.deletedHint}</p>
    ${deleted.map(
      ({ id, name, deletedAt }) =>
        html`<form class="row" method="post" action=${inPortal(`/messages/${id}/restore`, context.session)}>
          <span>${name}</span>
          <span class="soft">${sentenceWith(words.deletedAt, { time: instant(deletedAt, context) })}</span>
          <button class="quiet" aria-label=${`${words.restore}: ${name}`}>${words.restore}</button>
        </form>`,
    )}
  </details>`;
}
