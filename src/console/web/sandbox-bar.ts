/** What every page has above it while HubSpot and LINE are simulated: the way there, examples, and the clock. */
import express, { Router, type Response } from "express";
import Joi from "joi";
import { dateTimeText, textsIn } from "../../i18n/wording.ts";
import type { Sandbox } from "../../ports/sandbox.ts";
import type { ViewContext } from "../request/view-context.ts";
import { html, type VNode } from "./elements.ts";

const SPEEDS = [1, 600];
const SKIPS = { skipMinutes: 300_000, skipDay: 86_400_000 } as const;

/** Its script lets the time run, and sends the forms without leaving the page. */
export function sandboxBar(sandbox: Sandbox, context: ViewContext): VNode {
  const { clock, examples, url } = sandbox;
  const { sandbox: words } = context.words;
  const back = html`<input type="hidden" name="page" value=${pageOf(context)} />`;
  const state = examples.state();
  return html`<aside class="sandbox" id="sandbox" data-part aria-label=${words.label}>
    <p><span class="what">${words.what}</span> <a href=${url}>${words.hubspot}</a></p>
    ${
      state !== "there" &&
      html`<form method="post" action="/sandbox/examples">
        ${back}<button class="quiet" disabled=${state === "coming"} title=${words.examplesHint}>
          ${state === "coming" ? words.examplesComing : words.examples}
        </button>
      </form>`
    }
    <form method="post" action="/sandbox/clock">
      ${back} ${timeOf(clock.state, context)}
      ${SPEEDS.map(
        (speed) =>
          html`<button class="quiet" name="speed" value=${speed} aria-pressed=${String(speed === clock.state.speed)}>
            ×${speed}
          </button>`,
      )}
      ${Object.entries(SKIPS).map(
        ([name, ms]) =>
          html`<button class="quiet" name="skipMs" value=${ms}>${words[name as keyof typeof SKIPS]}</button>`,
      )}
    </form>
  </aside>`;
}

function timeOf({ origin, base, speed }: Sandbox["clock"]["state"], { language, timeZone }: ViewContext): VNode {
  const now = base + (Date.now() - origin) * speed;
  const state = { "data-origin": origin, "data-base": base, "data-speed": speed, "data-time-zone": timeZone };
  return html`<time data-locale=${textsIn(language).locale} ...${state}
    >${dateTimeText(now, language, timeZone)}</time
  >`;
}

const pageOf = ({ path, query }: ViewContext): string => (query === "" ? path : `${path}?${query}`);

interface Asked {
  readonly page: string;
  readonly speed?: number;
  readonly skipMs?: number;
}

const asked = Joi.object<Asked>({
  // A path of ours, never another site's address.
  page: Joi.string()
    .pattern(/^\/(?![/\\])/)
    .default("/"),
  speed: Joi.number().valid(...SPEEDS),
  skipMs: Joi.number().valid(...Object.values(SKIPS)),
});

/** Each leads back to the page that it was asked from. */
export function sandboxRoutes({ clock, examples }: Sandbox): Router {
  const router = Router();
  router.use(express.urlencoded({ extended: false, limit: "16kb" }));
  router.post("/clock", (request, response) => {
    const { value, error } = asked.validate(request.body ?? {});
    if (error === undefined && value.speed !== undefined) clock.setSpeed(value.speed);
    if (error === undefined && value.skipMs !== undefined) clock.skip(value.skipMs);
    goBack(response, value, error);
  });
  router.post("/examples", (request, response) => {
    const { value, error } = asked.validate(request.body ?? {});
    if (error === undefined) examples.add();
    goBack(response, value, error);
  });
  return router;
}

function goBack(response: Response, { page }: Asked, error: Joi.ValidationError | undefined): void {
  if (error === undefined) return response.redirect(303, page);
  response.status(400).type("text").send(error.message);
}
