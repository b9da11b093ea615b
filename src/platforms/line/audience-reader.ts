/** A channel's audiences: its own and those shared with it. https://developers.line.biz/en/reference/messaging-api/#manage-audience-group */
import type { LineBotClient } from "@line/bot-sdk";
import { later, ok, refused } from "../shared/failures.ts";
import { flag, list, object, readResponse } from "../shared/read-response.ts";
import type { Answer } from "../../delivery/answer.ts";
import type { Audience } from "../../ports/line.ts";
import { failureOf, isUnknownAudience, LINE, type LineError } from "./answers.ts";
import { AUDIENCE_GROUP, inOrder, toAudience, type AudienceGroup } from "./audiences.ts";
import type { Ask } from "./request.ts";

/** LINE's maximum. */
const PAGE_SIZE = 40;

/** LINE keeps 1,000 audiences per channel, 25 pages of them; shared ones may be more. */
const MAX_PAGES = 100;

const PAGE = object({ audienceGroups: list(AUDIENCE_GROUP), hasNextPage: flag });
const ONE = object({ audienceGroup: AUDIENCE_GROUP });

/** All pages of the channel's own audiences, then those shared with it. */
export async function readAudiences(ask: Ask): Promise<Answer<readonly Audience[]>> {
  const own = await ownGroups(ask);
  if (own.kind !== "ok") return own;
  const shared = await allPages(ask, "shared_list", (line, page) =>
    line.getSharedAudienceGroups(page, undefined, undefined, PAGE_SIZE),
  );
  const mine = own.value.map((group) => toAudience(group, { shared: false }));
  const known = new Set(mine.map(({ id }) => id));
  // Accounts that may not share answer 4xx; their own audiences can be chosen all the same.
  const others = shared.kind === "ok" ? shared.value.map((group) => toAudience(group, { shared: true })) : [];
  return ok(inOrder([...mine, ...others.filter(({ id }) => !known.has(id))]));
}

export async function readAudience(ask: Ask, audienceId: string): Promise<Answer<Audience>> {
  const id = Number(audienceId);
  const unknown = refused("AUDIENCE_NOT_FOUND", { audience: audienceId });
  if (!/^\d+$/.test(audienceId) || !Number.isSafeInteger(id)) return unknown;
  const onError = (error: LineError) => (isUnknownAudience(error) ? unknown : failureOf(error));
  const read = (response: unknown, from: { shared: boolean }) =>
    toAudience(readResponse(ONE, response).audienceGroup, from);
  const own = await ask(
    "audience_get",
    async (line) => read(await line.getAudienceData(id), { shared: false }),
    onError,
  );
  if (own.kind !== "refused" || own.finding.code !== "AUDIENCE_NOT_FOUND") return own;
  const shared = await ask(
    "shared_get",
    async (line) => read(await line.getSharedAudienceData(id), { shared: true }),
    onError,
  );
  // Sharing needs rights that most accounts lack: a refusal here says nothing new.
  return shared.kind === "refused" ? own : shared;
}

/** The channel's own groups; with `name`, those in whose names it occurs, without those made in other channels. */
export const ownGroups = (ask: Ask, name?: string) =>
  allPages(ask, "audience_list", (line, page) =>
    line.getAudienceGroups(page, name, undefined, PAGE_SIZE, name === undefined ? undefined : false),
  );

async function allPages(
  ask: Ask,
  budget: "audience_list" | "shared_list",
  send: (line: LineBotClient, page: number) => Promise<unknown>,
): Promise<Answer<readonly AudienceGroup[]>> {
  const groups: AudienceGroup[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const answer = await ask(budget, async (line) => readResponse(PAGE, await send(line, page)));
    if (answer.kind !== "ok") return answer;
    groups.push(...answer.value.audienceGroups);
    if (!answer.value.hasNextPage) return ok(groups);
  }
  return later(LINE.unavailable, { detail: `answer.hasNextPage is still true after ${MAX_PAGES} pages` });
}
