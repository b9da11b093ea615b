/** The sandbox's clock: how fast time runs, and skipping ahead. */
import { Router } from "express";
import { html } from "htm/preact";
import Joi from "joi";
import type { World } from "../world.ts";

const skips = [
  [300_000, "5 min"],
  [3_600_000, "1 hour"],
  [86_400_000, "1 day"],
  [14 * 86_400_000, "14 days"],
] as const;

export function clockControls(returnTo: string) {
  return html`<form class="card stack" method="post" action="/sandbox/clock" data-quiet>
    <h2>Clock</h2>
    <input type="hidden" name="returnTo" value=${returnTo} />
    <div class="row">
      <span class="label">Time runs</span>
      ${[1, 10, 60, 600].map((speed) => html`<button name="speed" value=${speed}>×${speed}</button>`)}
    </div>
    <div class="row">
      <span class="label">Skip</span>
      ${skips.map(([ms, label]) => html`<button name="skipMs" value=${ms}>${label}</button>`)}
    </div>
  </form>`;
}

const command = Joi.object<{ speed?: number; skipMs?: number; returnTo?: string }>({
  speed: Joi.number().positive().max(100_000),
  skipMs: Joi.number().integer().min(0),
  // A path on this server, never another one's.
  returnTo: Joi.string().pattern(/^\/(?!\/)/),
});

/** Takes `speed` and `skipMs`, as a form or as JSON; a form with `returnTo` leads back there. */
export function clockRoutes({ clock, agenda }: World): Router {
  const router = Router();
  router.get("/sandbox/clock", (_request, response) => void response.json({ now: clock.now(), ...clock.state }));
  router.post("/sandbox/clock", (request, response) => {
    const { error, value } = command.validate(request.body ?? {});
    if (error) return void response.status(400).json({ message: error.message });
    if (value.speed !== undefined) clock.setSpeed(value.speed);
    if (value.skipMs !== undefined) clock.skip(value.skipMs);
    agenda.catchUp();
    if (value.returnTo !== undefined) return response.redirect(303, value.returnTo);
    response.json({ now: clock.now(), ...clock.state });
  });
  return router;
}
