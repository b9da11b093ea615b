/** What no public source settles, or what a test wants otherwise. Every duration but the time-out is simulated time. */
export interface Settings {
  /** v1, v3 and v4: `gone`, as HubSpot announces it for 2027, or still `served` beside the dated versions. */
  formerVersions: "gone" | "served";
  /** A callback that is not held (invented, completed, expired): passed over with 204, as developers report, or refused. */
  unknownCallbacks: "accepted" | "not-found";
  /**
   * Every completion refused: its outputs are not as HubSpot wants them, the request went somewhere that knows nothing of
   * callbacks, or HubSpot itself has lost sight of what it holds (`unknown`; `callbacks.ts` has the source).
   */
  allCompletions: "as-they-are" | "outputs-refused" | "wrong-place" | "unknown";
  /** UNVERIFIED: HubSpot publishes no maximum. */
  callbackBatchMaximum: number;
  /** UNVERIFIED: what becomes of a completion that comes before the hold was answered. */
  completeBeforeHold: "refuse" | "accept";
  /** Wall time the action endpoint has to answer. UNVERIFIED for custom actions. */
  answerTimeoutMs: number;
  /** Wall time a card's request may take. Newer pages let the card ask for up to two minutes, older ones do not. */
  extensionFetchTimeoutMs: number;
  /**
   * UNVERIFIED: what becomes of a fragment (`#…`) in the address that a card asks for. `signed`: what HubSpot appends ends in
   * it, and it is signed. `unsigned`: the same, but the signature is over what is sent. `cut`: it is gone before anything is
   * appended. `refused`: nothing is sent. `sent`: it is signed and stands in the request, although HTTP has no place for it.
   */
  extensionFetchFragment: "signed" | "unsigned" | "cut" | "refused" | "sent";
  /** UNVERIFIED: what becomes of a name that HubSpot appends where the address has it already. */
  extensionFetchNamed: "twice" | "kept" | "replaced";
  /**
   * UNVERIFIED: how an address is compared with `permittedUrls.fetch`. `path`: after dot segments are resolved. `text`: as it is
   * written, so that `/../` leads out. `ignored`: as if there were no such list.
   */
  extensionFetchPermitted: "path" | "text" | "ignored";
  /** UNVERIFIED: whether dot segments and the like are resolved before the address is signed and sent. */
  extensionFetchPath: "tidied" | "as_written";
  /** UNVERIFIED: whether a body that is no object (an array) is passed on. */
  extensionFetchBody: "objects" | "all";
  /**
   * UNVERIFIED: what an account without custom objects in its plan may do with scopes that it granted before: nothing, or
   * read what is there.
   */
  withoutPlan: "nothing" | "reads";
  /** UNVERIFIED: whether renewed tokens gain and lose what the account's plan does, of the scopes that were asked for. */
  scopesFollowPlan: boolean;
  /** First wait after a failed call; doubled each time, as for workflow webhooks. */
  retryDelayMs: number;
  retryDelayMaximumMs: number;
  retryForMs: number;
  /** UNVERIFIED for custom actions: workflow webhooks read milliseconds, HTTP says seconds. */
  retryAfterUnit: "seconds" | "milliseconds";
  holdDefaultMs: number;
  authorizationCodeSeconds: number;
  accessTokenSeconds: number;
  requestsPerTenSeconds: number;
  searchesPerSecond: number;
  signWithV3: boolean;
  /** Share of seeded contacts that have no LINE user id. */
  contactsWithoutLineId: number;
}

export function defaultSettings(): Settings {
  return {
    formerVersions: "gone",
    unknownCallbacks: "accepted",
    allCompletions: "as-they-are",
    callbackBatchMaximum: 100,
    completeBeforeHold: "refuse",
    answerTimeoutMs: 20_000,
    extensionFetchTimeoutMs: 15_000,
    extensionFetchFragment: "signed",
    extensionFetchNamed: "twice",
    extensionFetchPermitted: "path",
    extensionFetchPath: "tidied",
    extensionFetchBody: "objects",
    withoutPlan: "nothing",
    scopesFollowPlan: false,
    retryDelayMs: 60_000,
    retryDelayMaximumMs: 8 * 3_600_000,
    retryForMs: 3 * 86_400_000,
    retryAfterUnit: "seconds",
    holdDefaultMs: 7 * 86_400_000,
    authorizationCodeSeconds: 600,
    accessTokenSeconds: 1800,
    requestsPerTenSeconds: 110,
    searchesPerSecond: 5,
    signWithV3: true,
    contactsWithoutLineId: 0,
  };
}
