/** One request for a page: who asks, for what, and what every page may need. */
import type { Request, Response } from "express";
import { html } from "htm/preact";
import type { VNode } from "preact";
import type { Session } from "../../ports/store/sessions.ts";
import { sendPage } from "../web/layout.ts";
import type { ConsolePorts } from "./ports.ts";
import type { ViewContext } from "./view-context.ts";
import type { Denial } from "./rights.ts";

export interface PageRequest {
  readonly request: Request;
  readonly response: Response;
  readonly context: ViewContext;
  readonly session: Session;
  readonly ports: ConsolePorts;
  /** Of the address; empty where it has none. */
  readonly id: string;
}

/** A request without a session, or with one that is over. */
export type AnonymousRequest = Omit<PageRequest, "session" | "id">;

/** What this person may not do is not done; who could change that is said. */
export function denied(response: Response, context: ViewContext, { title, detail }: Denial): void {
  const main: VNode = html`<section class="notice">
    <h1>${title}</h1>
    <p>${detail}</p>
    <p><a href="/settings">${context.words.nav.settings}</a></p>
  </section>`;
  sendPage(response, context, { title, main, status: 403 });
}

/** Another portal's ids look exactly like ids that do not exist. */
export function missing(response: Response, context: ViewContext): void {
  const { problems, delivery: words } = context.words;
  const main: VNode = html`<section class="notice">
    <h1>${problems.notFoundTitle}</h1>
    <p>${problems.notFound}</p>
    <p><a href="/">${words.back}</a></p>
  </section>`;
  sendPage(response, context, { title: problems.notFoundTitle, main, status: 404 });
}
