/** One request for a page: who asks, for what, and what every page may need. */
import type { Request, Response } from "express";
import { sendNotice } from "../web/layout.ts";
import type { Asking } from "./ports.ts";
import type { ViewContext } from "./view-context.ts";
import type { Denial } from "./rights.ts";
import { html } from "../web/elements.ts";

export interface PageRequest extends Asking {
  readonly request: Request;
  readonly response: Response;
  readonly context: ViewContext;
}

/** A request without a session, or with one that is over. */
export type AnonymousRequest = Omit<PageRequest, "session" | "id">;

/** What signed-in people get and send, by method and path: `GET /channels`. */
export type PageRoutes = Readonly<Record<`${"GET" | "POST"} ${string}`, (visit: PageRequest) => Promise<void>>>;

/** What this person may not do is not done; who could change that is said. */
export function denied(response: Response, context: ViewContext, { title, detail }: Denial): void {
  const content = html`<p>${detail}</p>
    <p><a href="/settings">${context.words.nav.settings}</a></p>`;
  sendNotice(response, context, { title, content, status: 403 });
}

/** Another portal's ids look exactly like ids that do not exist. */
export function missing(response: Response, context: ViewContext): void {
  const { problems, nav } = context.words;
  const content = html`<p>${problems.notFound}</p>
    <p><a href="/">${nav.home}</a></p>`;
  sendNotice(response, context, { title: problems.notFoundTitle, content, status: 404 });
}
