/** The frame of every page, and the headers it is answered with. */
import type { Response } from "express";
import { renderToString } from "preact-render-to-string";
import { fill, LANGUAGES, textsIn } from "../../i18n/wording.ts";
import { SANDBOX_SCRIPT, SCRIPT, STYLE } from "./files.ts";
import { sandboxBar } from "./sandbox-bar.ts";
import type { ViewContext } from "../request/view-context.ts";
import { html, type ComponentChildren, type VNode } from "./elements.ts";

export interface Page {
  readonly title: string;
  readonly main: VNode;
  /** Address of one more style sheet of ours; null or left out where none is needed. */
  readonly styles?: string | null;
  readonly status?: number;
  /** Other sites whose pictures the page may load, as `https://host`; without it, none. */
  readonly imagesFrom?: readonly string[];
}

const POLICY = "Content-Security-Policy";

function allowImages(response: Response, origins: readonly string[]): void {
  const policy = response.get(POLICY) ?? "";
  response.set(
    POLICY,
    policy.replace(/img-src [^;]*/, (directive) => [directive, ...origins].join(" ")),
  );
}

export function sendPage(response: Response, context: ViewContext, page: Page): void {
  if (page.imagesFrom !== undefined && page.imagesFrom.length > 0) allowImages(response, page.imagesFrom);
  response
    .status(page.status ?? 200)
    .set("Cache-Control", "no-store")
    .set("Content-Language", context.language)
    .type("html")
    .send(`<!doctype html>${renderToString(frame(context, page))}`);
}

/** A page that says one thing below its title. */
export function sendNotice(
  response: Response,
  context: ViewContext,
  { title, status = 200, content }: { title: string; status?: number; content: ComponentChildren },
): void {
  const main = html`<section class="notice">
    <h1>${title}</h1>
    ${content}
  </section>`;
  sendPage(response, context, { title, main, status });
}

function frame(context: ViewContext, { title, main, styles = null }: Page): VNode {
  const { language, words, sandbox } = context;
  return html`<html lang=${language}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>${title === words.product ? title : `${title} · ${words.product}`}</title>
      <link rel="icon" href="data:," />
      <link rel="stylesheet" href=${STYLE} />
      ${styles !== null && html`<link rel="stylesheet" href=${styles} />`}
      <script type="module" src=${SCRIPT}></script>
      ${sandbox !== null && html`<script type="module" src=${SANDBOX_SCRIPT}></script>`}
    </head>
    <body>
      ${sandbox !== null && sandboxBar(sandbox, context)} ${header(context)}
      <main>${main}</main>
      ${footer(context)}
    </body>
  </html>`;
}

function header({ words, session, path, query, language }: ViewContext): VNode {
  const link = (href: string, label: string) =>
    html`<a href=${href} aria-current=${isPart(path, href) ? "page" : undefined}>${label}</a>`;
  return html`<header>
    <a class="brand" href="/">${words.product}</a>
    ${
      session !== null &&
      html`<nav>
        ${link("/", words.nav.deliveries)} ${link("/channels", words.nav.channels)}
        ${link("/audiences", words.nav.audiences)} ${link("/messages", words.nav.messages)}
        ${link("/settings", words.nav.settings)}
      </nav>`
    }
    <div class="who">
      ${LANGUAGES.filter((other) => other !== language).map(
        (other) =>
          html`<a href=${`?${query === "" ? "" : `${query}&`}lang=${other}`} lang=${other} hreflang=${other}
            >${textsIn(other).name}</a
          >`,
      )}
      ${
        session !== null &&
        html`<span>${fill(words.signedInAs, { email: session.userEmail, portal: String(session.portalId) })}</span>
          <form method="post" action="/hubspot/oauth/sign-out">
            <button class="quiet">${words.nav.signOut}</button>
          </form>`
      }
    </div>
  </header>`;
}

/** Our own addresses, which lead to the operator's where it has published its own. */
function footer({ words: { footer: words } }: ViewContext): VNode {
  return html`<footer aria-label=${words.label}>
    <a href="/help/setup">${words.setup}</a> <a href="/support">${words.support}</a>
    <a href="/privacy">${words.privacy}</a> <a href="/terms">${words.terms}</a>
  </footer>`;
}

const isPart = (path: string, href: string): boolean =>
  href === "/" ? path === "/" || path.startsWith("/deliveries") : path.startsWith(href);
