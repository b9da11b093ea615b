/** The frame of every page, and the headers it is answered with. */
import type { Response } from "express";
import { renderToString } from "preact-render-to-string";
import { fill, LANGUAGES, textsIn } from "../../i18n/wording.ts";
import type { Session } from "../../ports/store/sessions.ts";
import { ICON, SANDBOX_SCRIPT, SCRIPT, STYLE, VERSION } from "./files.ts";
import { sandboxBar } from "./sandbox-bar.ts";
import type { ViewContext } from "../request/view-context.ts";
import { html, statusNotice, type ComponentChildren, type VNode } from "./elements.ts";

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
  const { language, words, sandbox, formPage } = context;
  return html`<html lang=${language} data-own=${formPage ?? undefined}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>${title === words.product ? title : `${title} · ${words.product}`}</title>
      <link rel="icon" href=${ICON} type="image/svg+xml" />
      <link rel="stylesheet" href=${STYLE} />
      ${styles !== null && html`<link rel="stylesheet" href=${styles} />`}
      <script type="module" src=${SCRIPT}></script>
      ${sandbox !== null && html`<script type="module" src=${SANDBOX_SCRIPT}></script>`}
    </head>
    <body>
      <a class="skip" href="#main">${words.nav.skip}</a>
      ${sandbox !== null && sandboxBar(sandbox, context)} ${header(context)}
      <main id="main" tabindex="-1">${doneNotice(context)}${main}</main>
      ${footer(context)}
    </body>
  </html>`;
}

/** What the form before this page did, on whichever page the person is now. */
function doneNotice({ words, done, session }: ViewContext): VNode | null {
  const sentences: Readonly<Record<string, string>> = words.done;
  const said = done !== null && Object.hasOwn(sentences, done) ? sentences[done] : undefined;
  return session !== null && said !== undefined ? statusNotice(said, "calm") : null;
}

/** One row at every width: a narrow screen unfolds the pages from a button, and every screen what is said of the person. */
function header(context: ViewContext): VNode {
  const { words, session, path } = context;
  return html`<header>
    <a class="brand" href="/"><img src=${ICON} width="24" height="24" alt="" />${words.product}</a>
    ${
      session === null
        ? html`<div class="languages">${languages(context)}</div>`
        : html`<button class="quiet narrow" type="button" popovertarget="pages">${words.nav.menu}</button>
            <nav id="pages" popover>
              ${PAGES.map(
                ([href, name]) =>
                  html`<a href=${href} aria-current=${isPart(path, href) ? "page" : undefined}
                    >${words.nav[name]}${name === "notStarted" && lately(session.workflowsNotStarted, words)}</a
                  >`,
              )}
            </nav>
            ${account(context, session)}`
    }
  </header>`;
}

const PAGES = [
  ["/", "home"],
  ["/deliveries", "deliveries"],
  ["/not-started", "notStarted"],
  ["/channels", "channels"],
  ["/audiences", "audiences"],
  ["/messages", "messages"],
  ["/settings", "settings"],
] as const;

/** How many workflows were refused in the last days; nothing where none was. */
const lately = (count: number, { notStarted }: ViewContext["words"]): VNode | null =>
  count === 0 ? null : html` <span class="count" title=${notStarted.lately}>${Math.min(count, 99)}</span>`;

function account(context: ViewContext, { userEmail, portalId }: Session): VNode {
  const { nav } = context.words;
  const label = fill(nav.account, { email: userEmail });
  return html`<button class="initials" type="button" popovertarget="account" aria-label=${label} title=${label}>
      ${initials(userEmail)}
    </button>
    <div id="account" popover>
      <p><strong>${userEmail}</strong><br />${fill(nav.portal, { portal: String(portalId) })}</p>
      <p><a href="/notifications">${context.words.alerts.title}</a></p>
      <div class="languages">${languages(context)}</div>
      <form method="post" action="/hubspot/oauth/sign-out">
        <button class="quiet">${nav.signOut}</button>
      </form>
    </div>`;
}

/** At most two letters: `mika.sato@…` is MS. */
const initials = (email: string): string =>
  email
    .split("@", 1)
    .flatMap((name) => name.split(/[^\p{L}]+/u))
    .map((part) => part.charAt(0))
    .slice(0, 2)
    .join("")
    .toUpperCase();

const languages = ({ language, query }: ViewContext): VNode[] =>
  LANGUAGES.filter((other) => other !== language).map(
    (other) =>
      html`<a href=${`?${query === "" ? "" : `${query}&`}lang=${other}`} lang=${other} hreflang=${other}
        >${textsIn(other).name}</a
      >`,
  );

/** Our own addresses, which lead to the operator's where it has published its own. */
function footer({ words: { footer: words, help, product } }: ViewContext): VNode {
  return html`<footer aria-label=${words.label}>
    <a href="/help">${help.title}</a> <a href="/help/setup">${words.setup}</a> <a href="/support">${words.support}</a>
    <a href="/privacy">${words.privacy}</a> <a href="/terms">${words.terms}</a>
    <span>${product} ${VERSION}</span>
  </footer>`;
}

const isPart = (path: string, href: string): boolean =>
  (href === "/" ? path === "/" : path.startsWith(href)) || (href === "/settings" && path.startsWith("/keys"));
