/** The sandbox's clock: how fast time runs, and skipping ahead. */
import { Router, type Request } from "express";
import { html } from "htm/preact";
import Joi from "joi";
import type { World } from "../world.ts";

const SPEEDS = [1, 600];
const SKIPS = [
  [300_000, "Skip 5 min"],
  [86_400_000, "Skip a day"],
] as const;

/** In the bar of every page; `clock.js` lets the time run and sends the form without leaving the page. */
export function clockControls({ clock, portals }: World) {
  const { origin, base, speed } = clock.state;
  const [portal] = portals.values();
  const timeZone = portal?.timeZone ?? "UTC";
  const text = timeFormat(timeZone).format(clock.now());
  return html`<form class="clock" id="clock" method="post" action="/sandbox/clock">
    <time data-origin=${origin} data-base=${base} data-speed=${speed} data-time-zone=${timeZone}>${text}</time>
    ${SPEEDS.map(
      (each) =>
        html`<button name="speed" value=${each} aria-pressed=${String(each === speed)} title=${`Time runs ${each}×`}>
          ×${each}
        </button>`,
    )}
    ${SKIPS.map(([ms, label]) => html`<button name="skipMs" value=${ms}>${label}</button>`)}
  </form>`;
}

const timeFormat = (timeZone: string) =>
  new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone });

const command = Joi.object<{ speed?: number; skipMs?: number }>({
  speed: Joi.number().positive().max(100_000),
  skipMs: Joi.number().integer().min(0),
});

/** Takes `speed` and `skipMs`, as a form or as JSON; the form of a page leads back to it. */
export function clockRoutes({ clock, agenda }: World): Router {
  const router = Router();
  router.get("/sandbox/clock", (_request, response) => void response.json({ now: clock.now(), ...clock.state }));
  router.post("/sandbox/clock", (request, response) => {
    const { error, value } = command.validate(request.body ?? {});
    if (error) return void response.status(400).json({ message: error.message });
    if (value.speed !== undefined) clock.setSpeed(value.speed);
    if (value.skipMs !== undefined) clock.skip(value.skipMs);
    agenda.catchUp();
    const page = pageOf(request);
    if (page !== null) return response.redirect(303, page);
    response.json({ now: clock.now(), ...clock.state });
  });
  return router;
}

/** The page of ours that the form is on: a path on this server, never another one's. */
function pageOf(request: Request): string | null {
  const referrer = request.get("referer") ?? "";
  if (!URL.canParse(referrer)) return null;
  const { host, pathname, search } = new URL(referrer);
  return host === request.get("host") ? `/${(pathname + search).replace(/^[/\\]+/, "")}` : null;
}
