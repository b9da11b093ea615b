/** HubSpot behind `ports/hubspot`. */
import { readFields, isUnexpectedResponse, type ResponseFields } from "../shared/read-response.ts";
import { withTimeout } from "../shared/with-timeout.ts";
import type { Credentials } from "../../ports/credentials.ts";
import type { AccountFacts, Completion, HubSpot, ListFacts, PropertyFacts } from "../../ports/hubspot.ts";
import type { RateLimiter } from "../../ports/rate-limiter.ts";
import {
  failureOf,
  hubspotErrorOf,
  isOrderToWait,
  isOurFault,
  unexpectedResponse,
  refused,
  unauthorized,
  unreachable,
  type HubSpotError,
} from "./answers.ts";
import { createAddresses, type Versions } from "./addresses.ts";
import { createApi, type Api } from "./api.ts";
import type { Ask } from "./ask.ts";
import { completeAll, refusedCompletion, type BatchAnswer, type CompleteBatch } from "./callbacks.ts";
import { memberValues } from "./members.ts";
import { authorizeUrl, install } from "./install.ts";
import { person } from "./people.ts";
import { createPortalToken, type TokenOptions } from "./portal-token.ts";
import { ensureRecordType, writeRecord } from "./records/records.ts";
import { bucketOf, createAcquire, keepOrder, acquire } from "./rate-limit.ts";
import { uninstall } from "./uninstall.ts";

export interface HubSpotAdapterOptions {
  readonly app: { readonly clientId: string; readonly clientSecret: string };
  readonly apiUrl: string;
  /** The defaults of `addresses.ts` unless given. */
  readonly versions?: Versions;
  readonly appUrl: string;
  readonly publicUrl: string;
  readonly credentials: Credentials;
  readonly tokensRefused: TokenOptions["tokensRefused"];
  readonly limiter: RateLimiter;
  readonly timeoutMs?: number;
}

const SEARCH_LIMIT = { count: 4, perSeconds: 1 };
const LIST_PAGE = 50;
const NO_FILTERS = { includeFilters: "false" };
/** Required by the dated versions; empty lists filter nothing. */
const ANY_LIST = { listIds: [], processingTypes: [] };

const CONTACTS = "0-1";

export function createHubSpotAdapter(options: HubSpotAdapterOptions): HubSpot {
  const { app, apiUrl, credentials, tokensRefused, limiter, timeoutMs = 20_000 } = options;
  const addresses = createAddresses(options.versions);
  const installing = { ...options, addresses, timeoutMs };
  const portalToken = createPortalToken({ apiUrl, addresses, app, credentials, tokensRefused, timeoutMs });

  const acquireFor = createAcquire(limiter);

  /** Asks with the portal's token; a refused one is refreshed once. */
  const ask: Ask = async (portalId, question, fail = failureOf, queue = "prompt") => {
    const notNow = await acquireFor(portalId, queue);
    if (notNow !== null) return notNow;
    let stale: string | undefined;
    for (;;) {
      const token = await portalToken(portalId, stale);
      if (token.kind !== "ok") return keepOrder(limiter, portalId, token);
      try {
        const api = createApi({ apiUrl, addresses, accessToken: token.value });
        return { kind: "ok", value: await withTimeout(timeoutMs, question(api)) };
      } catch (error) {
        if (isUnexpectedResponse(error)) return unexpectedResponse(error);
        if (isOurFault(error)) throw error;
        const answered = hubspotErrorOf(error);
        if (answered === null) return unreachable;
        await limiter.recordRefusal(bucketOf(portalId));
        const failure = failureOf(answered);
        if (isOrderToWait(failure)) return keepOrder(limiter, portalId, failure);
        if (answered.status !== 401) return fail(answered);
        if (stale !== undefined) return unauthorized;
        stale = token.value;
      }
    }
  };

  return {
    authorizeUrl: (state) => authorizeUrl(installing, state),
    install: (code) => install(installing, code),

    person: (portalId, userId) => person(portalId, userId, ask),

    checkAccess: (portalId) => ask(portalId, askAccount, () => unreachable),
    uninstall: (portalId) => uninstall(portalId, { apiUrl, addresses, app, credentials, timeoutMs }, ask),

    list(portalId, listId) {
      const missing = (error: HubSpotError) =>
        error.status === 404 ? refused("LIST_NOT_FOUND", { list: listId }) : failureOf(error);
      return ask(portalId, async (api) => listIn(await api.get("lists", [listId], NO_FILTERS)), missing);
    },

    async searchLists(portalId, query, after) {
      // A person looks at the dropdown: the next search of the second waits for its turn.
      const waiting = await acquire(limiter, `hubspot:${portalId}:search`, SEARCH_LIMIT);
      if (waiting !== null) return waiting;
      const offset = Number(after ?? 0) || 0;
      return ask(portalId, async (api) => {
        const wanted = { query, offset, count: LIST_PAGE, additionalProperties: ["hs_list_size"] };
        const found = readFields(await api.post("lists", ["search"], { ...wanted, ...ANY_LIST }));
        const lists = found.list("lists").filter((list) => list.optionalText("objectTypeId") === CONTACTS);
        return { items: lists.map(toList), after: found.isTrue("hasMore") ? String(found.number("offset")) : null };
      });
    },

    contactProperties: (portalId) =>
      ask(portalId, async (api) => {
        const answer = readFields(await api.get("properties", [CONTACTS]));
        return answer
          .list("results")
          .filter(holdsText)
          .map(toProperty)
          .toSorted((a, b) => a.label.localeCompare(b.label));
      }),

    memberValues: (portalId, list) => memberValues(portalId, list, ask),

    completeCallbacks: (portalId, completions, thorough) => {
      const complete: CompleteBatch = (batch) => {
        const failed = (error: HubSpotError) => refusedCompletion(error, batch);
        return ask<BatchAnswer>(portalId, (api) => postCompletions(api, batch), failed, "release");
      };
      return completeAll(completions, complete, thorough);
    },

    affordsRefusal: (portalId) => limiter.affordsRefusal(bucketOf(portalId)),

    ensureRecordType: (portalId) => ensureRecordType(portalId, ask),

    writeRecord: (portalId, objectTypeId, properties) => writeRecord(portalId, { objectTypeId, properties }, ask),
  };
}

/** Every grant may ask this. https://developers.hubspot.com/docs/api-reference/latest/account/account-information/guide */
async function askAccount(api: Api): Promise<AccountFacts> {
  return { timeZone: readFields(await api.get("account", ["details"])).optionalText("timeZone") };
}

/** The dated versions require `typedOutputs`. */
async function postCompletions(api: Api, completions: readonly Completion[]): Promise<BatchAnswer> {
  const inputs = completions.map(({ callbackId, outputFields }) => ({ callbackId, outputFields, typedOutputs: {} }));
  await api.post("completions", ["complete"], { inputs });
  return { kind: "completed" };
}

const holdsText = (property: ResponseFields): boolean =>
  property.optionalText("type") === "string" &&
  property.optionalText("fieldType") === "text" &&
  !property.isTrue("hidden") &&
  !property.isTrue("archived");

function toProperty(property: ResponseFields): PropertyFacts {
  const name = property.text("name");
  return { name, label: property.optionalName("label") ?? name };
}

const listIn = (answer: unknown): ListFacts => toList(readFields(answer).requiredFields("list"));

/** A search says the size as text, among properties; a look-up as a number. */
function toList(list: ResponseFields): ListFacts {
  const told = list.optionalFields("additionalProperties")?.optionalText("hs_list_size") ?? null;
  const count = told === null ? list.optionalNumber("size") : Number(told);
  return { listId: list.id("listId"), name: list.name("name"), size: Number.isFinite(count) ? count : null };
}
