/** The frame of every page. Preact escapes whatever is put into the templates. */
import { html } from "htm/preact";
import type { ComponentChildren } from "preact";
import { render } from "preact-render-to-string";
import type { World } from "../world.ts";
import { clockControls } from "./clock-controls.ts";

interface Frame {
  readonly title: string;
  readonly language?: string;
  readonly narrow?: boolean;
  /** A browser module under /assets. */
  readonly script?: string;
}

export function page(
  world: World,
  { title, language = "en", narrow = false, script }: Frame,
  body: ComponentChildren,
): string {
  const document = html`<html lang=${language}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${title} · Simulated HubSpot</title>
      <link rel="stylesheet" href="/assets/style.css" />
      <link rel="icon" href="data:," />
      <script type="module" src="/assets/clock.js"></script>
      ${script && html`<script type="module" src=${`/assets/${script}`}></script>`}
    </head>
    <body>
      <header class="banner">
        <nav class="row"><a href="/">Simulated HubSpot</a> ${apps(world)}</nav>
        ${clockControls(world)}
      </header>
      <main class=${narrow ? "narrow" : ""}>${body}</main>
    </body>
  </html>`;
  return `<!doctype html>${render(document)}`;
}

/** To each app's own pages. */
const apps = (world: World) =>
  [...world.apps.values()].map(({ appId, name = `app ${appId}`, redirectUris: [address] }) => {
    const home = address !== undefined && URL.canParse(address) ? new URL(address).origin : null;
    return home !== null && html`<a href=${home}>Open ${name}</a>`;
  });
