/** The pages people see: who may, which one, and what their forms do. */
import express, { Router, type Request, type RequestHandler } from "express";
import { html } from "htm/preact";
import { fileURLToPath } from "node:url";
import type { Command } from "../delivery/commands.ts";
import { outcomeOf } from "../delivery/delivery.ts";
import { listName } from "../wording/record-properties.ts";
import { sentence } from "../wording/wording.ts";
import { channelsPage, type CardProblem, type ChannelForm, type ChannelForms } from "./channels-page.ts";
import { deliveriesPage } from "./deliveries-page.ts";
import { deliveryPage, isLive } from "./delivery-page.ts";
import { CHANNEL_FIELDS, CHANNEL_SETTINGS, checkFields, PAGE_FIELDS, TESTER_FIELDS } from "./fields.ts";
import { ASSETS, sendPage } from "./layout.ts";
import {
  changeMessage,
  createMessage,
  listMessages,
  removeMessage,
  showMessage,
  testMessage,
} from "./message-pages.ts";
import { changeChannel, commandDelivery, connectChannel } from "./operations.ts";
import type { ConsolePorts } from "./ports.ts";
import { readerOf } from "./reader.ts";
import { refuseCrossSite } from "./same-origin.ts";
import { findSession, sessionOf } from "./session.ts";
import { isUuid } from "./uuid.ts";
import { missing, type Visit } from "./visit.ts";

/** Five Flex Messages of 50 KB, indented and written as a form. */
const LARGEST_MESSAGE = "1mb";

export function pageRoutes(ports: ConsolePorts): Router {
  const router = Router();
  const { store } = ports;
  router.use("/assets", express.static(fileURLToPath(ASSETS), { maxAge: "1h", index: false, redirect: false }));
  router.use(findSession(store), refuseCrossSite(ports));
  const form = (limit: string) => express.urlencoded({ extended: false, limit });
  const forSession = (handle: SignedIn, limit = "64kb"): RequestHandler[] => [form(limit), signedIn(ports, handle)];
  router.get("/", signedInOr(ports, welcome, deliveries));
  router.get("/deliveries/:id", forSession(delivery));
  router.post("/deliveries/:id/:command", forSession(command));
  router.get("/channels", forSession(channels));
  router.post("/channels", forSession(connect));
  router.post("/channels/:id", forSession(changeSettings));
  router.post("/channels/:id/testers", forSession(addTester));
  router.post("/testers/:id/delete", forSession(removeTester));
  router.get("/messages", forSession(listMessages));
  router.post("/messages", forSession(createMessage, LARGEST_MESSAGE));
  router.get("/messages/:id", forSession(showMessage));
  router.post("/messages/:id", forSession(changeMessage, LARGEST_MESSAGE));
  router.post("/messages/:id/delete", forSession(removeMessage));
  router.post("/messages/:id/test", forSession(testMessage));
  router.use(noSuchPage(ports));
  return router;
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

const COMMANDS: readonly string[] = ["seal", "cancel", "approve"] satisfies Command["do"][];

async function command({ request, response, reader, session, ports }: Visit): Promise<void> {
  const { id, command: asked } = request.params;
  if (!isUuid(id) || typeof asked !== "string" || !COMMANDS.includes(asked)) return missing(response, reader);
  const done = await commandDelivery(session, { id, command: asked as Command["do"] }, ports);
  if (done.kind === "missing") return missing(response, reader);
  response.redirect(303, `/deliveries/${id}${done.kind === "too_late" ? "?late" : ""}`);
}

const NO_CHANNEL: ChannelForm = { name: "", channelId: "", problem: null };

const channels = (visit: Visit): Promise<void> => showChannels(visit, {});

async function showChannels(
  { response, reader, session, ports }: Visit,
  { connecting = NO_CHANNEL, problem = null }: Partial<ChannelForms>,
): Promise<void> {
  const { portalId } = session;
  const connected = await ports.store.channels(portalId);
  if (problem !== null && !connected.some(({ id }) => id === problem.channelId)) return missing(response, reader);
  const withAudiences = connected.map(async (channel) => ({
    channel,
    testers: await ports.store.testers(portalId, channel.id),
    audiences: await ports.line.audiences({ portalId, channelId: channel.id }),
  }));
  const main = channelsPage(await Promise.all(withAudiences), { connecting, problem }, reader);
  const status = connecting.problem === null && problem === null ? 200 : 422;
  sendPage(response, reader, { title: reader.words.channels.title, main, status });
}

async function connect(visit: Visit): Promise<void> {
  const { request, response, reader, session, ports } = visit;
  const again = (problem: string) =>
    showChannels(visit, { connecting: { ...NO_CHANNEL, ...textsOf(request, ["name", "channelId"]), problem } });
  const checked = checkFields(CHANNEL_FIELDS, request.body, reader.words);
  if (checked.kind === "invalid") return again(checked.sentence);
  const connected = await connectChannel(session, checked.value, ports);
  if (connected.kind !== "ok") return again(sentence(connected.finding, reader.language));
  response.redirect(303, "/channels");
}

/** Shows the page again with what was written and why it was not taken. */
function cardAgain(visit: Visit, { form, sentence: why }: Pick<CardProblem, "form" | "sentence">): Promise<void> {
  const { request } = visit;
  const names = form === "settings" ? ["name", "timeZone", "quotaFloor"] : ["name", "lineUserId"];
  const problem = { channelId: String(request.params["id"]), form, sentence: why, written: textsOf(request, names) };
  return showChannels(visit, { problem });
}

async function changeSettings(visit: Visit): Promise<void> {
  const { request, response, reader, session, ports } = visit;
  const { id } = request.params;
  if (!isUuid(id)) return missing(response, reader);
  const checked = checkFields(CHANNEL_SETTINGS, request.body, reader.words);
  if (checked.kind === "invalid") return cardAgain(visit, { form: "settings", sentence: checked.sentence });
  const changed = await changeChannel(session, id, checked.value, ports);
  if (changed.kind === "missing") return missing(response, reader);
  if (changed.kind === "ok") return response.redirect(303, "/channels");
  return cardAgain(visit, { form: "settings", sentence: sentence(changed.finding, reader.language) });
}

async function addTester(visit: Visit): Promise<void> {
  const { request, response, reader, session, ports } = visit;
  const { id } = request.params;
  const checked = checkFields(TESTER_FIELDS, request.body, reader.words);
  if (checked.kind === "invalid") return cardAgain(visit, { form: "testers", sentence: checked.sentence });
  const tester = isUuid(id) ? await ports.store.saveTester(session.portalId, id, checked.value) : null;
  if (tester === null) return missing(response, reader);
  response.redirect(303, "/channels");
}

async function removeTester({ request, response, reader, session, ports }: Visit): Promise<void> {
  const { id } = request.params;
  const gone = isUuid(id) && (await ports.store.deleteTester(session.portalId, id));
  if (!gone) return missing(response, reader);
  response.redirect(303, "/channels");
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
