/** The setup guide: each step with a picture of the page it is done on. */
import { fill, labelInHubSpot, type PageWords } from "../../i18n/wording.ts";
import type { ViewContext } from "../request/view-context.ts";
import { section } from "./legal-pages.ts";
import { pictureOf, type PictureName } from "./pictures.ts";
import { html, type VNode } from "../web/elements.ts";

type Step = PageWords["guide"]["steps"][PictureName];

export function guidePage(context: ViewContext): VNode {
  const { guide } = context.words;
  const labels = labelsOf(context);
  const steps = Object.entries(guide.steps) as [PictureName, Step][];
  const titleOf = (index: number, { title }: Step) => fill(guide.step, { number: String(index + 1), title });
  return html`<article class="document">
    <h1>${guide.title}</h1>
    <p class="lead">${guide.lead}</p>
    ${section(guide.before, labels)}
    <section class="card">
      <h2>${guide.contents}</h2>
      <ul class="contents">
        ${steps.map(([name, step], index) => html`<li><a href=${`#${name}`}>${titleOf(index, step)}</a></li>`)}
      </ul>
    </section>
    ${steps.map(([name, step], index) => {
      const { src, width, height } = pictureOf(name, context.language);
      const caption = fill(step.picture, labels);
      // On a phone the letters are small: the picture leads to itself in full size.
      const figure = html`<figure>
        <a href=${src} aria-label=${caption}
          ><img src=${src} width=${width} height=${height} alt="" loading="lazy"
        /></a>
        <figcaption>${caption}</figcaption>
      </figure>`;
      return section({ title: titleOf(index, step), text: step.text }, labels, { id: name, figure });
    })}
    ${section(guide.next, labels)} ${section(guide.leave, labels, { id: "leave" })}
  </article>`;
}

/** What buttons, pages and fields are called now: the guide never names one that is called otherwise. */
function labelsOf({ words: { nav, welcome, channels, disconnect }, language }: ViewContext) {
  return {
    signIn: welcome.signIn,
    deliveries: nav.deliveries,
    channels: nav.channels,
    messages: nav.messages,
    settings: nav.settings,
    testers: channels.testers,
    disconnect: disconnect.title,
    action: labelInHubSpot(({ action }) => action.actionName, language),
    rehearsal: labelInHubSpot(({ inputs }) => inputs.rehearsal.label, language),
    approval: labelInHubSpot(({ inputs }) => inputs.requireApproval.label, language),
  };
}
