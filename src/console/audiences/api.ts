/** A channel's audiences through the API. */
import { channelOf } from "../channels/operations.ts";
import { route, type ApiRoom } from "../request/api-route.ts";
import { granted } from "../request/refusal.ts";
import { TEXT } from "../web/answers.ts";
import { listOf, shape } from "../web/schemas.ts";
import { AUDIENCE, audienceJson } from "./answers.ts";
import { knownAudiences, named } from "./audiences.ts";

const QUERY = shape({ name: TEXT.default("").description("Only those whose name contains it") }).unknown();

const routes = [
  route("GET /channels/:id/audiences", {
    name: "listAudiences",
    summary: "The account's audiences at LINE, ready ones first",
    query: QUERY,
    answer: [200, "All of them", shape({ audiences: listOf(AUDIENCE) })],
    refusals: { 503: "Later" },
    handle: async (call, ports) => {
      const { portalId, id: channelId } = await channelOf(call);
      const all = granted(await knownAudiences({ portalId, channelId }, ports), "id");
      return { audiences: named(all, call.query.name).map(audienceJson) };
    },
  }),
];

export const audiencesApi: ApiRoom = { tag: "channels", routes, schemas: { Audience: AUDIENCE } };
