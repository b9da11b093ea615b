/** LINE's audience groups → ours. https://developers.line.biz/en/reference/messaging-api/#get-audience-groups */
import type { manageAudience } from "@line/bot-sdk";
import type { Audience } from "../ports/line.ts";

/** The SDK's type lacks what LINE also sends. */
export type AudienceGroup = manageAudience.AudienceGroup & { expireTimestamp?: number };

const STATUSES: readonly string[] = ["IN_PROGRESS", "READY", "FAILED", "EXPIRED", "INACTIVE", "ACTIVATING"];

/**
 * The account's own uploads and chat tags are exempt from the minimum of 50; what comes by another route, or belongs to
 * somebody else, is not. https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message-restrictions
 */
export function toAudience(group: AudienceGroup, { shared }: { shared: boolean }): Audience {
  const type = group.type ?? "UNKNOWN";
  const status = group.status ?? "UNKNOWN";
  const ownRoute = group.createRoute === "MESSAGING_API" || group.createRoute === "OA_MANAGER";
  return {
    id: String(group.audienceGroupId),
    name: group.description ?? String(group.audienceGroupId),
    type,
    status: STATUSES.includes(status) ? status : "UNKNOWN",
    size: group.audienceCount ?? 0,
    sizeIsExact: type === "UPLOAD" || type === "CHAT_TAG",
    exempt: !shared && (type === "CHAT_TAG" || (type === "UPLOAD" && ownRoute)),
    expiresAt: group.expireTimestamp === undefined ? null : group.expireTimestamp * 1000,
  };
}

/** Those that can be sent to first, then by name. */
export function inOrder(audiences: readonly Audience[]): Audience[] {
  const rank = ({ status }: Audience) => (status === "READY" ? 0 : 1);
  return audiences.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}
