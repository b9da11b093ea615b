/** A channel's audiences, quota and health through the API. */
import { Router, type Request, type RequestHandler } from "express";
import Joi from "joi";
import type { ChannelRef } from "../../ports/line.ts";
import { checked, idOf, missing, refused, requireUuid, signedIn } from "../request/api-request.ts";
import { audienceJson, knownAudiences, named } from "../audiences/audiences.ts";
import { quotaParts } from "../channels/health.ts";
import { channelJson, findingJson } from "../deliveries/json.ts";
import { verifyChannel } from "../channels/operations.ts";
import type { ConsolePorts } from "../request/ports.ts";
import type { ChannelFacts } from "../../ports/store/channels.ts";

export function accountsApi(ports: ConsolePorts): Router {
  const router = Router();
  router.param("id", requireUuid);
  router.get("/channels/:id/audiences", listAudiences(ports));
  router.get("/channels/:id/health", getHealth(ports));
  router.post("/channels/:id/verify", postVerify(ports));
  return router;
}

const AUDIENCE_FIELDS = Joi.object<{ name: string }>({ name: Joi.string().allow("").default("") }).unknown();

async function channelOf(request: Request, { store }: ConsolePorts): Promise<ChannelFacts & ChannelRef> {
  const { portalId } = signedIn(request);
  const channel = (await store.channels(portalId)).find(({ id }) => id === idOf(request));
  if (channel === undefined) throw missing(request);
  return { ...channel, channelId: channel.id };
}

function listAudiences(ports: ConsolePorts): RequestHandler {
  return async (request, response) => {
    const { portalId, channelId } = await channelOf(request, ports);
    const { name } = checked(request, AUDIENCE_FIELDS, request.query);
    const answer = await knownAudiences({ portalId, channelId }, ports);
    if (answer.kind !== "ok") throw refused(request, { ...answer, field: "id" });
    response.json({ audiences: named(answer.value, name).map(audienceJson) });
  };
}

const instantOrNull = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** LINE's refusal is part of the answer: that is what is asked for here. */
function getHealth(ports: ConsolePorts): RequestHandler {
  return async (request, response) => {
    const { portalId, channelId, quotaFloor } = await channelOf(request, ports);
    const quota = await ports.line.quota({ portalId, channelId });
    const health = await ports.store.channelHealth(portalId, channelId);
    if (health === null) throw missing(request);
    const { verifiedAt, lastOkAt, lastErrorAt, lastError } = health;
    response.json({
      quota: quota.kind === "ok" ? quotaParts(quota.value, quotaFloor) : null,
      problem: quota.kind === "ok" ? null : findingJson(quota.finding),
      verifiedAt: instantOrNull(verifiedAt),
      lastOkAt: instantOrNull(lastOkAt),
      lastErrorAt: instantOrNull(lastErrorAt),
      lastError: lastError === null ? null : findingJson(lastError),
    });
  };
}

function postVerify(ports: ConsolePorts): RequestHandler {
  return async (request, response) => {
    const verified = await verifyChannel(signedIn(request), idOf(request), ports);
    if (verified.kind === "missing") throw missing(request);
    if (verified.kind !== "ok") throw refused(request, verified);
    response.json(channelJson(verified.channel));
  };
}
