/** A channel's audiences: its own and those shared with it. https://developers.line.biz/en/reference/messaging-api/#manage-audience-group */
import { later, ok, refused } from "../shared/failures.ts";
import { flag, list, object, readResponse } from "../shared/read-response.ts";
import type { Answer } from "../../ports/answer.ts";
import type { Audience, ChannelRef } from "../../ports/line.ts";
import { failureOf, isUnknownAudience, LINE, type LineError } from "./answers.ts";
import { AUDIENCE_GROUP, inOrder, toAudience, type AudienceGroup } from "./audiences.ts";
import type { Clients, RequestAsChannel } from "./request.ts";

/** LINE's maximum. */
const PAGE_SIZE = 40;

/** LINE keeps 1,000 audiences per channel, 25 pages of them; shared ones may be more. */
const MAX_PAGES = 100;

const PAGE = object({ audienceGroups: list(AUDIENCE_GROUP), hasNextPage: flag });
const ONE = object({ audienceGroup: AUDIENCE_GROUP });

/** All pages of the channel's own audiences, then those shared with it. */
export async function readAudiences(
  request: RequestAsChannel,
  channel: ChannelRef,
): Promise<Answer<readonly Audience[]>> {
  const own = await ownGroups(request, channel);
  if (own.kind !== "ok") return own;
  const shared = await allPages(request, channel, "shared_list", ({ audience }, page) =>
    audience.getSharedAudienceGroups(page, undefined, undefined, PAGE_SIZE),
  );
  const mine = own.value.map((group) => toAudience(group, { shared: false }));
  const known = new Set(mine.map(({ id }) => id));
  // Accounts that may not share answer 4xx; their own audiences can be chosen all the same.
  const others = shared.kind === "ok" ? shared.value.map((group) => toAudience(group, { shared: true })) : [];
  return ok(inOrder([...mine, ...others.filter(({ id }) => !known.has(id))]));
}

export async function readAudience(
  request: RequestAsChannel,
  channel: ChannelRef,
  audienceId: string,
): Promise<Answer<Audience>> {
  const id = Number(audienceId);
  const isId = /^\d+$/.test(audienceId) && Number.isSafeInteger(id);
  const unknown = refused("AUDIENCE_NOT_FOUND", { audience: audienceId });
  if (!isId) return unknown;
  const onError = (error: LineError) => (isUnknownAudience(error) ? unknown : failureOf(error));
  const read = (response: unknown, from: { shared: boolean }) =>
    toAudience(readResponse(ONE, response).audienceGroup, from);
  const own = await request(
    channel,
    "audience_get",
    async ({ audience }) => read(await audience.getAudienceData(id), { shared: false }),
    onError,
  );
  if (own.kind !== "refused" || own.finding.code !== "AUDIENCE_NOT_FOUND") return own;
  const shared = await request(
    channel,
    "shared_get",
    async ({ audience }) => read(await audience.getSharedAudienceData(id), { shared: true }),
    onError,
  );
  // Sharing needs rights that most accounts lack: a refusal here says nothing new.
  return shared.kind === "refused" ? own : shared;
}

/** The channel's own groups; with `name`, those in whose names it occurs, without those made in other channels. */
export const ownGroups = (request: RequestAsChannel, channel: ChannelRef, name?: string) =>
  allPages(request, channel, "audience_list", ({ audience }, page) =>
    audience.getAudienceGroups(page, name, undefined, PAGE_SIZE, name === undefined ? undefined : false),
  );

async function allPages(
  request: RequestAsChannel,
  channel: ChannelRef,
  budget: "audience_list" | "shared_list",
  send: (clients: Clients, page: number) => Promise<unknown>,
): Promise<Answer<readonly AudienceGroup[]>> {
  const groups: AudienceGroup[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const answer = await request(channel, budget, async (clients) => readResponse(PAGE, await send(clients, page)));
    if (answer.kind !== "ok") return answer;
    groups.push(...answer.value.audienceGroups);
    if (!answer.value.hasNextPage) return ok(groups);
  }
  return later(LINE.unavailable, { detail: `answer.hasNextPage is still true after ${MAX_PAGES} pages` });
}
