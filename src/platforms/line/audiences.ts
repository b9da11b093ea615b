/** LINE's audience groups → ours. https://developers.line.biz/en/reference/messaging-api/#get-audience-groups */
import { withoutSmallSize } from "../../delivery/numbers/hidden.ts";
import { id, number, object, onOneLine, optional, text, type ResponseOf } from "../shared/read-response.ts";
import type { Audience, AudienceStatus } from "../../ports/line.ts";

export const AUDIENCE_GROUP = object({
  audienceGroupId: id,
  description: optional(text),
  type: optional(text),
  status: optional(text),
  /** 0 means "0 to 19" for all but uploads and chat tags. */
  audienceCount: optional(number),
  /** Seconds since 1970, as is `expireTimestamp`. */
  created: optional(number),
  expireTimestamp: optional(number),
  createRoute: optional(text),
  permission: optional(text),
});

export type AudienceGroup = ResponseOf<typeof AUDIENCE_GROUP>;

const STATUSES: readonly string[] = ["IN_PROGRESS", "READY", "FAILED", "EXPIRED", "INACTIVE", "ACTIVATING"];
const isStatus = (status: string | null): status is AudienceStatus => status !== null && STATUSES.includes(status);

/** The latest instant that a date can hold, in milliseconds since 1970. */
const MAX_INSTANT_MS = 8.64e15;

/**
 * The account's own uploads and chat tags are exempt from the minimum of 50; those by another route, or of another owner,
 * are not. https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message-restrictions
 */
export function toAudience(group: AudienceGroup, { shared }: { shared: boolean }): Audience {
  const { audienceGroupId, createRoute, permission, status } = group;
  const type = group.type ?? "UNKNOWN";
  const ownRoute = createRoute === "MESSAGING_API" || createRoute === "OA_MANAGER";
  const expiresMs = group.expireTimestamp === null ? null : group.expireTimestamp * 1000;
  return withoutSmallSize({
    id: audienceGroupId,
    name: onOneLine(group.description ?? "") || audienceGroupId,
    type,
    status: isStatus(status) ? status : "UNKNOWN",
    size: group.audienceCount ?? 0,
    sizeIsExact: type === "UPLOAD" || type === "CHAT_TAG",
    exempt: !shared && (type === "CHAT_TAG" || (type === "UPLOAD" && ownRoute)),
    // A number that is no instant says nothing.
    expiresAt: expiresMs !== null && Math.abs(expiresMs) <= MAX_INSTANT_MS ? expiresMs : null,
    createRoute,
    permission,
  });
}

/** Those that can be sent to first, then by name. */
export function inOrder(audiences: readonly Audience[]): Audience[] {
  const rank = ({ status }: Audience) => (status === "READY" ? 0 : 1);
  return audiences.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}
