/** LINE's audience groups → ours. https://developers.line.biz/en/reference/messaging-api/#get-audience-groups */
import { withoutSmallSize } from "../../delivery/numbers/hidden.ts";
import type { ResponseFields } from "../shared/read-response.ts";
import type { Audience, AudienceStatus } from "../../ports/line.ts";

const STATUSES: readonly string[] = ["IN_PROGRESS", "READY", "FAILED", "EXPIRED", "INACTIVE", "ACTIVATING"];
const isStatus = (text: string): text is AudienceStatus => STATUSES.includes(text);

/** The latest instant that a date can hold, in milliseconds since 1970. */
const LAST_INSTANT_MS = 8.64e15;

/**
 * The account's own uploads and chat tags are exempt from the minimum of 50; what comes by another route, or belongs to
 * somebody else, is not. https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message-restrictions
 */
export function toAudience(group: ResponseFields, { shared }: { shared: boolean }): Audience {
  const id = group.id("audienceGroupId");
  const type = group.optionalText("type") ?? "UNKNOWN";
  const status = group.optionalText("status") ?? "UNKNOWN";
  const createRoute = group.optionalText("createRoute");
  const ownRoute = createRoute === "MESSAGING_API" || createRoute === "OA_MANAGER";
  const expiresAt = group.optionalNumber("expireTimestamp");
  const expiresMs = expiresAt === null ? null : expiresAt * 1000;
  return withoutSmallSize({
    id,
    name: group.optionalName("description") ?? id,
    type,
    status: isStatus(status) ? status : "UNKNOWN",
    size: group.optionalNumber("audienceCount") ?? 0,
    sizeIsExact: type === "UPLOAD" || type === "CHAT_TAG",
    exempt: !shared && (type === "CHAT_TAG" || (type === "UPLOAD" && ownRoute)),
    // A number that is no instant says nothing.
    expiresAt: expiresMs !== null && Math.abs(expiresMs) <= LAST_INSTANT_MS ? expiresMs : null,
    createRoute,
    permission: group.optionalText("permission"),
  });
}

/** Those that can be sent to first, then by name. */
export function inOrder(audiences: readonly Audience[]): Audience[] {
  const rank = ({ status }: Audience) => (status === "READY" ? 0 : 1);
  return audiences.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}
