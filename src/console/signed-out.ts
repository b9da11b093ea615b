/**
 * What somebody is answered who has no session, or none any more. A browser follows no redirect to another site after a
 * form (`form-action`), so a form is answered with a page that has a link.
 */
import { html } from "htm/preact";
import type { VNode } from "preact";
import { sendPage } from "./layout.ts";
import { readForm } from "./message-form.ts";
import { messageForm } from "./messages-page.ts";
import { isChange } from "./same-origin.ts";
import type { Guest } from "./visit.ts";
import { signInPath } from "./way-back.ts";

/** A form that asks for a page puts its fields into the address. */
export function signInFirst(guest: Guest): void {
  const { request, response, reader } = guest;
  if (!isChange(request) && reader.query === "") return response.redirect(303, signInPath(request.path));
  const { signIn } = reader.words;
  signInPage(
    guest,
    html`<p>${signIn.nothingDone}</p>
      <p><a class="button" href=${signInPath(request.path)}>${signIn.again}</a></p>`,
  );
}

/** A message is long work: it stays in its form, to be saved once the person has signed in again. */
export function keepMessage(guest: Guest): void {
  const { request, reader } = guest;
  const { signIn } = reader.words;
  const form = readForm((request.body ?? {}) as Record<string, unknown>);
  signInPage(
    guest,
    html`<p>${signIn.kept}</p>
      <p><a class="button" href=${signInPath(request.path)} target="_blank" rel="noopener">${signIn.again}</a></p>
      ${messageForm(`${request.path}#form`, form, reader.words)}`,
  );
}

function signInPage({ response, reader }: Guest, content: VNode): void {
  const { over } = reader.words.signIn;
  const main = html`<section class="notice">
    <h1>${over}</h1>
    ${content}
  </section>`;
  sendPage(response, reader, { title: over, main, status: 401 });
}
