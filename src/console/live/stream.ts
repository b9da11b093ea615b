/** What a page shows may change by itself: a stream of events tells the browser when to look again. */
import { Router, type Request, type Response } from "express";
import { idOf, missing, requireSession, requirePath, signedIn } from "../request/api-request.ts";
import { createChangePoller } from "./change-poller.ts";
import { createPlaces, type PlaceLimits } from "./places.ts";
import type { ConsolePorts } from "../request/ports.ts";
import { requireSamePortal } from "../request/same-portal.ts";
import { findSession } from "../request/session.ts";

/** Then the browser connects again by itself, and its session is checked again. */
const STREAM_MS = 5 * 60_000;
/** Proxies end what is silent for long. */
const SIGN_OF_LIFE_MS = 15_000;
const RECONNECT_MS = 2000;
/** More tabs than a browser keeps connections for; a page without a stream looks again every ten seconds. */
const PLACES: PlaceLimits = { person: 10, portal: 500, all: 2000 };

/** `ending`: the process wants to stop; streams would hold it up. */
export function liveRoutes(ports: ConsolePorts, ending: AbortSignal, limits = PLACES): Router {
  const { store } = ports;
  const router = Router();
  router.use(findSession(ports), requireSession, requireSamePortal);
  router.param("id", requirePath);
  const stream = streams(store, ending, limits);
  router.get("/", (request, response) => stream(request, response, null));
  router.get("/:id", async (request, response) => {
    const id = idOf(request);
    if ((await store.versionOf(signedIn(request).portalId, id)) === null) throw missing(request);
    stream(request, response, id);
  });
  return router;
}

function streams(store: ConsolePorts["store"], ending: AbortSignal, limits: PlaceLimits) {
  const watch = createChangePoller();
  const takePlace = createPlaces(limits);
  return (request: Request, response: Response, deliveryId: string | null): void => {
    const person = signedIn(request);
    const { portalId } = person;
    const leave = ending.aborted ? null : takePlace(person);
    // Not an error to a browser: an answer without content tells it not to connect again.
    if (leave === null) return void response.status(204).end();
    response.writeHead(200, {
      "Content-Type": "text/event-stream",
      "Cache-Control": "no-store",
      "X-Accel-Buffering": "no",
    });
    response.write(`retry: ${RECONNECT_MS}\n\n`);
    const over = () => void response.end();
    const unwatch = watch(`${portalId} ${deliveryId ?? ""}`, knownTo(request), {
      ask: () => store.versionOf(portalId, deliveryId),
      changed: (version) => void response.write(`id: ${version}\ndata: ${version}\n\n`),
      over,
    });
    const alive = setInterval(() => response.write(":\n\n"), SIGN_OF_LIFE_MS);
    const end = setTimeout(over, STREAM_MS);
    ending.addEventListener("abort", over, { once: true });
    response.once("close", () => {
      leave();
      unwatch();
      clearInterval(alive);
      clearTimeout(end);
      ending.removeEventListener("abort", over);
    });
  };
}

/** What the browser has seen: of an earlier stream, else what the page was made with. */
function knownTo(request: Request): string | null {
  const { version } = request.query;
  return request.get("last-event-id") ?? (typeof version === "string" ? version : null);
}
