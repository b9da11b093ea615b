/** The pages people see: who may, which one, and what their forms do. */
import express, { Router, type Request, type RequestHandler, type Response } from "express";
import { html } from "htm/preact";
import type { VNode } from "preact";
import { fileURLToPath } from "node:url";
import type { Command } from "../delivery/commands.ts";
import { outcomeOf } from "../delivery/delivery.ts";
import type { Session } from "../ports/store.ts";
import { listName } from "../wording/record-properties.ts";
import { sentence } from "../wording/wording.ts";
import { channelsPage, type ChannelForm } from "./channels-page.ts";
import { deliveriesPage } from "./deliveries-page.ts";
import { deliveryPage, isLive } from "./delivery-page.ts";
import { CHANNEL_FIELDS, checkFields, PAGE_FIELDS, TEXT_FORM_FIELDS } from "./fields.ts";
import { ASSETS, securityHeaders, sendPage } from "./layout.ts";
import { EMPTY_FORM, messagesPage, singleText, type TextForm } from "./messages-page.ts";
import { commandDelivery, connectChannel, saveMessage } from "./operations.ts";
import type { ConsolePorts } from "./ports.ts";
import { readerOf, type Reader } from "./reader.ts";
import { refuseCrossSite } from "./same-origin.ts";
import { findSession, sessionOf } from "./session.ts";
import { isUuid } from "./uuid.ts";

export function pageRoutes(ports: ConsolePorts): Router {
  const router = Router();
  const { store } = ports;
  router.use("/assets", express.static(fileURLToPath(ASSETS), { maxAge: "1h", index: false, redirect: false }));
  router.use(securityHeaders, findSession(store), refuseCrossSite(ports));
  const form = express.urlencoded({ extended: false, limit: "64kb" });
  const forSession = (handle: SignedIn): RequestHandler[] => [form, signedIn(ports, handle)];
  router.get("/", signedInOr(ports, welcome, deliveries));
  router.get("/deliveries/:id", forSession(delivery));
  router.post("/deliveries/:id/:command", forSession(command));
  router.get("/channels", forSession(channels));
  router.post("/channels", forSession(connect));
  router.get("/messages", forSession(messages));
  router.post("/messages", forSession(save));
  router.post("/messages/:id", forSession(save));
  router.post("/messages/:id/delete", forSession(remove));
  router.use(noSuchPage(ports));
  return router;
}

interface Visit {
  readonly request: Request;
  readonly response: Response;
  readonly reader: Reader;
  readonly session: Session;
  readonly ports: ConsolePorts;
}

type SignedIn = (visit: Visit) => Promise<void>;

function signedIn(ports: ConsolePorts, handle: SignedIn): RequestHandler {
  return signedInOr(
    ports,
    ({ response, request }) => {
      response.redirect(303, `/hubspot/oauth/install?return=${encodeURIComponent(request.path)}`);
    },
    handle,
  );
}

function signedInOr(
  ports: ConsolePorts,
  otherwise: (visit: Omit<Visit, "session">) => void,
  handle: SignedIn,
): RequestHandler {
  return async (request, response) => {
    const visit = { request, response, reader: readerOf(request, response, ports), ports };
    const session = sessionOf(request);
    if (session === null) otherwise(visit);
    else await handle({ ...visit, session });
  };
}

function welcome({ response, reader }: Omit<Visit, "session">): void {
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
  const checked = checkFields(PAGE_FIELDS, request.query, reader.words);
  const { limit, before } = checked.kind === "ok" ? checked.value : { limit: 50, before: null };
  const found = await ports.store.listDeliveries(session.portalId, { limit, before: before?.getTime() ?? null });
  const last = found.length === limit ? found.at(-1) : undefined;
  const older = last === undefined ? null : `/?before=${new Date(last.delivery.openedAt).toISOString()}`;
  const live = found.some((summary) => outcomeOf(summary.delivery) === null);
  sendPage(response, reader, {
    title: reader.words.deliveries.title,
    main: deliveriesPage(found, older, reader),
    live,
  });
}

async function delivery({ request, response, reader, session, ports }: Visit): Promise<void> {
  const { id } = request.params;
  const view = isUuid(id) ? await ports.store.viewDelivery(session.portalId, id) : null;
  if (view === null) return missing(response, reader);
  const main = deliveryPage(view, { tooLate: request.query["late"] !== undefined }, reader);
  sendPage(response, reader, { title: listName(view.delivery), main, live: isLive(view.delivery) });
}

const COMMANDS: readonly string[] = ["seal", "cancel"] satisfies Command["do"][];

async function command({ request, response, reader, session, ports }: Visit): Promise<void> {
  const { id, command: asked } = request.params;
  if (!isUuid(id) || typeof asked !== "string" || !COMMANDS.includes(asked)) return missing(response, reader);
  const done = await commandDelivery(session, { id, command: asked as Command["do"] }, ports);
  if (done.kind === "missing") return missing(response, reader);
  response.redirect(303, `/deliveries/${id}${done.kind === "too_late" ? "?late" : ""}`);
}

const NO_CHANNEL: ChannelForm = { name: "", channelId: "", problem: null };

const channels = (visit: Visit): Promise<void> => showChannels(visit, NO_CHANNEL);

async function showChannels({ response, reader, session, ports }: Visit, form: ChannelForm): Promise<void> {
  const { portalId } = session;
  const connected = await ports.store.channels(portalId);
  const withAudiences = connected.map(async (channel) => ({
    channel,
    audiences: await ports.line.audiences({ portalId, channelId: channel.id }),
  }));
  const main = channelsPage(await Promise.all(withAudiences), form, reader);
  const status = form.problem === null ? 200 : 422;
  sendPage(response, reader, { title: reader.words.channels.title, main, status });
}

async function connect(visit: Visit): Promise<void> {
  const { request, response, reader, session, ports } = visit;
  const again = (problem: string) =>
    showChannels(visit, { ...NO_CHANNEL, ...textsOf(request, ["name", "channelId"]), problem });
  const checked = checkFields(CHANNEL_FIELDS, request.body, reader.words);
  if (checked.kind === "invalid") return again(checked.sentence);
  const connected = await connectChannel(session, checked.value, ports);
  if (connected.kind !== "ok") return again(sentence(connected.finding, reader.language));
  response.redirect(303, "/channels");
}

async function messages(visit: Visit): Promise<void> {
  const { request, session, ports } = visit;
  const id = request.query["edit"];
  const edited = isUuid(id) ? await ports.store.savedMessage(session.portalId, id) : null;
  const text = edited === null ? null : singleText(edited);
  if (edited === null || text === null) return showMessages(visit, EMPTY_FORM);
  return showMessages(visit, { id: edited.id, name: edited.name, text, problem: null });
}

async function showMessages({ response, reader, session, ports }: Visit, form: TextForm): Promise<void> {
  const saved = await ports.store.savedMessages(session.portalId);
  const status = form.problem === null ? 200 : 422;
  sendPage(response, reader, { title: reader.words.messages.title, main: messagesPage(saved, form, reader), status });
}

async function save(visit: Visit): Promise<void> {
  const { request, response, reader, session, ports } = visit;
  const id = request.params["id"] === undefined ? null : String(request.params["id"]);
  if (id !== null && !isUuid(id)) return missing(response, reader);
  const again = (problem: string) =>
    showMessages(visit, { ...EMPTY_FORM, id, ...textsOf(request, ["name", "text"]), problem });
  const checked = checkFields(TEXT_FORM_FIELDS, request.body, reader.words);
  if (checked.kind === "invalid") return again(checked.sentence);
  const { name } = checked.value;
  // Browsers send the lines of a form with CR LF; LINE would count the CR.
  const text = checked.value.text.replaceAll("\r\n", "\n");
  const saved = await saveMessage(session, { id, name, messages: [{ type: "text", text }] }, ports);
  if (saved.kind === "missing") return missing(response, reader);
  if (saved.kind !== "ok") return again(sentence(saved.finding, reader.language));
  response.redirect(303, "/messages");
}

async function remove({ request, response, reader, session, ports }: Visit): Promise<void> {
  const { id } = request.params;
  const gone = isUuid(id) && (await ports.store.deleteSavedMessage(session.portalId, id));
  if (!gone) return missing(response, reader);
  response.redirect(303, "/messages");
}

function textsOf(request: Request, names: readonly string[]): Record<string, string> {
  const body = (request.body ?? {}) as Record<string, unknown>;
  return Object.fromEntries(names.map((name) => [name, typeof body[name] === "string" ? body[name] : ""]));
}

/** People get a page, programs go on to the problem that every unknown path is answered with. */
function noSuchPage(ports: ConsolePorts): RequestHandler {
  return (request, response, next) => {
    if (request.accepts(["json", "html"]) !== "html") return next();
    missing(response, readerOf(request, response, ports));
  };
}

/** Another portal's ids look exactly like ids that do not exist. */
function missing(response: Response, reader: Reader): void {
  const { problems, delivery: words } = reader.words;
  const main: VNode = html`<section class="notice">
    <h1>${problems.notFoundTitle}</h1>
    <p>${problems.notFound}</p>
    <p><a href="/">${words.back}</a></p>
  </section>`;
  sendPage(response, reader, { title: problems.notFoundTitle, main, status: 404 });
}
