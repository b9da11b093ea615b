/**
 * What a person sees who has no session, or none any more. A browser follows no redirect to another site after a form
 * (`form-action`), so a form is answered with a page that has a link.
 */
import type { FoundSession, Session } from "../../ports/store/sessions.ts";
import { fill } from "../../i18n/wording.ts";
import { sendNotice, sendPage } from "../web/layout.ts";
import { readForm } from "../messages/form.ts";
import { messageForm } from "../messages/view.ts";
import { bodyOf } from "../request/form.ts";
import { isChange } from "../request/same-origin.ts";
import { claimedPortal, inPortal, whoIsIn } from "../request/same-portal.ts";
import { sessionAside } from "../request/session.ts";
import type { AnonymousRequest } from "../request/visit.ts";
import { signInPath } from "../web/return-path.ts";
import { html, type VNode } from "../web/elements.ts";

/** At the address where a signed-in person sees the deliveries. */
export function welcome({ response, context }: AnonymousRequest): void {
  const { welcome: words, product } = context.words;
  const main = html`<section class="hero">
    <h1>${words.title}</h1>
    <p class="lead">${words.what}</p>
    <ul>
      ${words.points.map((point) => html`<li>${point}</li>`)}
    </ul>
    <p><a class="button" href="/hubspot/oauth/install">${words.signIn}</a></p>
    <p class="soft">${words.signInHint}</p>
  </section>`;
  sendPage(response, context, { title: product, main });
}

/** A form that asks for a page puts its fields into the address. */
export function signInFirst(guest: AnonymousRequest): void {
  const { request, response, context } = guest;
  const aside = sessionAside(request);
  if (aside !== null) return otherPortalPage(guest, aside);
  if (!isChange(request) && context.query === "") return response.redirect(303, signInPath(request.path));
  const { signIn } = context.words;
  signInPage(
    guest,
    html`<p>${signIn.nothingDone}</p>
      <p><a class="button" href=${signInPath(request.path)}>${signIn.again}</a></p>`,
  );
}

/** A message is long work: it stays in its form, to be saved once the person has signed in again. */
export function keepMessage(guest: AnonymousRequest): void {
  const { request, context } = guest;
  const aside = sessionAside(request);
  if (aside !== null) return otherPortalPage(guest, aside, writtenForm(guest, aside));
  const { signIn } = context.words;
  signInPage(
    guest,
    html`<p>${signIn.kept}</p>
      <p><a class="button" href=${signInPath(request.path)} target="_blank" rel="noopener">${signIn.again}</a></p>
      ${writtenForm(guest, null)}`,
  );
}

/** What was written, for the account whose page it was written on; where the page named none, for the one at hand. */
function writtenForm({ request, context }: AnonymousRequest, session: Session | null): VNode {
  const form = readForm(bodyOf(request));
  const portalId = claimedPortal(request) ?? session?.portalId ?? null;
  const action = inPortal(request.path, portalId === null ? null : { portalId });
  return messageForm(action, form, context);
}

/** The browser has signed in to another account since the page was opened. `written`: the form to save there. */
function otherPortalPage(
  { request, response, context }: AnonymousRequest,
  session: FoundSession,
  written: VNode | null = null,
): void {
  const { otherPortal: words } = context.words;
  const page = claimedPortal(request);
  const figures = { ...whoIsIn(session), page: String(page) };
  const tab = written === null ? {} : { target: "_blank", rel: "noopener" };
  const content = html`<p>${fill(page === null ? words.unnamed : words.page, figures)}</p>
    ${written !== null && page !== null && html`<p>${fill(words.kept, figures)}</p>`}
    <p class="actions">
      ${
        page !== null &&
        html`<a class="button" href=${signInPath(request.path)} ...${tab}>${fill(words.signIn, figures)}</a>`
      }
      <a class="button quiet" href="/">${fill(words.goOn, figures)}</a>
    </p>
    ${written}`;
  sendNotice(response, { ...context, session }, { title: words.title, content, status: 409 });
}

function signInPage({ response, context }: AnonymousRequest, content: VNode): void {
  sendNotice(response, context, { title: context.words.signIn.over, content, status: 401 });
}
