/** HubSpot behind `ports/hubspot`. */
import type { HubSpot } from "../../ports/hubspot.ts";
import { createAddresses, type Versions } from "./addresses.ts";
import { unreachable } from "./answers.ts";
import { completeCallbacks } from "./callbacks.ts";
import { contactProperties, list, readAccount, searchLists } from "./lists.ts";
import { memberValues } from "./members.ts";
import { authorizeUrl, install, type InstallOptions } from "./install.ts";
import { person } from "./people.ts";
import { createPortalToken, type TokenOptions } from "./portal-token.ts";
import { acquire, bucketOf } from "./rate-limit.ts";
import { ensureRecordType, writeRecord } from "./records/records.ts";
import { createAsking, type RequestOptions } from "./request.ts";
import { uninstall } from "./uninstall.ts";

export interface HubSpotAdapterOptions
  extends
    Omit<TokenOptions, "addresses" | "timeoutMs">,
    Pick<InstallOptions, "appUrl" | "publicUrl">,
    Pick<RequestOptions, "limiter"> {
  /** The defaults of `addresses.ts` unless given. */
  readonly versions?: Versions;
  readonly timeoutMs?: number;
}

const SEARCH_LIMIT = { count: 4, perSeconds: 1 };

export function createHubSpotAdapter(given: HubSpotAdapterOptions): HubSpot {
  const options = { timeoutMs: 20_000, ...given, addresses: createAddresses(given.versions) };
  const { limiter } = options;
  const as = createAsking(options, createPortalToken(options));
  return {
    authorizeUrl: (state) => authorizeUrl(options, state),
    install: (code) => install(options, code),
    person: (portalId, userId) => person(as(portalId), userId),
    checkAccess: (portalId) => as(portalId)(readAccount, () => unreachable),
    uninstall: (portalId) => uninstall(portalId, options, as(portalId)),
    list: (portalId, listId) => list(as(portalId), listId),
    // A person looks at the dropdown: the next search of the second waits.
    searchLists: async (portalId, query, after) =>
      (await acquire(limiter, `${bucketOf(portalId)}:search`, SEARCH_LIMIT)) ?? searchLists(as(portalId), query, after),
    contactProperties: (portalId) => contactProperties(as(portalId)),
    memberValues: (portalId, wanted) => memberValues(as(portalId), wanted),
    completeCallbacks: (portalId, completions, thorough) => completeCallbacks(as(portalId), completions, thorough),
    affordsRefusal: (portalId) => limiter.affordsRefusal(bucketOf(portalId)),
    ensureRecordType: (portalId) => ensureRecordType(as(portalId)),
    writeRecord: (portalId, objectTypeId, properties) => writeRecord(as(portalId), objectTypeId, properties),
  };
}
