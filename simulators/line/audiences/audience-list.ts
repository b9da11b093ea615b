/** Finding audiences page by page. https://developers.line.biz/en/reference/messaging-api/#get-audience-groups */
import { allAudiences, audienceStatus, audienceView, jobView, permissionOf, requireAudience } from "./audiences.ts";
import { refusal } from "../line-error.ts";
import type { AudienceGroup, Channel } from "../world.ts";

const MAX_PER_PAGE = 40;
const MAX_JOBS = 50;
const STATUSES = ["IN_PROGRESS", "READY", "FAILED", "EXPIRED"];
const OWN_STATUSES = [...STATUSES, "INACTIVE", "ACTIVATING"];
const ROUTES = ["OA_MANAGER", "MESSAGING_API", "POINT_AD", "AD_MANAGER"];
const SHARED_ROUTES = [...ROUTES, "BUSINESS_MANAGER", "YAHOO_DISPLAY_ADS"];

export function listAudiences(channel: Channel, query: URLSearchParams, now: number): object {
  const page = wholeNumber(query, "page");
  const external = choice(query, "includesExternalPublicGroups", ["true", "false"]) !== "false";
  const route = choice(query, "createRoute", ROUTES);
  const status = choice(query, "status", OWN_STATUSES);
  const own = allAudiences(channel, now).filter((group) => !group.owner);
  const visible = own.filter((group) => external || group.createRoute === "MESSAGING_API");
  return pageOf(matching(visible, query, { route, status }, now), page, query, now);
}

/** https://developers.line.biz/en/reference/messaging-api/#get-shared-audience-list */
export function listShared(channel: Channel, query: URLSearchParams, now: number): object {
  const page = wholeNumber(query, "page", 1);
  const owned = choice(query, "includesOwnedAudienceGroups", ["true", "false"]) === "true";
  const route = choice(query, "createRoute", SHARED_ROUTES);
  const status = choice(query, "status", STATUSES);
  const visible = allAudiences(channel, now).filter((group) => owned || group.owner);
  return pageOf(matching(visible, query, { route, status }, now), page, query, now);
}

interface Wanted {
  readonly route: string | undefined;
  readonly status: string | undefined;
}

function matching(
  groups: AudienceGroup[],
  query: URLSearchParams,
  { route, status }: Wanted,
  now: number,
): AudienceGroup[] {
  const words = query.get("description")?.toLowerCase() ?? "";
  return groups.filter(
    (group) =>
      group.description.toLowerCase().includes(words) &&
      (route === undefined || group.createRoute === route) &&
      (status === undefined || audienceStatus(group, now) === status),
  );
}

/** Newest first; LINE does not say how it sorts. */
function pageOf(groups: AudienceGroup[], page: number, query: URLSearchParams, now: number): object {
  const size = wholeNumber(query, "size", 20, MAX_PER_PAGE);
  const sorted = groups.toSorted((left, right) => right.createdAt - left.createdAt || right.id - left.id);
  return {
    audienceGroups: sorted.slice((page - 1) * size, page * size).map((group) => audienceView(group, now)),
    hasNextPage: page * size < sorted.length,
    totalCount: sorted.length,
    readWriteAudienceGroupTotalCount: sorted.filter((group) => permissionOf(group) === "READ_WRITE").length,
    page,
    size,
  };
}

export function oneAudience(channel: Channel, id: number, shared: boolean, now: number): object {
  const group = requireAudience(channel, id, now, shared);
  const jobs = group.jobs.slice(-MAX_JOBS).map((job) => jobView(job, group, now));
  const own = { serviceType: "account", id: channel.basicId, name: channel.displayName };
  return { audienceGroup: audienceView(group, now), jobs, ...(shared && { owner: group.owner ?? own }) };
}

function wholeNumber(query: URLSearchParams, name: string, absent?: number, most = Number.MAX_SAFE_INTEGER): number {
  const given = query.get(name);
  if (given === null && absent !== undefined) return absent;
  const figure = /^\d+$/.test(given ?? "") ? Number(given) : 0;
  if (figure < 1) throw parameterFault(name, "must be greater than or equal to 1", "TOO_LOW");
  if (figure > most) throw parameterFault(name, `must be less than or equal to ${most}`, "TOO_HIGH");
  return figure;
}

function choice(query: URLSearchParams, name: string, values: readonly string[]): string | undefined {
  const given = query.get(name) ?? undefined;
  if (given === undefined || values.includes(given)) return given;
  throw parameterFault(name, `must be one of ${values.join(", ")}`, "INVALID_VALUE");
}

function parameterFault(name: string, rule: string, code: string): Error {
  return refusal(400, `${name}: ${rule}`, [{ message: code, property: name }]);
}
