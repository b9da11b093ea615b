/** One request for a page: who asks, for what, and what every page may need. */
import type { Request, Response } from "express";
import { html } from "htm/preact";
import type { VNode } from "preact";
import type { Session } from "../ports/store.ts";
import { sendPage } from "./layout.ts";
import type { ConsolePorts } from "./ports.ts";
import type { Reader } from "./reader.ts";

export interface Visit {
  readonly request: Request;
  readonly response: Response;
  readonly reader: Reader;
  readonly session: Session;
  readonly ports: ConsolePorts;
}

/** Another portal's ids look exactly like ids that do not exist. */
export function missing(response: Response, reader: Reader): void {
  const { problems, delivery: words } = reader.words;
  const main: VNode = html`<section class="notice">
    <h1>${problems.notFoundTitle}</h1>
    <p>${problems.notFound}</p>
    <p><a href="/">${words.back}</a></p>
  </section>`;
  sendPage(response, reader, { title: problems.notFoundTitle, main, status: 404 });
}
