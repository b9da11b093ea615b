/** HubSpot behind `ports/hubspot`. */
import type { HubSpot } from "../../ports/hubspot.ts";
import { createAddresses, type Versions } from "./addresses.ts";
import { unreachable } from "./answers.ts";
import { completeCallbacks } from "./callbacks.ts";
import { contactProperties, list, readAccount, searchLists } from "./lists.ts";
import { memberValues } from "./members.ts";
import { authorizeUrl, install } from "./install.ts";
import { person } from "./people.ts";
import { createPortalToken, type TokenOptions } from "./portal-token.ts";
import { bucketOf } from "./rate-limit.ts";
import { ensureRecordType, writeRecord } from "./records/records.ts";
import { createRequestAsPortal, type RequestOptions } from "./request.ts";
import { uninstall } from "./uninstall.ts";

export interface HubSpotAdapterOptions
  extends Omit<TokenOptions, "addresses" | "timeoutMs">, Pick<RequestOptions, "limiter"> {
  /** The defaults of `addresses.ts` unless given. */
  readonly versions?: Versions;
  readonly appUrl: string;
  readonly publicUrl: string;
  readonly timeoutMs?: number;
}

export function createHubSpotAdapter(given: HubSpotAdapterOptions): HubSpot {
  const options = { timeoutMs: 20_000, ...given, addresses: createAddresses(given.versions) };
  const { limiter } = options;
  const request = createRequestAsPortal(options, createPortalToken(options));
  return {
    authorizeUrl: (state) => authorizeUrl(options, state),
    install: (code) => install(options, code),
    person: (portalId, userId) => person(portalId, userId, request),
    checkAccess: (portalId) => request(portalId, readAccount, () => unreachable),
    uninstall: (portalId) => uninstall(portalId, options, request),
    list: (portalId, listId) => list(portalId, listId, request),
    searchLists: (portalId, query, after) => searchLists(portalId, { query, after }, { request, limiter }),
    contactProperties: (portalId) => contactProperties(portalId, request),
    memberValues: (portalId, wanted) => memberValues(portalId, wanted, request),
    completeCallbacks: (portalId, completions, thorough) => completeCallbacks(portalId, completions, thorough, request),
    affordsRefusal: (portalId) => limiter.affordsRefusal(bucketOf(portalId)),
    ensureRecordType: (portalId) => ensureRecordType(portalId, request),
    writeRecord: (portalId, objectTypeId, properties) => writeRecord(portalId, { objectTypeId, properties }, request),
  };
}
