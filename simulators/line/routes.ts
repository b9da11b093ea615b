/** Every route the simulated platform answers; whatever is not here is a 404. */
import type { IncomingMessage } from "node:http";
import { botInfo, consumption, profile, quota } from "./account/account.ts";
import { listAudiences, listShared, oneAudience } from "./audiences/audience-list.ts";
import {
  addByFile,
  addByJson,
  audienceId,
  createByFile,
  createByJson,
  createFromMessage,
  remove,
  rename,
} from "./audiences/audience-requests.ts";
import { messageEvent } from "./statistics/insight.ts";
import { OTHERS, SIXTY_A_MINUTE, SIXTY_AN_HOUR, TWO_HUNDRED_A_SECOND, type RateLimit } from "./limits.ts";
import { noAccess } from "./line-error.ts";
import { messageErrors } from "./messages/message-errors.ts";
import { acceptMulticast } from "./messages/multicast.ts";
import { acceptNarrowcast } from "./narrowcast/narrowcast.ts";
import { progressView } from "./narrowcast/progress.ts";
import { deliveries, demographics, followers } from "./statistics/statistics.ts";
import { messagesErrors } from "./narrowcast/validate-narrowcast.ts";
import type { Channel, World } from "./world.ts";

export interface Call {
  readonly world: World;
  readonly channel: Channel;
  readonly now: number;
  readonly requestId: string;
  readonly retryKey: string | undefined;
  /** The part of the path in braces. */
  readonly id: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly bodyText: string;
  readonly request: IncomingMessage;
}

export interface Route {
  readonly host: "api" | "data";
  readonly method: string;
  readonly path: string;
  readonly limit: RateLimit;
  readonly status: number;
  readonly reads: "nothing" | "json" | "file";
  readonly takesRetryKey?: boolean;
  /** Accounts outside Japan, Taiwan and Thailand have no audiences. */
  readonly audience?: boolean;
  readonly answer: (call: Call) => object | Promise<object>;
}

type Answer = Route["answer"];

const get = (path: string, answer: Answer, limit = OTHERS): Route => ({
  host: "api",
  method: "GET",
  path,
  limit,
  status: 200,
  reads: "nothing",
  answer,
});
const message = (path: string, status: number, limit: RateLimit, answer: Answer): Route => ({
  host: "api",
  method: "POST",
  path,
  limit,
  status,
  reads: "json",
  answer,
});
const audience = (method: string, path: string, status: number, answer: Answer): Route => ({
  host: "api",
  method,
  path,
  limit: SIXTY_A_MINUTE,
  status,
  reads: method === "GET" || method === "DELETE" ? "nothing" : "json",
  audience: true,
  answer,
});
const file = (method: string, answer: Answer): Route => ({
  ...audience(method, "/v2/bot/audienceGroup/upload/byFile", 202, answer),
  host: "data",
  reads: "file",
});

const AUDIENCES = "/v2/bot/audienceGroup";

export const ROUTES: readonly Route[] = [
  get("/v2/bot/info", ({ channel }) => botInfo(channel)),
  get("/v2/bot/profile/{id}", ({ channel, id }) => profile(channel, id)),
  get("/v2/bot/message/quota", ({ channel }) => quota(channel)),
  get("/v2/bot/message/quota/consumption", ({ channel, now }) => consumption(channel, now)),
  { ...message("/v2/bot/message/narrowcast", 202, SIXTY_AN_HOUR, narrowcast), takesRetryKey: true },
  { ...message("/v2/bot/message/multicast", 200, TWO_HUNDRED_A_SECOND, multicast), takesRetryKey: true },
  message("/v2/bot/message/validate/narrowcast", 200, OTHERS, validate),
  get("/v2/bot/message/progress/narrowcast", ({ world, channel, query }) =>
    progressView(world, channel, query.get("requestId")),
  ),
  get(
    "/v2/bot/insight/message/event",
    ({ world, channel, query }) => messageEvent(world, channel, query.get("requestId")),
    SIXTY_AN_HOUR,
  ),
  get(
    "/v2/bot/insight/message/delivery",
    ({ channel, query, now }) => deliveries(channel, query.get("date"), now),
    SIXTY_AN_HOUR,
  ),
  get(
    "/v2/bot/insight/followers",
    ({ channel, query, now }) => followers(channel, query.get("date"), now),
    SIXTY_AN_HOUR,
  ),
  get("/v2/bot/insight/demographic", ({ channel, now }) => demographics(channel, now), SIXTY_AN_HOUR),
  audience("GET", `${AUDIENCES}/list`, 200, ({ channel, query, now }) => listAudiences(channel, query, now)),
  audience("GET", `${AUDIENCES}/shared/list`, 200, ({ channel, query, now }) => listShared(channel, query, now)),
  audience("GET", `${AUDIENCES}/shared/{id}`, 200, ({ channel, id, now }) =>
    oneAudience(channel, audienceId(id), true, now),
  ),
  audience("POST", `${AUDIENCES}/upload`, 202, ({ world, channel, body }) => createByJson(world, channel, body)),
  audience("PUT", `${AUDIENCES}/upload`, 202, ({ world, channel, body }) => addByJson(world, channel, body)),
  file("POST", ({ world, channel, request }) => createByFile(world, channel, request)),
  file("PUT", ({ world, channel, request }) => addByFile(world, channel, request)),
  audience("POST", `${AUDIENCES}/click`, 202, ({ world, channel, body }) =>
    createFromMessage(world, channel, "CLICK", body),
  ),
  audience("POST", `${AUDIENCES}/imp`, 202, ({ world, channel, body }) =>
    createFromMessage(world, channel, "IMP", body),
  ),
  audience("PUT", `${AUDIENCES}/{id}/updateDescription`, 200, ({ world, channel, id, body }) =>
    rename(world, channel, id, body),
  ),
  audience("GET", `${AUDIENCES}/{id}`, 200, ({ channel, id, now }) => oneAudience(channel, audienceId(id), false, now)),
  // The pages say 202, the OpenAPI file 200. https://developers.line.biz/en/reference/messaging-api/#delete-audience-group
  audience("DELETE", `${AUDIENCES}/{id}`, 202, ({ world, channel, id }) => remove(world, channel, id)),
];

function narrowcast({ world, channel, requestId, retryKey, body, bodyText }: Call): object {
  acceptNarrowcast(world, channel, { requestId, retryKey, body, bodyText });
  return {};
}

function multicast({ channel, now, requestId, retryKey, body, bodyText }: Call): object {
  acceptMulticast(channel, { requestId, retryKey, body, bodyText }, now);
  return {};
}

function validate({ body }: Call): object {
  const errors = messagesErrors(body);
  if (errors.length > 0) throw messageErrors(errors);
  return {};
}

const PATTERNS = ROUTES.map((route) => ({ route, pattern: new RegExp(`^${route.path.replace("{id}", "([^/]+)")}$`) }));

export interface Found {
  readonly route: Route;
  readonly id: string;
}

export function findRoute(host: Route["host"], method: string, path: string): Found | undefined {
  for (const { route, pattern } of PATTERNS) {
    if (route.host !== host || route.method !== method) continue;
    const match = pattern.exec(path);
    if (match) return { route, id: match[1] ?? "" };
  }
  return undefined;
}

export function refuseCountry({ audience: ofAudiences }: Route, { country }: Channel): void {
  if (ofAudiences && country === "other") throw noAccess();
}
