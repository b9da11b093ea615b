/** What of a page may change by itself, and what is said when it no longer does. */
import { textsIn } from "../../i18n/wording.ts";
import { html, sentenceWith, type ComponentChildren, type VNode } from "./elements.ts";
import { MORPH } from "./files.ts";
import type { ViewContext } from "../request/view-context.ts";
import { inPortal } from "../request/same-portal.ts";
import { signInPath } from "./return-path.ts";

/** What is looked at again whenever the stream at `live` reports another version; null where nothing changes any more. */
export interface Live {
  readonly stream: string;
  readonly version: string;
}

export const region = (live: Live | null, content: ComponentChildren, context: ViewContext): VNode =>
  html`${live !== null && notLive(context)}
    <div
      id="live"
      data-part
      data-stream=${live === null ? undefined : inPortal(live.stream, context.session)}
      data-version=${live?.version}
      data-portal=${context.session?.portalId}
    >
      ${content}
    </div>`;

/** The page's script shows one of them, with the time. */
function notLive({ words: { live }, language, timeZone, path }: ViewContext): VNode {
  const away = html`<a href="">${live.reload}</a>`;
  const over = html`<a href=${signInPath(path)}>${live.signIn}</a>`;
  const other = html`<a href="/">${live.goOn}</a>`;
  return html`<script defer src=${MORPH}></script>
    <div id="not-live" role="status" data-locale=${textsIn(language).locale} data-time-zone=${timeZone}>
      ${notice("away", live.away, away)} ${notice("over", live.over, over)} ${notice("other", live.other, other)}
    </div>`;
}

function notice(why: string, words: string, way: VNode): VNode {
  const sentence = sentenceWith(words, { time: html`<time></time>` });
  return html`<p class="said" data-why=${why} hidden>${sentence} ${way}</p>`;
}
