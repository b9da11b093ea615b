/** What an audience is at an instant, and how LINE shows it. https://developers.line.biz/en/reference/messaging-api/#get-audience-group */
import { countBits, or } from "../bits.ts";
import { audienceError } from "../line-error.ts";
import { DAY, SECOND, type AudienceGroup, type AudienceJob, type Channel } from "../world.ts";

export const AUDIENCE_LIFE_MS = 180 * DAY;
const EXPIRED_KEPT_MS = 30 * DAY;
/** Smaller audiences show 0, but for the two kinds the account filled itself. */
const SMALLEST_SHOWN = 20;
export const SMALLEST_RESTRICTED = 50;

export type AudienceStatus = "IN_PROGRESS" | "READY" | "FAILED" | "EXPIRED" | "INACTIVE" | "ACTIVATING";

export function audienceStatus(group: AudienceGroup, now: number): AudienceStatus {
  if (group.expiresAt !== undefined && now >= group.expiresAt) return "EXPIRED";
  if (group.failedType !== undefined) return "FAILED";
  if (group.inactive) return group.inactive;
  return now < group.readyAt ? "IN_PROGRESS" : "READY";
}

/** Uploads and chat tags of the account itself escape the minimum of 50; those of others never do. */
export function isExempt({ type, createRoute, owner }: AudienceGroup): boolean {
  if (owner) return false;
  if (type === "CHAT_TAG") return true;
  return type === "UPLOAD" && (createRoute === "OA_MANAGER" || createRoute === "MESSAGING_API");
}

/** Everybody in it by now: added ids count once their job is finished. */
export function settle(group: AudienceGroup, now: number): AudienceGroup {
  for (const job of group.jobs) {
    if (!job.members || now < job.finishedAt) continue;
    group.members = or(group.members, job.members);
    group.strangers += job.strangers;
    delete job.members;
    job.strangers = 0;
  }
  return group;
}

export function audienceSize(group: AudienceGroup, now: number): number {
  settle(group, now);
  return countBits(group.members) + group.strangers;
}

/** Expired audiences disappear a month later. */
export function findAudience({ audiences }: Channel, id: number, now: number): AudienceGroup | undefined {
  const group = audiences.get(id);
  if (group?.expiresAt === undefined || now < group.expiresAt + EXPIRED_KEPT_MS) return group;
  audiences.delete(id);
  return undefined;
}

export function allAudiences(channel: Channel, now: number): AudienceGroup[] {
  return [...channel.audiences.keys()].flatMap((id) => findAudience(channel, id, now) ?? []);
}

/** An unknown id is a 400, not a 404. */
export function requireAudience(channel: Channel, id: number, now: number, shared = false): AudienceGroup {
  const group = findAudience(channel, id, now);
  if (!group || (group.owner && !shared)) throw audienceError("AUDIENCE_GROUP_NOT_FOUND");
  return group;
}

export function audienceView(group: AudienceGroup, now: number): Record<string, unknown> {
  const size = audienceSize(group, now);
  const status = audienceStatus(group, now);
  const exact = !group.owner && (group.type === "UPLOAD" || group.type === "CHAT_TAG");
  return {
    audienceGroupId: group.id,
    createRoute: group.createRoute,
    type: group.type,
    description: group.description,
    status,
    ...(status === "FAILED" && { failedType: group.failedType }),
    audienceCount: status === "IN_PROGRESS" || (size < SMALLEST_SHOWN && !exact) ? 0 : size,
    created: seconds(group.createdAt),
    permission: permissionOf(group),
    isIfaAudience: group.isIfaAudience,
    ...(group.expiresAt !== undefined && { expireTimestamp: seconds(group.expiresAt) }),
    ...(group.requestId !== undefined && { requestId: group.requestId }),
    ...(group.clickUrl !== undefined && { clickUrl: group.clickUrl }),
  };
}

export const permissionOf = ({ createRoute, owner }: AudienceGroup): "READ" | "READ_WRITE" =>
  createRoute === "MESSAGING_API" && !owner ? "READ_WRITE" : "READ";

export function jobView(
  { id, description, createdAt, added, ...job }: AudienceJob,
  group: AudienceGroup,
  now: number,
): object {
  return {
    audienceGroupJobId: id,
    audienceGroupId: group.id,
    description,
    type: "DIFF_ADD",
    jobStatus: jobStatus(job, now),
    audienceCount: added,
    created: seconds(createdAt),
  };
}

export function jobStatus(
  { workingAt, finishedAt }: Pick<AudienceJob, "workingAt" | "finishedAt">,
  now: number,
): string {
  if (now < workingAt) return "QUEUED";
  return now < finishedAt ? "WORKING" : "FINISHED";
}

export const seconds = (at: number): number => Math.floor(at / SECOND);
