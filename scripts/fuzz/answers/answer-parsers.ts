/** What reads LINE's and HubSpot's answers: asked through the adapters, answered with documented answers gone wrong. */
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { createHubSpotAdapter } from "../../../src/platforms/hubspot/hubspot-adapter.ts";
import { createLineAdapter } from "../../../src/platforms/line/line-adapter.ts";
import type { RateLimiter } from "../../../src/ports/rate-limiter.ts";
import type { Credentials } from "../../../src/ports/credentials.ts";
import { hostileText, jsonText, mutated } from "../inputs.ts";
import { parser, type Parser, type Verdict } from "../parser.ts";
import type { Answering, Reply } from "./answering.ts";
import { HUBSPOT } from "./hubspot-questions.ts";
import { LINE } from "./line-questions.ts";
import type { Question } from "./question.ts";

const FIXTURES = new URL("../../../test/fixtures/", import.meta.url);
const examples = (name: string): Readonly<Record<string, unknown>> =>
  JSON.parse(readFileSync(new URL(name, FIXTURES), "utf8")) as Record<string, unknown>;

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
    // One at a time: all get the same answers from the platform.
    ({
      ...parser(`${platform}: ${name}`, replies(question.paths, known), (distorted) =>
        judge(question, port(), distorted, known, answering),
      ),
      alone: true,
    }),
  );
}

interface Distorted extends Reply {
  readonly path: string;
}

function replies(paths: readonly string[], known: Readonly<Record<string, unknown>>): fc.Arbitrary<Distorted> {
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

const MAX_QUESTIONS = 500;

async function judge<Port>(
  { ask, value }: Question<Port>,
  port: Port,
  distorted: Distorted,
  known: Readonly<Record<string, unknown>>,
  answering: Answering,
): Promise<Verdict> {
  let asked = 0;
  answering.reply = (path) => {
    asked += 1;
    const isDistorted =
      path === distorted.path || path.startsWith(`${distorted.path}?`) || path.startsWith(`${distorted.path}/`);
    // A caller that never has enough would never come to an end.
    if (asked > MAX_QUESTIONS) return { status: 418, body: "{}", headers: {} };
    if (isDistorted) return distorted;
    const example = exampleFor(path, known);
    // Without an example: something was created.
    const [status, body] = example === undefined ? [201, "{}"] : [200, JSON.stringify(example)];
    return { status, body, headers: { "x-line-request-id": "r-1" } };
  };
  const answer = (await ask(port)) as { kind?: unknown; value?: unknown; finding?: { code?: unknown } };
  const kind = String(answer.kind);
  if (asked > MAX_QUESTIONS) return { answer: kind, fault: `asked ${asked} times` };
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
