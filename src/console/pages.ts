/** The pages people see: who may, which one, and what their forms do. */
import express, { Router, type RequestHandler } from "express";
import { pageWords } from "../i18n/wording.ts";
import { audiencePages } from "./audiences/handlers.ts";
import { channelPages } from "./channels/handlers.ts";
import { deliveryPages } from "./deliveries/handlers.ts";
import { keyPages } from "./keys/handlers.ts";
import { showHome } from "./home/handlers.ts";
import { notificationPages } from "./notifications/handlers.ts";
import { notStartedPages } from "./not-started/handlers.ts";
import { helpRoutes } from "./help/routes.ts";
import { ASSETS, MORPH_FILE, MORPH_PATH } from "./web/files.ts";
import { sandboxRoutes } from "./web/sandbox-bar.ts";
import { isUuid } from "./web/schemas.ts";
import { messagePages, messageStyles, postMessage, postMessageChange } from "./messages/handlers.ts";
import type { ConsolePorts } from "./request/ports.ts";
import { languageOfRequest, viewContextOf } from "./request/view-context.ts";
import { Missing } from "./request/refusal.ts";
import { refuseUnentitled } from "./request/rights.ts";
import { refuseCrossSite } from "./request/same-origin.ts";
import { keepToPortal } from "./request/same-portal.ts";
import { findSession, sessionOf } from "./request/session.ts";
import { settingsPages } from "./settings/handlers.ts";
import { keepMessage, signInFirst, welcome } from "./sign-in/signed-out.ts";
import { denied, missing, type AnonymousRequest, type PageRoutes } from "./request/visit.ts";

/** Five Flex Messages of 50 KB, indented and written as a form. */
const MAX_MESSAGE = "1mb";

const PAGES: PageRoutes = {
  ...deliveryPages,
  ...notStartedPages,
  ...channelPages,
  ...keyPages,
  ...audiencePages,
  ...messagePages,
  ...notificationPages,
  ...settingsPages,
};

export function pageRoutes(ports: ConsolePorts): Router {
  const router = Router();
  router.get("/assets/message.css", messageStyles);
  router.get(MORPH_PATH, (_request, response) => response.sendFile(MORPH_FILE, { maxAge: "1h" }));
  router.use("/assets", express.static(ASSETS, { maxAge: "1h", index: false, redirect: false }));
  router.use(findSession(ports), refuseCrossSite(ports));
  if (ports.sandbox !== null) router.use("/sandbox", sandboxRoutes(ports.sandbox));
  router.use(keepToPortal, unentitled(ports));
  const form = (limit: string) => express.urlencoded({ extended: false, inflate: false, limit });
  const forSession = (handle: SignedIn, limit = "64kb", otherwise = signInFirst): RequestHandler[] => [
    ports.watchBody,
    form(limit),
    signedInOr(ports, otherwise, handle),
  ];
  router.get("/", signedInOr(ports, welcome, showHome));
  router.post("/messages", forSession(postMessage, MAX_MESSAGE, keepMessage));
  router.post("/messages/:id", forSession(postMessageChange, MAX_MESSAGE, keepMessage));
  for (const [at, handle] of Object.entries(PAGES)) {
    const [method, path = ""] = at.split(" ");
    router[method === "GET" ? "get" : "post"](path, forSession(handle));
  }
  router.use("/", helpRoutes(ports));
  router.use(noSuchPage(ports));
  return router;
}

const unentitled = (ports: ConsolePorts): RequestHandler =>
  refuseUnentitled(
    ports,
    (request) => pageWords(languageOfRequest(request)),
    (request, response, why) => denied(response, viewContextOf(request, response, ports), why),
  );

type SignedIn = PageRoutes[keyof PageRoutes];

function signedInOr(
  ports: ConsolePorts,
  otherwise: (guest: AnonymousRequest) => void,
  handle: SignedIn,
): RequestHandler {
  return async (request, response) => {
    const visit = { request, response, context: viewContextOf(request, response, ports), ports };
    const session = sessionOf(request);
    if (session === null) return otherwise(visit);
    const { id = "" } = request.params;
    if (id !== "" && !isUuid(id)) return missing(response, visit.context);
    await handle({ ...visit, session, id }).catch((error: unknown) => {
      if (!(error instanceof Missing)) throw error;
      missing(response, visit.context);
    });
  };
}

/** People get a page, programs go on to the problem that every unknown path is answered with. */
function noSuchPage(ports: ConsolePorts): RequestHandler {
  return (request, response, next) => {
    if (request.accepts(["json", "html"]) !== "html") return next();
    missing(response, viewContextOf(request, response, ports));
  };
}
