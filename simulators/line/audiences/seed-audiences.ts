/** One audience of every kind an account meets, sized so that every rule of size has an audience on both sides. */
import { AUDIENCE_LIFE_MS } from "./audiences.ts";
import { allBits, noBits, pickBits, setBit } from "../bits.ts";
import { chance, seedOf } from "../../chance.ts";
import { DAY, HOUR, type AudienceGroup, type Channel } from "../world.ts";

export interface AudienceSeed {
  readonly description: string;
  readonly type?: string;
  readonly createRoute?: string;
  /** How many friends, blockers among them; or a share of all. */
  readonly size?: number;
  readonly share?: number;
  readonly status?: "READY" | "IN_PROGRESS" | "FAILED" | "EXPIRED" | "INACTIVE" | "ACTIVATING";
  readonly sharedBy?: { readonly serviceType: string; readonly id: string; readonly name: string };
  readonly clickUrl?: string;
  readonly requestId?: string;
  /** Friends it holds, instead of a random choice. */
  readonly userIds?: readonly string[];
  readonly createdDaysAgo?: number;
}

const manager = { createRoute: "OA_MANAGER" } as const;
const ads = { createRoute: "AD_MANAGER" } as const;
const partner = { serviceType: "account", id: "@partner", name: "Partner shop" };

export const STANDARD_AUDIENCES: readonly AudienceSeed[] = [
  { description: "Newsletter readers", type: "UPLOAD", share: 0.3 },
  { description: "Store staff (37)", type: "UPLOAD", size: 37 },
  { description: "Customers of the year", type: "UPLOAD", ...manager, share: 0.15 },
  { description: "VIP chat tag", type: "CHAT_TAG", ...manager, share: 0.02 },
  { description: "Complaint chat tag (12)", type: "CHAT_TAG", ...manager, size: 12 },
  { description: "Clicked the spring sale", type: "CLICK", share: 0.2, clickUrl: "https://example.com/spring" },
  { description: "Clicked the workshop (37)", type: "CLICK", size: 37, clickUrl: "https://example.com/workshop" },
  { description: "Saw the spring sale", type: "IMP", share: 0.4 },
  { description: "Saw the pilot message (37)", type: "IMP", size: 37 },
  { description: "Clicked the typo (fewer than 20)", type: "CLICK", size: 14, clickUrl: "https://example.com/typo" },
  { description: "Added by poster", type: "FRIEND_PATH", ...manager, share: 0.1 },
  { description: "Booked a table", type: "RESERVATION", ...manager, share: 0.05 },
  { description: "Saw the rich menu", type: "RICHMENU_IMP", ...manager, share: 0.5 },
  { description: "Tapped the rich menu", type: "RICHMENU_CLICK", ...manager, share: 0.12 },
  { description: "Visited the site (LINE Tag)", type: "WEBTRAFFIC", ...manager, share: 0.18 },
  { description: "Visited the site (Tracking Tag)", type: "TRACKINGTAG_WEBTRAFFIC", ...manager, share: 0.08 },
  { description: "Points ad upload", type: "UPLOAD", createRoute: "POINT_AD", share: 0.06 },
  { description: "Opened the app", type: "APP_EVENT", ...ads, share: 0.09 },
  { description: "Watched the film", type: "VIDEO_VIEW", ...ads, share: 0.07 },
  { description: "Clicked the picture ad", type: "IMAGE_CLICK", ...ads, share: 0.03 },
  {
    description: "Campaign of last year (expired)",
    type: "UPLOAD",
    share: 0.25,
    status: "EXPIRED",
    createdDaysAgo: 185,
  },
  { description: "Upload still building", type: "UPLOAD", share: 0.1, status: "IN_PROGRESS" },
  { description: "Impressions too few (failed)", type: "IMP", size: 9, status: "FAILED" },
  { description: "Ads audience, inactive", type: "APP_EVENT", ...ads, share: 0.02, status: "INACTIVE" },
  {
    description: "Partner's members (shared)",
    type: "UPLOAD",
    createRoute: "BUSINESS_MANAGER",
    share: 0.11,
    sharedBy: partner,
  },
  {
    description: "Partner's pilot (shared, 37)",
    type: "UPLOAD",
    createRoute: "BUSINESS_MANAGER",
    size: 37,
    sharedBy: partner,
  },
];

export function plantAudience(channel: Channel, planted: AudienceSeed, now: number): number {
  const { friends } = channel;
  const id = (channel.nextAudienceId += 1);
  const size = planted.size ?? planted.userIds?.length ?? Math.round(friends.count * (planted.share ?? 0.1));
  const createdAt = now - (planted.createdDaysAgo ?? 10) * DAY - (id % 100) * HOUR;
  const { type = "UPLOAD", createRoute = "MESSAGING_API", status = "READY", clickUrl, requestId, sharedBy } = planted;
  const permanent = createRoute === "AD_MANAGER";
  const group: AudienceGroup = {
    id,
    type,
    createRoute,
    description: planted.description,
    createdAt,
    isIfaAudience: false,
    members: planted.userIds
      ? membersOf(channel, planted.userIds)
      : pickBits(allBits(friends.count), size, chance(seedOf(id))),
    strangers: 0,
    readyAt: status === "IN_PROGRESS" ? Number.POSITIVE_INFINITY : createdAt,
    jobs: [],
    ...(!permanent && { expiresAt: status === "EXPIRED" ? now - DAY : createdAt + AUDIENCE_LIFE_MS }),
    ...((status === "INACTIVE" || status === "ACTIVATING") && { inactive: status }),
    ...(status === "FAILED" && { failedType: "AUDIENCE_GROUP_AUDIENCE_INSUFFICIENT" }),
    ...(sharedBy && { owner: sharedBy }),
    ...((type === "CLICK" || type === "IMP") && { requestId: requestId ?? chance(seedOf(id, "request")).uuid() }),
    ...(clickUrl !== undefined && { clickUrl }),
  };
  channel.audiences.set(id, group);
  return id;
}

function membersOf({ friends, channelId }: Channel, userIds: readonly string[]): AudienceGroup["members"] {
  const members = noBits(friends.count);
  for (const userId of userIds) {
    const index = friends.indexOf(userId);
    if (index === -1) throw new Error(`${userId} is no friend of ${channelId}`);
    setBit(members, index);
  }
  return members;
}
