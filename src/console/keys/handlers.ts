/** What the forms of the API keys page do. */
import { checkFields, numberIn } from "../web/fields.ts";
import { sendPage } from "../web/layout.ts";
import { bodyOf, pressed, saying, textsOf } from "../request/form.ts";
import { found } from "../request/refusal.ts";
import type { PageRequest, PageRoutes } from "../request/visit.ts";
import { KEY_FIELDS, ROTATION_FORM } from "./fields.ts";
import { makeKey, revokeKey, rotateKey, type Made, type Rotated } from "./operations.ts";
import { keysPage, type KeysView } from "./view.ts";

type Shown = Partial<Pick<KeysView, "made" | "problem">>;

async function show(visit: PageRequest, { made = null, problem = null }: Shown = {}): Promise<void> {
  const { response, context, session, ports } = visit;
  const { now, keys } = await ports.store.apiKeys(session.portalId);
  if (problem !== null && problem.id !== "") found(keys.find(({ id }) => id === problem.id));
  const main = keysPage({ now, keys, made, problem }, context);
  sendPage(response, context, { title: context.words.keys.title, main, status: problem === null ? 200 : 422 });
}

const FIELD_OF = { above_own: "roles", name_taken: "name", too_many: null, rotated_before: null } as const;

/** Answered with the secret itself, not led on to another page: it is kept nowhere. */
function shown(visit: PageRequest, answer: Made | Rotated): Promise<void> {
  if (answer.kind === "ok") return show(visit, { made: answer });
  const sentence = visit.context.words.keys.problems[answer.kind];
  return show(visit, { problem: { id: visit.id, field: FIELD_OF[answer.kind], sentence, ...writtenIn(visit) } });
}

/** A key without a role is a viewer. */
function writtenIn({ request }: PageRequest) {
  const { roles = "viewer" } = bodyOf(request);
  return { written: { ...textsOf(request, ["name", "expiresInDays"]), roles: [roles].flat().map(String) } };
}

async function postKey(visit: PageRequest): Promise<void> {
  const { written } = writtenIn(visit);
  const asked = { ...written, expiresInDays: numberIn(written.expiresInDays) };
  const checked = checkFields(KEY_FIELDS, asked, visit.context);
  if (checked.kind === "invalid") return show(visit, { problem: { id: "", written, ...checked } });
  const { name, roles, expiresInDays: days } = checked.value;
  return shown(visit, await makeKey(visit, { name, roles, days }));
}

async function postRotation(visit: PageRequest): Promise<void> {
  const written = textsOf(visit.request, ["expiresInDays", "graceHours", "rotations"]);
  const asked = Object.fromEntries(Object.entries(written).map(([name, value]) => [name, numberIn(value)]));
  const checked = checkFields(ROTATION_FORM, asked, visit.context);
  if (checked.kind === "invalid") return show(visit, { problem: { id: visit.id, ...checked, ...writtenIn(visit) } });
  const { expiresInDays: days, graceHours, rotations } = checked.value;
  return shown(visit, await rotateKey(visit, { days, graceHours, rotations }));
}

export const keyPages: PageRoutes = {
  "GET /keys": (visit) => show(visit),
  "POST /keys": postKey,
  "POST /keys/:id/rotate": postRotation,
  "POST /keys/:id/revoke": pressed(revokeKey, saying("/keys", "revokedKey")),
};
