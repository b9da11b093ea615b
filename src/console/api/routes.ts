/** The JSON API: what the console shows and does, with the same session. Described in `openapi.json`. */
import express, { Router, type Request, type RequestHandler, type Response } from "express";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Command } from "../../delivery/lifecycle/commands.ts";
import { HttpProblem, notFound } from "../../server/problem.ts";
import { accountsApi } from "./channels.ts";
import {
  checked,
  idOf,
  missing,
  refused,
  requireJson,
  requireSession,
  requireUuid,
  signedIn,
  wordsOf,
} from "../request/api-request.ts";
import { accessJson, channelJson, deliveryJson, messageJson, summaryJson, testerJson } from "../deliveries/json.ts";
import { exportCsv, exportJson } from "../deliveries/export.ts";
import { filterOf, LIST_FIELDS } from "../deliveries/filter.ts";
import { CHANNEL_FIELDS, CHANNEL_SETTINGS, MESSAGE_FIELDS, TEST_FIELDS, TESTER_FIELDS } from "../web/fields.ts";
import { addTester, changeChannel, connectChannel, removeTester } from "../channels/operations.ts";
import { commandDelivery } from "../deliveries/operations.ts";
import { removeMessage, saveMessage } from "../messages/operations.ts";
import { sendTest } from "../messages/test-send.ts";
import { barredProblem } from "../settings/policies/approving.ts";
import type { ConsolePorts } from "../request/ports.ts";
import { privacyApi } from "./privacy.ts";
import { notAllowed, refuseUnentitled } from "../request/rights.ts";
import { refuseCrossSite } from "../request/same-origin.ts";
import { refuseOtherPortal } from "../request/same-portal.ts";
import { findSession } from "../request/session.ts";
import { disconnectApi } from "../settings/disconnect.ts";
import { sendingApi } from "../settings/sending.ts";
import { settingsApi } from "../settings/api.ts";
import { isUuid } from "../request/uuid.ts";

const LARGEST_BODY = "256kb";
const OPENAPI: unknown = JSON.parse(readFileSync(new URL("./openapi.json", import.meta.url), "utf8"));

export function apiRoutes(ports: ConsolePorts): Router {
  const router = Router();
  router.use(noStore);
  router.get("/openapi.json", (_request, response) => void response.json(OPENAPI));
  router.use(findSession(ports), requireSession, ports.limitPer(portalOf), refuseCrossSite(ports), requireJson);
  router.use(refuseOtherPortal, refuseUnentitled(ports, wordsOf, deny));
  router.use(ports.watchBody, express.json({ inflate: false, limit: LARGEST_BODY }));
  router.param("id", requireUuid);
  router.route("/channels").get(listChannels(ports)).post(postChannel(ports));
  router.patch("/channels/:id", patchChannel(ports));
  router.route("/channels/:id/testers").get(listTesters(ports)).post(postTester(ports));
  router.delete("/testers/:id", deleteTester(ports));
  router.get("/deliveries", listDeliveries(ports));
  router.get("/deliveries.csv", exportCsv(ports));
  router.get("/deliveries.json", exportJson(ports));
  router.get("/deliveries/:id", getDelivery(ports));
  router.post("/deliveries/:id/seal", command(ports, "seal"));
  router.post("/deliveries/:id/cancel", command(ports, "cancel"));
  router.post("/deliveries/:id/approve", command(ports, "approve"));
  router.route("/messages").get(listMessages(ports)).post(postMessage(ports));
  router.route("/messages/:id").get(getMessage(ports)).put(putMessage(ports)).delete(deleteMessage(ports));
  router.post("/messages/:id/test", testMessage(ports));
  router.use(accountsApi(ports));
  router.use(settingsApi(ports));
  router.use(sendingApi(ports), disconnectApi(ports));
  router.use(privacyApi(ports));
  router.use(notFound);
  return router;
}

const deny = (_request: Request, _response: Response, denied: Parameters<typeof notAllowed>[0]): never => {
  throw notAllowed(denied);
};

const noStore: RequestHandler = (_request, response, next) => {
  response.set("Cache-Control", "no-store");
  next();
};

const portalOf = (request: Request): string => String(signedIn(request).portalId);

function listChannels({ store }: ConsolePorts): RequestHandler {
  return async (request, response) => {
    const channels = await store.channels(signedIn(request).portalId);
    response.json({ channels: channels.map(channelJson) });
  };
}

function postChannel(ports: ConsolePorts): RequestHandler {
  return async (request, response) => {
    const wanted = checked(request, CHANNEL_FIELDS, request.body);
    const result = await connectChannel(signedIn(request), wanted, ports);
    if (result.kind !== "ok") throw refused(request, result);
    response.status(201).json(channelJson(result.channel));
  };
}

function patchChannel(ports: ConsolePorts): RequestHandler {
  return async (request, response) => {
    const settings = checked(request, CHANNEL_SETTINGS, request.body);
    const changed = await changeChannel(signedIn(request), idOf(request), settings, ports);
    if (changed.kind === "missing") throw missing(request);
    if (changed.kind !== "ok") throw refused(request, changed);
    response.json(channelJson(changed.channel));
  };
}

function listTesters({ store }: ConsolePorts): RequestHandler {
  return async (request, response) => {
    const { portalId } = signedIn(request);
    const channels = await store.channels(portalId);
    if (!channels.some(({ id }) => id === idOf(request))) throw missing(request);
    const testers = await store.testers(portalId, idOf(request));
    response.json({ testers: testers.map(testerJson) });
  };
}

function postTester(ports: ConsolePorts): RequestHandler {
  return async (request, response) => {
    const wanted = checked(request, TESTER_FIELDS, request.body);
    const tester = await addTester(signedIn(request), idOf(request), wanted, ports);
    if (tester === null) throw missing(request);
    response.status(201).json(testerJson(tester));
  };
}

function deleteTester(ports: ConsolePorts): RequestHandler {
  return async (request, response) => {
    if (!(await removeTester(signedIn(request), idOf(request), ports))) throw missing(request);
    response.status(204).end();
  };
}

function listDeliveries({ store, deliveryUrl }: ConsolePorts): RequestHandler {
  return async (request, response) => {
    const { limit, before, ...asked } = checked(request, LIST_FIELDS, request.query);
    const { portalId, timeZone } = signedIn(request);
    const [page, portal] = await Promise.all([
      store.listDeliveries(portalId, { filter: filterOf(asked, timeZone), limit, before }),
      store.portal(portalId),
    ]);
    const shown = page.deliveries.map((summary) => summaryJson(summary, deliveryUrl(summary.delivery.id)));
    response.json({ deliveries: shown, nextBefore: page.next, access: accessJson(portal?.access ?? null) });
  };
}

async function sendDelivery(request: Request, response: Response, { store, deliveryUrl }: ConsolePorts): Promise<void> {
  const { portalId } = signedIn(request);
  const [view, portal] = await Promise.all([store.viewDelivery(portalId, idOf(request)), store.portal(portalId)]);
  if (view === null) throw missing(request);
  response.json({
    ...deliveryJson(view, deliveryUrl(view.delivery.id)),
    access: accessJson(portal?.access ?? null),
  });
}

function getDelivery(ports: ConsolePorts): RequestHandler {
  return (request, response) => sendDelivery(request, response, ports);
}

function command(ports: ConsolePorts, wish: Command["do"]): RequestHandler {
  return async (request, response) => {
    const result = await commandDelivery(signedIn(request), { id: idOf(request), command: wish }, ports);
    if (result.kind === "missing") throw missing(request);
    if (result.kind === "barred") throw barredProblem(result.approving, wordsOf(request));
    if (result.kind === "too_late") {
      const { problems } = wordsOf(request);
      throw wish === "approve"
        ? new HttpProblem({ status: 409, code: "NOTHING_TO_APPROVE", title: problems.nothingToApprove })
        : new HttpProblem({ status: 409, code: "DELIVERY_TOO_LATE", title: problems.tooLate });
    }
    await sendDelivery(request, response, ports);
  };
}

function listMessages({ store }: ConsolePorts): RequestHandler {
  return async (request, response) => {
    const messages = await store.savedMessages(signedIn(request).portalId);
    response.json({ messages: messages.map(messageJson) });
  };
}

function getMessage({ store }: ConsolePorts): RequestHandler {
  return async (request, response) => {
    const message = await store.savedMessage(signedIn(request).portalId, idOf(request));
    if (message === null) throw missing(request);
    response.json(messageJson(message));
  };
}

function postMessage(ports: ConsolePorts): RequestHandler {
  return (request, response) => storeMessage(request, response, ports, null);
}

function putMessage(ports: ConsolePorts): RequestHandler {
  return (request, response) => storeMessage(request, response, ports, idOf(request));
}

async function storeMessage(
  request: Request,
  response: Response,
  ports: ConsolePorts,
  id: string | null,
): Promise<void> {
  const wanted = checked(request, MESSAGE_FIELDS, request.body);
  const saved = await saveMessage(signedIn(request), { id, ...wanted }, ports);
  if (saved.kind === "missing") throw missing(request);
  if (saved.kind !== "ok") throw refused(request, saved);
  const { message, checkedByLine } = saved;
  response.status(id === null ? 201 : 200).json({ ...messageJson(message), checkedByLine });
}

function deleteMessage(ports: ConsolePorts): RequestHandler {
  return async (request, response) => {
    if (!(await removeMessage(signedIn(request), idOf(request), ports))) throw missing(request);
    response.status(204).end();
  };
}

/** A repeated request with the same `Idempotency-Key` (a UUID) is one test send: LINE gets it as its retry key. */
function testMessage(ports: ConsolePorts): RequestHandler {
  return async (request, response) => {
    const wanted = checked(request, TEST_FIELDS, request.body);
    const retryKey = retryKeyOf(request);
    const session = signedIn(request);
    const sent = await sendTest(session, { ...wanted, messageId: idOf(request), retryKey }, ports);
    if (sent.kind === "missing") throw missing(request);
    if (sent.kind !== "ok") throw refused(request, sent);
    response.status(202).json({ sentTo: sent.to.map(testerJson) });
  };
}

/** A key that LINE would not take must not be swapped for another: the caller relies on it. */
function retryKeyOf(request: Request): string {
  const given = request.get("idempotency-key");
  if (given === undefined) return randomUUID();
  const key = given.toLowerCase();
  if (isUuid(key)) return key;
  const { problems } = wordsOf(request);
  const said = { title: problems.fieldInvalid, detail: problems.fields.idempotencyKey };
  throw new HttpProblem({ status: 422, code: "FIELD_INVALID", ...said, field: "Idempotency-Key" });
}
