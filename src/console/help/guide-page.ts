/** The setup guide: each step with a picture of the page it is done on. */
import { html } from "htm/preact";
import type { VNode } from "preact";
import { fill, labelInHubSpot } from "../../i18n/wording.ts";
import type { ViewContext } from "../request/view-context.ts";
import { pictureOf, type PictureName } from "./pictures.ts";

interface Step {
  readonly title: string;
  readonly text: readonly string[];
  readonly picture: string;
}

export function guidePage(context: ViewContext): VNode {
  const { guide } = context.words;
  const labels = labelsOf(context);
  const steps = Object.entries(guide.steps) as [PictureName, Step][];
  const titleOf = (index: number, { title }: Step) => fill(guide.step, { number: String(index + 1), title });
  return html`<article class="document">
    <h1>${guide.title}</h1>
    <p class="lead">${guide.lead}</p>
    <section class="card">
      <h2>${guide.before.title}</h2>
      ${list(guide.before.points, labels)}
    </section>
    <section class="card">
      <h2>${guide.contents}</h2>
      <ul class="contents">
        ${steps.map(([name, step], index) => html`<li><a href=${`#${name}`}>${titleOf(index, step)}</a></li>`)}
      </ul>
    </section>
    ${steps.map(
      ([name, step], index) =>
        html`<section class="card" id=${name}>
          <h2>${titleOf(index, step)}</h2>
          ${step.text.map((paragraph) => html`<p>${fill(paragraph, labels)}</p>`)} ${figure(name, step, context)}
        </section>`,
    )}
    <section class="card">
      <h2>${guide.next.title}</h2>
      ${list(guide.next.points, labels)}
    </section>
    <section class="card" id="leave">
      <h2>${guide.leave.title}</h2>
      ${guide.leave.text.map((paragraph) => html`<p>${fill(paragraph, labels)}</p>`)}
    </section>
  </article>`;
}

const list = (points: readonly string[], labels: Labels): VNode =>
  html`<ul>
    ${points.map((point) => html`<li>${fill(point, labels)}</li>`)}
  </ul>`;

/** On a phone the letters are small: the picture leads to itself in full size. */
function figure(name: PictureName, { picture }: Step, context: ViewContext): VNode {
  const { src, width, height } = pictureOf(name, context.language);
  const caption = fill(picture, labelsOf(context));
  return html`<figure>
    <a href=${src} aria-label=${caption}><img src=${src} width=${width} height=${height} alt="" loading="lazy" /></a>
    <figcaption>${caption}</figcaption>
  </figure>`;
}

type Labels = Readonly<Record<string, string>>;

/** What buttons, pages and fields are called now: the guide never names one that is called otherwise. */
function labelsOf({ words: { nav, welcome, channels, disconnect }, language }: ViewContext): Labels {
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
