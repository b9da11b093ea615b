/** The pages people see: who may, which one, and what their forms do. */
import express, { Router, type RequestHandler } from "express";
import { html } from "htm/preact";
import type { Command } from "../delivery/lifecycle/commands.ts";
import { narrowcastOf, type Delivery } from "../delivery/delivery.ts";
import { messagesOf, type LineMessage } from "../delivery/message/message.ts";
import { listName } from "../i18n/record-properties.ts";
import { pageWords } from "../i18n/page-words.ts";
import { showAudiences } from "./audiences/handlers.ts";
import {
  postChannel,
  postChannelSettings,
  postTester,
  postTesterRemoval,
  postVerify,
  showChannels,
} from "./channels/handlers.ts";
import { deliveriesPage } from "./deliveries/list-view.ts";
import { deliveryPage, isLive } from "./deliveries/view.ts";
import { disconnectFromPage } from "./settings/disconnect.ts";
import { filterOf, LIST_FIELDS, NO_FILTER } from "./deliveries/filter.ts";
import { checkFields } from "./web/fields.ts";
import { helpRoutes } from "./help/routes.ts";
import { ASSETS, MORPH_FILE, MORPH_PATH } from "./web/files.ts";
import { sendPage } from "./web/layout.ts";
import {
  postMessage,
  postMessageChange,
  postMessageRemoval,
  postTest,
  showMessage,
  showMessages,
} from "./messages/handlers.ts";
import { commandDelivery } from "./deliveries/operations.ts";
import { barred, readApproving } from "./settings/policies/approving.ts";
import type { ConsolePorts } from "./request/ports.ts";
import { chat, needsOf } from "./messages/preview/chat.ts";
import { linkedChoice } from "./messages/preview/pictures.ts";
import { styleSheet } from "./messages/preview/style-tokens.ts";
import { languageOfRequest, readerOf } from "./request/reader.ts";
import { refuseUnentitled } from "./request/rights.ts";
import { refuseCrossSite } from "./request/same-origin.ts";
import { keepToPortal } from "./request/same-portal.ts";
import { findSession, sessionOf } from "./request/session.ts";
import { resumeFromPage, stopFromPage } from "./settings/sending.ts";
import { changeRoles, leaveEverywhere, remove, savePolicies, saveSettings, showSettings } from "./settings/handlers.ts";
import { isUuid } from "./request/uuid.ts";
import { keepMessage, signInFirst } from "./sign-in/signed-out.ts";
import { denied, missing, type Guest, type Visit } from "./request/visit.ts";

/** Five Flex Messages of 50 KB, indented and written as a form. */
const LARGEST_MESSAGE = "1mb";

export function pageRoutes(ports: ConsolePorts): Router {
  const router = Router();
  router.get("/assets/message.css", messageStyles);
  router.get(MORPH_PATH, (_request, response) => response.sendFile(MORPH_FILE, { maxAge: "1h" }));
  router.use("/assets", express.static(ASSETS, { maxAge: "1h", index: false, redirect: false }));
  router.use(findSession(ports), refuseCrossSite(ports), keepToPortal, unentitled(ports));
  const form = (limit: string) => express.urlencoded({ extended: false, inflate: false, limit });
  const forSession = (handle: SignedIn, limit = "64kb", otherwise = signInFirst): RequestHandler[] => [
    ports.watchBody,
    form(limit),
    signedInOr(ports, otherwise, handle),
  ];
  router.get("/", signedInOr(ports, welcome, deliveries));
  router.get("/deliveries/:id", forSession(delivery));
  router.post("/deliveries/:id/:command", forSession(command));
  router.get("/channels", forSession(showChannels));
  router.post("/channels", forSession(postChannel));
  router.post("/channels/:id", forSession(postChannelSettings));
  router.post("/channels/:id/verify", forSession(postVerify));
  router.post("/channels/:id/testers", forSession(postTester));
  router.post("/testers/:id/delete", forSession(postTesterRemoval));
  router.get("/audiences", forSession(showAudiences));
  router.get("/messages", forSession(showMessages));
  router.post("/messages", forSession(postMessage, LARGEST_MESSAGE, keepMessage));
  router.get("/messages/:id", forSession(showMessage));
  router.post("/messages/:id", forSession(postMessageChange, LARGEST_MESSAGE, keepMessage));
  router.post("/messages/:id/delete", forSession(postMessageRemoval));
  router.post("/messages/:id/test", forSession(postTest));
  router.get("/settings", forSession(showSettings));
  router.post("/settings", forSession(saveSettings));
  router.post("/settings/policies", forSession(savePolicies));
  router.post("/members/:id", forSession(changeRoles));
  router.post("/members/:id/remove", forSession(remove));
  router.post("/sign-out-everywhere", forSession(leaveEverywhere));
  router.post("/disconnect", forSession(disconnectFromPage));
  router.post("/sending/stop", forSession(stopFromPage));
  router.post("/sending/resume", forSession(resumeFromPage));
  router.use("/", helpRoutes(ports));
  router.use(noSuchPage(ports));
  return router;
}

const unentitled = (ports: ConsolePorts): RequestHandler =>
  refuseUnentitled(
    ports,
    (request) => pageWords(languageOfRequest(request)),
    (request, response, why) => denied(response, readerOf(request, response, ports), why),
  );

/** What the names in the address mean; nothing of anybody is in it. */
const messageStyles: RequestHandler = (request, response) => {
  const { s: tokens } = request.query;
  const sheet = typeof tokens === "string" ? styleSheet(tokens.split(" ")) : "";
  response
    .set({ "Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff" })
    .type("css")
    .send(sheet);
};

type SignedIn = (visit: Visit) => Promise<void>;

function signedInOr(ports: ConsolePorts, otherwise: (guest: Guest) => void, handle: SignedIn): RequestHandler {
  return async (request, response) => {
    const visit = { request, response, reader: readerOf(request, response, ports), ports };
    const session = sessionOf(request);
    if (session === null) otherwise(visit);
    else await handle({ ...visit, session });
  };
}

function welcome({ response, reader }: Guest): void {
  const { welcome: words, product } = reader.words;
  const main = html`<section class="hero">
    <h1>${words.title}</h1>
    <p class="lead">${words.what}</p>
    <ul>
      ${words.points.map((point) => html`<li>${point}</li>`)}
    </ul>
    <p><a class="button" href="/hubspot/oauth/install">${words.signIn}</a></p>
    <p class="soft">${words.signInHint}</p>
  </section>`;
  sendPage(response, reader, { title: product, main });
}

async function deliveries({ request, response, reader, session, ports }: Visit): Promise<void> {
  const { store } = ports;
  const { portalId, timeZone } = session;
  const checked = checkFields(LIST_FIELDS, request.query, reader);
  const asked = checked.kind === "ok" ? checked.value : { ...NO_FILTER, limit: 50, before: null };
  const { limit, before } = asked;
  // Asked before everything else: what changes meanwhile is told.
  const stand = before === null ? await store.standOf(portalId, null) : null;
  const [page, named, channels, stop, records, owed] = await Promise.all([
    store.listDeliveries(portalId, { filter: filterOf(asked, timeZone), limit, before }),
    store.namedThings(portalId, { listId: asked.list, audienceId: asked.audience }),
    store.channels(portalId),
    store.sendingStop(portalId),
    store.portal(portalId),
    store.owedRecords(portalId),
  ]);
  if (records === null) return missing(response, reader);
  const live = stand === null ? null : { stream: "/live", stand };
  const problem = checked.kind === "ok" ? null : checked.sentence;
  sendPage(response, reader, {
    title: reader.words.deliveries.title,
    main: deliveriesPage(
      { asked, page, named, channels, stop, access: records.access, records, owed, problem, live },
      reader,
    ),
    status: problem === null ? 200 : 422,
  });
}

async function delivery({ request, response, reader, session, ports }: Visit): Promise<void> {
  const { id } = request.params;
  if (!isUuid(id)) return missing(response, reader);
  // Asked before everything else: what changes meanwhile is told.
  const stand = await ports.store.standOf(session.portalId, id);
  const view = await ports.store.viewDelivery(session.portalId, id);
  if (view === null || stand === null) return missing(response, reader);
  const live = isLive(view) ? { stream: `/live/${id}`, stand } : null;
  const messages = await messagesOfDelivery(view.delivery, ports);
  const choice = linkedChoice(request, ports.publicUrl);
  const shown = messages === null ? null : chat(messages, { fault: null, choice }, reader);
  const surroundings = {
    tooLate: request.query["late"] !== undefined,
    stop: await ports.store.sendingStop(session.portalId),
    access: (await ports.store.portal(session.portalId))?.access ?? null,
    approving: await readApproving(session, view.delivery, ports.store),
    live,
    shown,
    workflowUrl: (workflow: string) => ports.workflowUrl(session.portalId, workflow),
  };
  const main = deliveryPage(view, surroundings, reader);
  sendPage(response, reader, { title: listName(view.delivery), main, ...needsOf(shown) });
}

/** As they went to LINE; before, a saved message as it is now: whatever it says when the window closes goes out. */
async function messagesOfDelivery(
  delivery: Delivery,
  { store }: Pick<ConsolePorts, "store">,
): Promise<readonly LineMessage[] | null> {
  const narrowcast = narrowcastOf(delivery);
  if (narrowcast !== null)
    return (JSON.parse(narrowcast.body) as { messages?: readonly LineMessage[] }).messages ?? null;
  const { message } = delivery.inputs;
  const saved = message.kind === "saved" ? await store.savedMessage(delivery.portalId, message.messageId) : null;
  return messagesOf(message, saved?.messages ?? null);
}

const COMMANDS: readonly string[] = ["seal", "cancel", "approve"] satisfies Command["do"][];

async function command({ request, response, reader, session, ports }: Visit): Promise<void> {
  const { id, command: asked } = request.params;
  if (!isUuid(id) || typeof asked !== "string" || !COMMANDS.includes(asked)) return missing(response, reader);
  const done = await commandDelivery(session, { id, command: asked as Command["do"] }, ports);
  if (done.kind === "missing") return missing(response, reader);
  if (done.kind === "barred") return denied(response, reader, barred(done.approving, reader.words));
  response.redirect(303, `/deliveries/${id}${done.kind === "too_late" ? "?late" : ""}`);
}

/** People get a page, programs go on to the problem that every unknown path is answered with. */
function noSuchPage(ports: ConsolePorts): RequestHandler {
  return (request, response, next) => {
    if (request.accepts(["json", "html"]) !== "html") return next();
    missing(response, readerOf(request, response, ports));
  };
}
