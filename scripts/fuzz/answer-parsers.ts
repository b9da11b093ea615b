/** What reads LINE's and HubSpot's answers: asked through the adapters, answered with documented answers gone wrong. */
import fc from "fast-check";
import Joi from "joi";
import { readFileSync } from "node:fs";
import { createHubSpotAdapter } from "../../src/platforms/hubspot/hubspot-adapter.ts";
import { createLineAdapter } from "../../src/platforms/line/line-adapter.ts";
import type { RateLimiter } from "../../src/ports/rate-limiter.ts";
import type { Credentials } from "../../src/ports/credentials.ts";
import type { HubSpot } from "../../src/ports/hubspot.ts";
import type { Line } from "../../src/ports/line.ts";
import type { Answering, Reply } from "./answering.ts";
import { hostileText, jsonText, mutated } from "./inputs.ts";
import { parser, type Parser, type Verdict } from "./parser.ts";

/** A question of a port, and what a good answer to it looks like in our words. */
interface Question<Port> {
  readonly ask: (port: Port) => Promise<unknown>;
  readonly value: Joi.Schema;
  /** Paths of the platform whose answers are made odd, longest first. */
  readonly paths: readonly string[];
}

const FIXTURES = new URL("../../test/fixtures/", import.meta.url);
const examples = (name: string): Readonly<Record<string, unknown>> =>
  JSON.parse(readFileSync(new URL(name, FIXTURES), "utf8")) as Record<string, unknown>;

const number = Joi.number().unsafe().required();
const count = number.allow(null);
const text = Joi.string().allow("").required();
const texts = Joi.array().items(Joi.string().allow("")).required();
const id = Joi.number().integer().positive().required();
const AUDIENCE = Joi.object({
  id: text,
  name: text,
  type: text,
  status: text,
  size: number,
  sizeIsExact: Joi.boolean().required(),
  exempt: Joi.boolean().required(),
  expiresAt: count,
  createRoute: Joi.string().allow(null, "").required(),
  permission: Joi.string().allow(null, "").required(),
});
const BANDS = Joi.array().items(Joi.object({ from: number, below: count, share: number }));
const SHARES = Joi.object().pattern(Joi.string(), number);
const nothing = Joi.valid(null).required();

const CHANNEL = { portalId: 1, channelId: "c" };
const ID = `U${"0".repeat(32)}`;
const file = {
  count: 1,
  async *ids() {
    yield [ID];
  },
};

const LINE: Readonly<Record<string, Question<Line>>> = {
  verify: {
    ask: (line) => line.verify({ lineChannelId: "1", channelSecret: "s" }),
    value: Joi.object({ botUserId: text, basicId: text, displayName: text }),
    paths: ["/v2/bot/info", "/oauth2/v3/token"],
  },
  audiences: {
    ask: (line) => line.audiences(CHANNEL),
    value: Joi.array().items(AUDIENCE).required(),
    paths: ["/v2/bot/audienceGroup/list", "/v2/bot/audienceGroup/shared/list"],
  },
  audience: {
    ask: (line) => line.audience(CHANNEL, "4389303728991"),
    value: AUDIENCE.required(),
    paths: ["/v2/bot/audienceGroup/4389303728991", "/v2/bot/audienceGroup/shared/4389303728991"],
  },
  quota: {
    ask: (line) => line.quota(CHANNEL),
    value: Joi.object({ allowance: count, used: number }).required(),
    paths: ["/v2/bot/message/quota", "/v2/bot/message/quota/consumption"],
  },
  targetReach: {
    ask: (line) => line.targetReach(CHANNEL, 1_800_000_000_000),
    value: count,
    paths: ["/v2/bot/insight/followers"],
  },
  validateMessages: {
    ask: (line) => line.validateMessages(CHANNEL, [{ type: "text", text: "Hello" }]),
    value: nothing,
    paths: ["/v2/bot/message/validate/narrowcast"],
  },
  sendNarrowcast: {
    ask: (line) => line.sendNarrowcast(CHANNEL, { retryKey: "k", body: "{}" }),
    value: Joi.any(),
    paths: ["/v2/bot/message/narrowcast"],
  },
  progress: {
    ask: (line) => line.progress(CHANNEL, "r1"),
    value: Joi.object({
      phase: Joi.valid("waiting", "sending", "succeeded", "failed").required(),
      counts: Joi.object({ target: number, success: number, failure: number }).allow(null).required(),
      errorCode: count,
      failedDescription: text.allow(null),
    }).required(),
    paths: ["/v2/bot/message/progress/narrowcast"],
  },
  insight: {
    ask: (line) => line.insight(CHANNEL, "r1"),
    value: Joi.object({
      delivered: count,
      uniqueImpression: count,
      uniqueClick: count,
      links: Joi.array()
        .items(Joi.object({ url: text.required(), click: count, uniqueClick: count }))
        .required(),
    }).required(),
    paths: ["/v2/bot/insight/message/event"],
  },
  demographics: {
    ask: (line) => line.demographics(CHANNEL),
    value: Joi.object({ genders: SHARES, os: SHARES, areas: SHARES, ages: BANDS, friendDays: BANDS })
      .allow(null)
      .required(),
    paths: ["/v2/bot/insight/demographic"],
  },
  findUpload: {
    ask: (line) => line.findUpload(CHANNEL, "audienceGroupName_01"),
    value: AUDIENCE.allow(null).required(),
    paths: ["/v2/bot/audienceGroup/list"],
  },
  createUpload: {
    ask: (line) => line.createUpload(CHANNEL, "name", file),
    value: text,
    paths: ["/v2/bot/audienceGroup/upload/byFile"],
  },
  addToUpload: {
    ask: (line) => line.addToUpload(CHANNEL, "1", file),
    value: nothing,
    paths: ["/v2/bot/audienceGroup/upload/byFile"],
  },
  deleteAudience: {
    ask: (line) => line.deleteAudience(CHANNEL, "1"),
    value: nothing,
    paths: ["/v2/bot/audienceGroup"],
  },
  unreachableIds: {
    ask: (line) => line.unreachableIds(CHANNEL, [ID]),
    value: texts,
    paths: ["/v2/bot/profile"],
  },
  sendTest: {
    ask: (line) => line.sendTest(CHANNEL, { to: [ID], messages: [], retryKey: "k" }),
    value: nothing,
    paths: ["/v2/bot/message/multicast"],
  },
};

const LIST = Joi.object({ listId: text, name: text, size: count });
const page = (items: Joi.Schema) =>
  Joi.object({ items: Joi.array().items(items).required(), after: text.allow(null) }).required();
const TOKENS = Joi.object({ accessToken: text, refreshToken: text, expiresInSeconds: number }).required();

const HUBSPOT: Readonly<Record<string, Question<HubSpot>>> = {
  install: {
    ask: (hubspot) => hubspot.install("code"),
    value: Joi.object({
      portalId: id,
      userId: id,
      userEmail: text,
      hubDomain: text,
      scopes: texts,
      tokens: TOKENS,
    }),
    paths: ["/oauth/2026-03/token/introspect", "/oauth"],
  },
  checkAccess: {
    ask: (hubspot) => hubspot.checkAccess(1),
    value: Joi.object({ timeZone: text.allow(null) }).required(),
    paths: ["/account-info/2026-09/details"],
  },
  list: { ask: (hubspot) => hubspot.list(1, "12"), value: LIST.required(), paths: ["/crm/lists/2026-09/12"] },
  searchLists: {
    ask: (hubspot) => hubspot.searchLists(1, "news", null),
    value: page(LIST),
    paths: ["/crm/lists/2026-09/search"],
  },
  contactProperties: {
    ask: (hubspot) => hubspot.contactProperties(1),
    value: Joi.array()
      .items(Joi.object({ name: text, label: text }))
      .required(),
    paths: ["/crm/properties/2026-09/0-1"],
  },
  memberValues: {
    ask: (hubspot) => hubspot.memberValues(1, { listId: "12", property: "line_user_id", after: "1" }),
    value: page(Joi.object({ objectId: text, value: text })),
    paths: ["/crm/lists/2026-09/12/memberships", "/crm/objects/2026-09/contacts/batch/read"],
  },
  completeCallbacks: {
    ask: (hubspot) => hubspot.completeCallbacks(1, [{ callbackId: "c", outputFields: {} }], false),
    value: Joi.object({
      completed: texts,
      gone: texts,
      refusal: Joi.object({ code: text, figures: Joi.object().required() }).allow(null).required(),
    }).required(),
    paths: ["/automation/actions/callbacks/2026-09/complete"],
  },
  ensureRecordType: {
    ask: (hubspot) => hubspot.ensureRecordType(1),
    value: text,
    paths: ["/crm-object-schemas/2026-09/schemas"],
  },
  writeRecord: {
    ask: (hubspot) => hubspot.writeRecord(1, "2-7799", { delivery_id: "d1" }),
    value: text,
    paths: ["/crm/objects/2026-09/2-7799/batch/upsert"],
  },
};

const KINDS = ["ok", "refused", "later", "accepted", "already_accepted", "unknown"];

const credentials: Credentials = {
  channelCredentials: async () => ({ lineChannelId: "1", channelSecret: "s" }),
  portalTokens: async () => ({ accessToken: "a", refreshToken: "r", expiresInSeconds: 1800, refusal: null }),
  claimTokenRefresh: async () => true,
  saveTokens: async () => undefined,
  releaseTokenRefresh: async () => undefined,
  refreshRefused: async () => ({ kind: "noted", refusals: 1, since: 0 }),
};
const limiter: RateLimiter = {
  tryAcquire: async () => 0,
  reserve: async () => ({ kind: "reserved", inMs: 0 }),
  pause: async (_bucket, _limit, { seconds }) => seconds,
  recordRefusal: async () => undefined,
  affordsRefusal: async () => true,
};

/** All questions of both ports. Each input is asked by an adapter of its own, so that nothing is remembered. */
export function answerParsers(answering: Answering): readonly Parser[] {
  const { url } = answering;
  const line = () => createLineAdapter({ apiUrl: url, dataUrl: url, credentials, limiter, timeoutMs: 5000 });
  const app = { clientId: "id", clientSecret: "secret" };
  const urls = { apiUrl: url, appUrl: url, publicUrl: url };
  const tokensRefused = () => undefined;
  const hubspot = () => createHubSpotAdapter({ app, ...urls, credentials, tokensRefused, limiter, timeoutMs: 5000 });
  return [
    ...parsers("LINE", LINE, line, examples("line/answers.json"), answering),
    ...parsers("HubSpot", HUBSPOT, hubspot, examples("hubspot/answers.json"), answering),
  ];
}

function parsers<Port>(
  platform: string,
  questions: Readonly<Record<string, Question<Port>>>,
  port: () => Port,
  known: Readonly<Record<string, unknown>>,
  answering: Answering,
): Parser[] {
  return Object.entries(questions).map(([name, question]) =>
    // One at a time: the platform's answers are told to all who ask.
    ({
      ...parser(`${platform}: ${name}`, replies(question.paths, known), (odd) =>
        judge(question, port(), odd, known, answering),
      ),
      alone: true,
    }),
  );
}

interface Odd extends Reply {
  readonly path: string;
}

function replies(paths: readonly string[], known: Readonly<Record<string, unknown>>): fc.Arbitrary<Odd> {
  const errors = [known["error"], known["oauth error"]].filter((one) => one !== undefined);
  return fc.constantFrom(...paths).chain((path) => {
    const good = exampleFor(path, known) ?? {};
    const answer = fc.oneof(
      { weight: 5, arbitrary: fc.record({ status: fc.constant(200), body: jsonText(mutated([good])) }) },
      {
        weight: 3,
        arbitrary: fc.record({
          status: fc.constantFrom(400, 401, 403, 404, 409, 413, 415, 429, 500, 502, 503),
          body: jsonText(mutated([...errors, good])),
        }),
      },
      { weight: 1, arbitrary: fc.record({ status: fc.constantFrom(200, 202, 204, 400, 500), body: hostileText }) },
    );
    const headers = fc.record(
      { "retry-after": headerText, "x-line-request-id": headerText, "x-line-accepted-request-id": headerText },
      { requiredKeys: [] },
    );
    return fc.tuple(answer, headers).map(([{ status, body }, headers]) => ({ path, status, body, headers }));
  });
}

const headerText = fc.oneof(
  fc.constantFrom("1", "-1", "9".repeat(30), "Wed, 21 Oct 2026 07:28:00 GMT", "r-1", ""),
  hostileText.map((text) => text.replaceAll(/[^\x20-\x7e]/g, "")),
);

/** The example of the longest path that this one begins with. */
function exampleFor(path: string, known: Readonly<Record<string, unknown>>): unknown {
  const plain = path.replace("/shared/", "/");
  const fitting = Object.keys(known).filter((one) => plain.startsWith(one));
  return known[fitting.toSorted((a, b) => b.length - a.length)[0] ?? ""];
}

const MOST_QUESTIONS = 500;

async function judge<Port>(
  { ask, value }: Question<Port>,
  port: Port,
  odd: Odd,
  known: Readonly<Record<string, unknown>>,
  answering: Answering,
): Promise<Verdict> {
  let asked = 0;
  answering.reply = (path) => {
    asked += 1;
    const isOdd = path === odd.path || path.startsWith(`${odd.path}?`) || path.startsWith(`${odd.path}/`);
    // Whoever never has enough would never come to an end.
    if (asked > MOST_QUESTIONS) return { status: 418, body: "{}", headers: {} };
    if (isOdd) return odd;
    const example = exampleFor(path, known);
    // Without an example: something was created.
    const [status, body] = example === undefined ? [201, "{}"] : [200, JSON.stringify(example)];
    return { status, body, headers: { "x-line-request-id": "r-1" } };
  };
  const answer = (await ask(port)) as { kind?: unknown; value?: unknown; finding?: { code?: unknown } };
  const kind = String(answer.kind);
  if (asked > MOST_QUESTIONS) return { answer: kind, fault: `asked ${asked} times` };
  if (!KINDS.includes(kind)) return { answer: kind, fault: `answered ${kind}` };
  if (kind === "ok") {
    const { error } = value.validate(answer.value, { convert: false });
    return {
      answer: kind,
      fault: error === undefined ? null : `${error.message}: ${JSON.stringify(answer.value)?.slice(0, 300)}`,
    };
  }
  const named = kind.includes("accepted") || typeof answer.finding?.code === "string";
  return { answer: kind, fault: named ? null : "names no code" };
}
