/** What a person sees who is not signed in. */
import { html } from "htm/preact";
import type { AnonymousRequest } from "../request/visit.ts";
import { sendPage } from "../web/layout.ts";

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
