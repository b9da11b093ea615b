/** What a page shows may change by itself: a stream of events tells the browser when to look again. */
import { Router, type Request, type RequestHandler, type Response } from "express";
import type { Session } from "../../ports/store/sessions.ts";
import { missing, requireSession, requirePath, signedIn } from "../request/api-request.ts";
import { createChangePoller } from "./change-poller.ts";
import { createPlaces, type PlaceLimits } from "./places.ts";
import type { ConsolePorts } from "../request/ports.ts";
import { requireSamePortal } from "../request/same-portal.ts";
import { findSession } from "../request/session.ts";

/** Then the browser comes again by itself, and is asked again who it is. */
const STREAM_MS = 5 * 60_000;
/** Proxies end what is silent for long. */
const SIGN_OF_LIFE_MS = 15_000;
const COME_AGAIN_MS = 2000;
/** More tabs than a browser keeps connections for; a page without a stream looks again every ten seconds. */
const PLACES: PlaceLimits = { person: 10, portal: 500, all: 2000 };

/** `ending`: the process wants to stop; streams would hold it up. */
export function liveRoutes(ports: ConsolePorts, ending: AbortSignal, limits = PLACES): Router {
  const router = Router();
  router.use(findSession(ports), requireSession, requireSamePortal);
  router.param("id", requirePath);
  const watch = watcher(ports, ending, limits);
  router.get("/", (request, response) => watch(request, response, null));
  router.get("/:id", forOwner(ports, watch));
  return router;
}

type Watch = (request: Request, response: Response, deliveryId: string | null) => void;

function forOwner({ store }: ConsolePorts, watch: Watch): RequestHandler {
  return async (request, response) => {
    const id = String(request.params["id"]);
    if ((await store.versionOf(signedIn(request).portalId, id)) === null) throw missing(request);
    watch(request, response, id);
  };
}

function watcher({ store }: Pick<ConsolePorts, "store">, ending: AbortSignal, limits: PlaceLimits): Watch {
  const poller = createChangePoller();
  const places = createPlaces(limits);
  return (request, response, deliveryId) => {
    const person: Session = signedIn(request);
    const { portalId } = person;
    const leave = ending.aborted ? null : places.take(person);
    // Not an error to a browser: an answer without content tells it not to come again.
    if (leave === null) return void response.status(204).end();
    response.writeHead(200, {
      "Content-Type": "text/event-stream",
      "Cache-Control": "no-store",
      "X-Accel-Buffering": "no",
    });
    response.write(`retry: ${COME_AGAIN_MS}\n\n`);
    const over = () => void response.end();
    const watched = poller.watch(`${portalId} ${deliveryId ?? ""}`, knownTo(request), {
      ask: () => store.versionOf(portalId, deliveryId),
      changed: (version) => void response.write(`id: ${version}\ndata: ${version}\n\n`),
      over,
    });
    const alive = setInterval(() => response.write(":\n\n"), SIGN_OF_LIFE_MS);
    const end = setTimeout(over, STREAM_MS);
    ending.addEventListener("abort", over, { once: true });
    response.once("close", () => {
      leave();
      watched.end();
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
