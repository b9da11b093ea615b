/** What we ask of HubSpot, in our words. */
import type { Finding } from "../delivery/codes.ts";
import type { Answer } from "../delivery/answer.ts";

export interface ListFacts {
  readonly listId: string;
  readonly name: string;
  /** Members; lags behind; null where HubSpot does not say. */
  readonly size: number | null;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Cursor of the next page; null on the last one. */
  readonly after: string | null;
}

/** One held execution and the outputs that it gets. All values are text, as HubSpot requires. */
export interface Completion {
  readonly callbackId: string;
  readonly outputFields: Readonly<Record<string, string>>;
}

export interface CompletionResult {
  readonly completed: readonly string[];
  /** HubSpot says that their hold is over: expired or completed before. Those in neither list are still held. */
  readonly gone: readonly string[];
  /** What HubSpot said of those in neither list; null where they were not asked for. */
  readonly refusal: Finding | null;
}

/** Result of exchanging an OAuth code. */
export interface Installation {
  readonly portalId: number;
  readonly userId: number;
  readonly userEmail: string;
  readonly hubDomain: string;
  readonly scopes: readonly string[];
  readonly tokens: PortalTokens;
}

export interface PortalTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInSeconds: number;
  /** What they may do; missing where HubSpot does not say. */
  readonly scopes?: readonly string[];
}

/** A contact's property that can hold a text. */
export interface PropertyFacts {
  readonly name: string;
  readonly label: string;
}

/** One member of a list and what its property holds; "" when it holds nothing. */
export interface MemberValue {
  readonly objectId: string;
  readonly value: string;
}

export interface AccountFacts {
  /** As HubSpot names it, such as `Asia/Tokyo` or `US/Eastern`. */
  readonly timeZone: string | null;
}

export interface PersonFacts {
  readonly superAdmin: boolean;
}

export type RecordProperties = Readonly<Record<string, string>>;

export interface HubSpot {
  /** Where to send a person who wants to install the app. */
  authorizeUrl(state: string): string;
  /** Exchanges the code of the OAuth callback. Refused with HUBSPOT_SCOPES_MISSING where HubSpot granted too little. */
  install(code: string): Promise<Answer<Installation>>;
  /**
   * Whether HubSpot still accepts the stored tokens; refused with HUBSPOT_UNAUTHORIZED where it certainly does not, with
   * HUBSPOT_APP_REFUSED where it does not accept the app's own credentials.
   */
  checkAccess(portalId: number): Promise<Answer<AccountFacts>>;
  /**
   * Uninstalls the app from the portal at HubSpot, and revokes the refresh token. `ok` also where HubSpot no longer knows
   * the tokens; `refused` where it will not uninstall.
   */
  uninstall(portalId: number): Promise<Answer<null>>;
  /** A person of the account; null where HubSpot certainly knows no such person there. */
  person(portalId: number, userId: number): Promise<Answer<PersonFacts | null>>;
  /** Refused with LIST_NOT_FOUND. */
  list(portalId: number, listId: string): Promise<Answer<ListFacts>>;
  /** Contact lists by name, 50 a page, with sizes. */
  searchLists(portalId: number, query: string, after: string | null): Promise<Answer<Page<ListFacts>>>;
  /** Contact properties of type text, by label; archived and hidden ones left out. */
  contactProperties(portalId: number): Promise<Answer<readonly PropertyFacts[]>>;
  /**
   * The next members of a list (at most 100 a page) with the value of one contact property. Refused with SUPPRESSION_LIST_NOT_FOUND,
   * SUPPRESSION_PROPERTY_NOT_FOUND.
   */
  memberValues(
    portalId: number,
    list: { listId: string; property: string; after: string | null },
  ): Promise<Answer<Page<MemberValue>>>;
  /**
   * Completes at most 100 held executions; one that HubSpot refuses never stops the others. `later` with
   * HUBSPOT_HOLDS_UNKNOWN or HUBSPOT_REFUSED where HubSpot takes none of them: nothing speaks for it that the fault is theirs.
   * `thorough`: there will be no other try; those that HubSpot takes are looked for in at most about 40 refused calls, and in 3
   * where it takes none.
   */
  completeCallbacks(
    portalId: number,
    completions: readonly Completion[],
    thorough: boolean,
  ): Promise<Answer<CompletionResult>>;
  /** True while one more refused request keeps the portal's share of them well below the 5 % that HubSpot allows. */
  affordsRefusal(portalId: number): Promise<boolean>;
  /** Creates or extends the custom object of delivery records; answers its objectTypeId. RECORDS_NOT_IN_PLAN, RECORDS_QUOTA_FULL. */
  ensureRecordType(portalId: number): Promise<Answer<string>>;
  /**
   * Creates or updates the record whose unique `delivery_id` is in `properties`. Answers the record's id.
   * RECORDS_REFUSED_BY_RULE where a rule of the account asks for more.
   */
  writeRecord(portalId: number, objectTypeId: string, properties: RecordProperties): Promise<Answer<string>>;
}
