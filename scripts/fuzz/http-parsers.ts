/** Everything that reads what comes in over HTTP, each with its documented examples. */
import fc from "fast-check";
import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { APP, SEGMENT } from "../../simulators/demo-world.ts";
import { createCaller, type Answered, type Call } from "./http-call.ts";
import { formText, hostileText, jsonText, mutated, pathPart } from "./inputs.ts";
import { parser, type Parser, type Verdict } from "./parser.ts";

/** A running service with an installed portal and a connected account. */
export interface Target {
  readonly publicUrl: string;
  readonly clientSecret: string;
  readonly portalId: number;
  /** The service's id of the connected account. */
  readonly channel: string;
  /** The console's session, as a Cookie header. */
  readonly cookie: string;
}

const FIXTURES = new URL("../../test/fixtures/", import.meta.url);

/** The examples with the ids of the target in place of the documentation's. */
function fixture(name: string, { portalId, channel }: Target): unknown {
  const text = readFileSync(new URL(name, FIXTURES), "utf8")
    .replaceAll(/"portalId": \d+/g, `"portalId": ${portalId}`)
    .replaceAll("3f1c2c1e-7f57-4a55-8a44-0d9a4ef0c3de", channel);
  return JSON.parse(text);
}

const JSON_TYPE = { "Content-Type": "application/json" };

/** All parsers behind the service's routes. */
export function httpParsers(target: Target): readonly Parser[] {
  const call = createCaller(target.publicUrl, 16);
  return [
    ...signedParsers(target, call),
    cardParser(target, call),
    ...apiParsers(target, call),
    ...pageParsers(target, call),
    parser("paths", anyPath, async (asked) => judged(await call(asked), "open")),
    parser("headers", anyHeaders, async (headers) => judged(await call({ method: "GET", path: "/", headers }), "open")),
  ];
}

type Send = (call: Call) => Promise<Answered>;

function signedParsers(target: Target, call: Send): Parser[] {
  const send = (path: string, body: string) =>
    call({ method: "POST", path, body, headers: { ...JSON_TYPE, ...signed(target, path, body) } });
  const executions = ["execution.json", "execution-typed-fields.json", "execution-plain-fields.json"];
  const bodies = (...names: string[]) => jsonText(mutated(names.map((name) => fixture(`hubspot/${name}`, target))));
  const field = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...OPTION_FIELDS) },
    { weight: 1, arbitrary: pathPart.filter((part) => /^[\w%~*:.-]+$/.test(part)) },
  );
  return [
    parser("execution payloads", bodies(...executions), async (body) =>
      judged(await send(`/hubspot/actions/send-line-audience/${SEGMENT}`, body), "named"),
    ),
    parser("options requests", fc.tuple(field, bodies("options.json")), async ([name, body]) =>
      judged(await send(`/hubspot/options/${name}/${SEGMENT}`, body), "named"),
    ),
    parser("webhooks", bodies("app-events.json"), async (mutation) => {
      // The contacts of the portal that the other parsers need must not be erased by a mutation.
      const body = mutation.replaceAll(String(target.portalId), "62515");
      const event = { method: "POST", path: `/hubspot/webhooks/${SEGMENT}`, body };
      return judged(await call({ ...event, headers: { ...JSON_TYPE, ...signedWithTime(target, event) } }), "named");
    }),
  ];
}

const CARD = { userId: "48", userEmail: "mika@example.com", appId: APP.appId, lang: "ja", timeZone: "Asia/Tokyo" };

function cardParser(target: Target, call: Send): Parser {
  const queries = formText([{ ...CARD, portalId: String(target.portalId) }]);
  const command = fc.constantFrom("", "/seal", "/cancel", "/approve");
  return parser("card requests", fc.tuple(command, queries), async ([command, text]) => {
    const path = `/hubspot/cards/deliveries/${UNKNOWN_ID}${command}?${encodeURI(text.toWellFormed())}`;
    const method = command === "" ? "GET" : "POST";
    return judged(await call({ method, path, headers: signedWithTime(target, { method, path }) }), "named");
  });
}

/** The encodings that HubSpot undoes before it signs. */
const UNDONE = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;

function signedWithTime(
  { publicUrl, clientSecret }: Target,
  { method, path, body = "" }: Pick<Call, "method" | "path" | "body">,
): Record<string, string> {
  const at = String(Date.now());
  const uri = (publicUrl + path).replace(UNDONE, decodeURIComponent);
  const mac = createHmac("sha256", clientSecret).update(`${method}${uri}${body}${at}`).digest("base64");
  return { "X-HubSpot-Signature-v3": mac, "X-HubSpot-Request-Timestamp": at };
}

const OPTION_FIELDS = [
  "channel",
  "deliveryList",
  "audienceId",
  "includeAudienceIds",
  "excludeAudienceIds",
  "suppressionList",
  "suppressionProperty",
  "message",
];

function signed({ publicUrl, clientSecret }: Target, path: string, body: string): Record<string, string> {
  const text = `${clientSecret}POST${publicUrl}${path}${Buffer.from(body).toString("utf8")}`;
  return {
    "X-HubSpot-Signature-Version": "v2",
    "X-HubSpot-Signature": createHash("sha256").update(text).digest("hex"),
  };
}

const UNKNOWN_ID = "00000000-0000-4000-8000-000000000000";
const SECRET = "0123456789abcdef0123456789abcdef";

function apiParsers(target: Target, call: Send): Parser[] {
  const headers = { ...JSON_TYPE, Cookie: target.cookie };
  const messages = fixture("line/messages.json", target) as unknown[];
  const ask = (name: string, route: string, body: fc.Arbitrary<string>) =>
    parser(name, fc.tuple(fc.constantFrom(...route.split(" | ")), body), async ([path, text]) => {
      const [method = "", at = ""] = path.split(/ (?=\/)/);
      return judged(await call({ method, path: at, body: text, headers }), "named");
    });
  const channel = { name: "Shop", channelId: "1657001234", channelSecret: SECRET };
  const tester = { name: "Mika", lineUserId: `U${"0".repeat(32)}` };
  const settings = { name: "Shop", timeZone: "Asia/Tokyo", quotaFloor: 5 };
  const test = { channelId: target.channel, testerIds: [UNKNOWN_ID] };
  const utm = { source: "line", medium: "social", campaign: "autumn", content: "", term: "" };
  const saved = messages.map((message) => ({ name: "Autumn", messages: [message], utm }));
  return [
    ask("message JSON", `POST /api/messages | PUT /api/messages/${UNKNOWN_ID}`, jsonText(mutated(saved))),
    ask("API: channels", "POST /api/channels", jsonText(mutated([channel]))),
    ask("API: channel settings", `PATCH /api/channels/${target.channel}`, jsonText(mutated([settings]))),
    ask("API: testers", `POST /api/channels/${target.channel}/testers`, jsonText(mutated([tester]))),
    ask("API: test sends", `POST /api/messages/${UNKNOWN_ID}/test`, jsonText(mutated([test]))),
    parser("API: queries", query, async (text) =>
      judged(await call({ method: "GET", path: `/api/deliveries?${text}`, headers }), "named"),
    ),
  ];
}

const query = formText([{ limit: "50", before: "2026-11-24T00:00:00.000Z" }]).map((text) =>
  encodeURI(text.toWellFormed()),
);

function pageParsers(target: Target, call: Send): Parser[] {
  const headers = { "Content-Type": "application/x-www-form-urlencoded", Cookie: target.cookie };
  const [text, flex] = fixture("line/messages.json", target) as unknown[];
  const message = { name: "Autumn", bubble1: "Hello", bubble2: JSON.stringify(text), bubble3: JSON.stringify(flex) };
  const inPortal = (path: string) => `${path}?portal=${target.portalId}`;
  const forms: readonly (readonly [path: string, form: Record<string, string>])[] = [
    ["/channels", { name: "Shop", channelId: "1657001234", channelSecret: SECRET }],
    [`/channels/${target.channel}`, { name: "Shop", timeZone: "Asia/Tokyo", quotaFloor: "5" }],
    [`/channels/${target.channel}/testers`, { name: "Mika", lineUserId: `U${"0".repeat(32)}` }],
    ["/messages", { ...message, utm_source: "line", utm_medium: "social" }],
    [`/messages/${UNKNOWN_ID}`, message],
    [`/messages/${UNKNOWN_ID}/test`, { channelId: target.channel, testerIds: UNKNOWN_ID }],
    [`/deliveries/${UNKNOWN_ID}/seal`, {}],
    [`/testers/${UNKNOWN_ID}/delete`, {}],
  ];
  const posts = fc.constantFrom(...forms).chain(([path, form]) => formText([form]).map((body) => ({ path, body })));
  const pages = fc.tuple(fc.constantFrom("/", "/channels", "/messages", "/hubspot/oauth/install"), query);
  const messages = fixture("line/messages.json", target) as unknown[];
  const bubbles = fc.tuple(fc.constantFrom("", "1", "images"), jsonText(mutated(messages)));
  return [
    parser("message previews", bubbles, async ([preview, bubble2]) => {
      const body = new URLSearchParams({ name: "Autumn", bubble2, preview, utm_source: "line" }).toString();
      return judged(await call({ method: "POST", path: inPortal("/messages"), body, headers }), "open");
    }),
    parser("page forms", posts, async ({ path, body }) =>
      judged(await call({ method: "POST", path: inPortal(path), body, headers }), "open"),
    ),
    parser("page queries", pages, async ([path, text]) =>
      judged(await call({ method: "GET", path: `${path}?lang=ja&return=${text}&${text}`, headers }), "open"),
    ),
  ];
}

const methods = fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");
const starts = fc.constantFrom(
  "",
  "/api",
  "/api/channels",
  "/api/deliveries",
  "/api/messages",
  "/assets",
  "/deliveries",
  "/hubspot",
  "/hubspot/options",
  "/hubspot/oauth",
  "/metrics",
);
/** What Node's own client would refuse to send is no use here. */
const isSendable = (path: string): boolean => /^[\x21-\xff]*$/.test(path);
const anyPath: fc.Arbitrary<Call> = fc
  .tuple(methods, starts, fc.array(pathPart, { minLength: 1, maxLength: 3 }))
  .map(([method, start, parts]) => ({ method, path: `${start}/${parts.join("/")}` }))
  .filter(({ path }) => isSendable(path));

const headerText = hostileText.map((text) => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, ""));
const anyHeaders: fc.Arbitrary<Record<string, string>> = fc.dictionary(
  fc.constantFrom(
    "Cookie",
    "Accept",
    "Accept-Language",
    "Content-Type",
    "Content-Encoding",
    "Host",
    "Origin",
    "Sec-Fetch-Site",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "If-None-Match",
    "Range",
  ),
  fc.oneof(
    headerText,
    headerText.map((text) => `line_audience_session=${text}; line_audience_language=${text}`),
  ),
);

/** `named`: a refusal says by code and field what is wrong. `open`: it only must not be our fault. */
export function judged(answered: Answered, how: "named" | "open"): Verdict {
  return { answer: String(answered.status), fault: faultOf(answered, how) };
}

function faultOf({ status, type, text }: Answered, how: "named" | "open"): string | null {
  // 503: a platform or the database cannot be asked now, which is no fault of the input or of ours.
  if (status === 503) return null;
  if (status >= 500) return `HTTP ${status}: ${text.slice(0, 300)}`;
  // 431 is Node's own, before there is a request.
  if (how === "open" || status < 400 || status === 431) return null;
  if (!type.startsWith("application/problem+json")) return `HTTP ${status} without a problem: ${text.slice(0, 300)}`;
  const { code, field } = JSON.parse(text) as { code?: unknown; field?: unknown };
  if (typeof code !== "string") return `HTTP ${status} without a code: ${text}`;
  const needsField = status === 400 || status === 422;
  return needsField && (typeof field !== "string" || field === "") ? `HTTP ${status} ${code} names no field` : null;
}
