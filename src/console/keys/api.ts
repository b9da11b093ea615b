/** API keys through the API itself: an administrator's key can make and rotate those that may no more than itself. */
import type { Request } from "express";
import { HttpProblem } from "../../server/problem.ts";
import { wordsOf } from "../request/api-request.ts";
import { route, type ApiRoom } from "../request/api-route.ts";
import { listOf, shape } from "../web/schemas.ts";
import { API_KEY, KEY_FIELDS, keyJson, ROTATION_FIELDS, SECRET_KEY } from "./fields.ts";
import { makeKey, revokeKey, rotateKey, type Made, type Rotated } from "./operations.ts";

type Ok = Extract<Made, { readonly kind: "ok" }>;

const PROBLEMS = {
  above_own: { status: 403, code: "KEY_ABOVE_OWN_ROLES" },
  name_taken: { status: 409, code: "KEY_NAME_TAKEN" },
  too_many: { status: 409, code: "TOO_MANY_KEYS" },
  rotated_before: { status: 409, code: "KEY_ROTATED" },
} as const;

function granted(request: Request, answer: Made | Rotated): Ok {
  if (answer.kind === "ok") return answer;
  throw new HttpProblem({ ...PROBLEMS[answer.kind], title: wordsOf(request).keys.problems[answer.kind] });
}

const secretJson = ({ key, token }: Ok) => ({ key: keyJson(key, key.madeAt), secret: token });

const routes = [
  route("GET /keys", {
    name: "listKeys",
    summary: "API keys, those that are revoked or have expired last (administrators)",
    answer: [200, "All of them, 200 at most", shape({ keys: listOf(API_KEY) })],
    refusals: { 403: "NotAllowed" },
    handle: async ({ session }, { store }) => {
      const { now, keys } = await store.apiKeys(session.portalId);
      return { keys: keys.map((key) => keyJson(key, now)) };
    },
  }),
  route("POST /keys", {
    name: "makeKey",
    summary: "Make an API key (administrators)",
    body: KEY_FIELDS,
    answer: [201, "Made; the secret is shown this once", SECRET_KEY],
    refusals: { 403: "KeyAbove", 409: "KeyConflict" },
    handle: async (call) => {
      const { name, roles, expiresInDays: days } = call.body;
      return secretJson(granted(call.request, await makeKey(call, { name, roles, days })));
    },
  }),
  route("POST /keys/:id/rotate", {
    name: "rotateKey",
    summary: "Give an API key a new secret and a new end (administrators)",
    body: ROTATION_FIELDS,
    answer: [200, "The new secret, shown this once", SECRET_KEY],
    refusals: { 403: "KeyAbove" },
    handle: async (call) => {
      const { expiresInDays: days, graceHours } = call.body;
      return secretJson(granted(call.request, await rotateKey(call, { days, graceHours, rotations: null })));
    },
  }),
  route("DELETE /keys/:id", {
    name: "revokeKey",
    summary: "Revoke an API key: it is refused from then on (administrators)",
    answer: [204, "Revoked"],
    handle: revokeKey,
  }),
];

export const keysApi: ApiRoom = {
  tag: "keys",
  about: "API keys, with which programs call these routes",
  routes,
  schemas: { ApiKey: API_KEY, KeyRequest: KEY_FIELDS, RotationRequest: ROTATION_FIELDS, SecretKey: SECRET_KEY },
};
