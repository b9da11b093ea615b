/**
 * The requests by which the card check tries to forge an identity, as a person with a browser's tools would, and what
 * their arrival proves. The service hands them to the settings page, so that a further one needs no upload to HubSpot.
 */
import type { CardCheckResult, CardCheckRun } from "../../ports/card-check.ts";
import { FORGED, showsHole } from "./identity.ts";

const identity = (appId: string): string => new URLSearchParams({ ...FORGED, appId }).toString();

/** What stands behind the address of each. */
const SUFFIXES = {
  /** Does what HubSpot appends end in the fragment, which is never sent? */
  fragment: () => "#",
  portalFragment: () => `?portalId=${FORGED.portalId}#`,
  /** Does HubSpot leave a name alone that is there already? */
  identity: (appId: string) => `?${identity(appId)}`,
  identityFragment: (appId: string) => `?${identity(appId)}#`,
  /** Does HubSpot decode the address before it appends? */
  identityEncoded: (appId: string) => `?${identity(appId)}%23`,
} as const satisfies Readonly<Record<string, (appId: string) => string>>;

export type ForgeryName = keyof typeof SUFFIXES;

export const FORGERY_NAMES = Object.keys(SUFFIXES) as ForgeryName[];

export const isForgery = (name: unknown): name is ForgeryName =>
  typeof name === "string" && Object.hasOwn(SUFFIXES, name);

/** `base`: the address of the run, without a query. */
export const forgeriesAt = (base: string, appId: string): readonly { name: ForgeryName; address: string }[] =>
  FORGERY_NAMES.map((name) => ({ name, address: `${base}/${name}${SUFFIXES[name](appId)}` }));

/**
 * `notPassedOn`: what the settings page heard instead of our answer. It counts only where nothing arrived, so that a page
 * that lies can turn no arrival into a pass. `hole`: a forged request has got through, in this run or before.
 */
export function judge(
  run: Pick<CardCheckRun, "seen"> & { readonly address: string; readonly hole: boolean },
  notPassedOn: Readonly<Record<string, string>>,
): CardCheckResult {
  const forgeries = FORGERY_NAMES.map((name) => ({
    name,
    seen: run.seen[name] ?? [],
    notPassedOn: refusalIn(notPassedOn[name]),
  }));
  const failed = run.hole || forgeries.some(({ seen }) => seen.some(showsHole));
  const unclear = forgeries.some((one) => one.seen.length === 0 && one.notPassedOn === null);
  return {
    verdict: failed ? "failed" : unclear ? "unclear" : "passed",
    address: run.address,
    forgeries: Object.fromEntries(forgeries.map(({ name, ...rest }) => [name, rest])),
  };
}

/** Of what the settings page heard: busy or slow is no refusal, and someone may have kept HubSpot busy. */
const BUSY = /\b(?:408|429|5\d\d)\b|time[ds]?[ -]?out|too many/i;

const refusalIn = (heard: string | undefined): string | null =>
  heard === undefined || BUSY.test(heard) ? null : heard;
