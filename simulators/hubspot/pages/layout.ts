/** The frame of every page. Preact escapes whatever is put into the templates. */
import { html } from "htm/preact";
import type { ComponentChildren } from "preact";
import { render } from "preact-render-to-string";

interface Frame {
  readonly title: string;
  readonly language?: string;
  readonly narrow?: boolean;
  /** A browser module under /assets. */
  readonly script?: string;
}

export function page({ title, language = "en", narrow = false, script }: Frame, body: ComponentChildren): string {
  const document = html`<html lang=${language}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${title} · Simulated HubSpot</title>
      <link rel="stylesheet" href="/assets/style.css" />
      <link rel="icon" href="data:," />
      ${script && html`<script type="module" src=${`/assets/${script}`}></script>`}
    </head>
    <body>
      <header class="banner"><a href="/">Simulated HubSpot</a> — sandbox</header>
      <main class=${narrow ? "narrow" : ""}>${body}</main>
    </body>
  </html>`;
  return `<!doctype html>${render(document)}`;
}
