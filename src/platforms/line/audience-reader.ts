/** A channel's audiences: its own and those shared with it. https://developers.line.biz/en/reference/messaging-api/#manage-audience-group */
import { finding } from "../../delivery/codes.ts";
import { readFields, UnexpectedResponse, type ResponseFields } from "../shared/read-response.ts";
import type { Answer } from "../../ports/answer.ts";
import type { Audience, ChannelRef } from "../../ports/line.ts";
import { failureOf, mapped, unexpectedResponse, refused, type LineError } from "./answers.ts";
import type { RequestAsChannel } from "./ask.ts";
import { inOrder, toAudience } from "./audiences.ts";

/** LINE's maximum. */
const PAGE_SIZE = 40;

/** All pages of the channel's own audiences, then those shared with it. */
export async function readAudiences(
  requestAsChannel: RequestAsChannel,
  channel: ChannelRef,
): Promise<Answer<readonly Audience[]>> {
  const own = await allPages((page) =>
    requestAsChannel(channel, "audience_list", ({ audience }) =>
      audience.getAudienceGroups(page, undefined, undefined, PAGE_SIZE),
    ),
  );
  if (own.kind !== "ok") return own;
  const shared = await allPages((page) =>
    requestAsChannel(channel, "shared_list", ({ audience }) =>
      audience.getSharedAudienceGroups(page, undefined, undefined, PAGE_SIZE),
    ),
  );
  // Accounts that may not share answer 4xx; their own audiences are no less choosable for it.
  return mapped(own, (ownGroups) => {
    const mine = ownGroups.map((group) => toAudience(group, { shared: false }));
    const known = new Set(mine.map(({ id }) => id));
    const others = mapped(shared, (groups) => groups.map((group) => toAudience(group, { shared: true })));
    const theirs = others.kind === "ok" ? others.value.filter(({ id }) => !known.has(id)) : [];
    return inOrder([...mine, ...theirs]);
  });
}

export async function readAudience(
  requestAsChannel: RequestAsChannel,
  channel: ChannelRef,
  audienceId: string,
): Promise<Answer<Audience>> {
  const unknown = refused(finding("AUDIENCE_NOT_FOUND", { audience: audienceId }));
  const id = Number(audienceId);
  if (!/^\d+$/.test(audienceId) || !Number.isSafeInteger(id)) return unknown;
  const missing = (error: LineError) => (isNotFound(error) ? unknown : failureOf(error));
  const own = await requestAsChannel(channel, "audience_get", ({ audience }) => audience.getAudienceData(id), missing);
  if (own.kind === "ok") return found(own.value, { shared: false });
  if (own.kind === "later" || own.finding.code !== "AUDIENCE_NOT_FOUND") return own;
  const shared = await requestAsChannel(
    channel,
    "shared_get",
    ({ audience }) => audience.getSharedAudienceData(id),
    missing,
  );
  if (shared.kind === "ok") return found(shared.value, { shared: true });
  // Sharing needs rights that most accounts lack: a refusal here says nothing new.
  return shared.kind === "refused" ? own : shared;
}

const found = (answer: unknown, from: { shared: boolean }): Answer<Audience> =>
  mapped({ kind: "ok", value: answer }, (value) => toAudience(readFields(value).requiredFields("audienceGroup"), from));

/** LINE keeps 1,000 audiences per channel, 25 pages of them; shared ones may be more. */
const MOST_PAGES = 100;

/** The groups of all pages. */
export async function allPages(
  page: (number: number) => Promise<Answer<unknown>>,
): Promise<Answer<readonly ResponseFields[]>> {
  const groups: ResponseFields[] = [];
  for (let number = 1; number <= MOST_PAGES; number += 1) {
    const answer = mapped(await page(number), (value) => {
      const fields = readFields(value);
      groups.push(...fields.list("audienceGroups"));
      return fields.isTrue("hasNextPage");
    });
    if (answer.kind !== "ok") return answer;
    if (!answer.value) return { kind: "ok", value: groups };
  }
  return unexpectedResponse(new UnexpectedResponse("answer.hasNextPage", `is still true after ${MOST_PAGES} pages`));
}

/**
 * LINE documents a 400 with `AUDIENCE_GROUP_NOT_FOUND` and "audience group not found" for an unknown audience; a 404 means no
 * other. https://developers.line.biz/en/reference/messaging-api/#manage-audience-error
 */
const isNotFound = ({ status, message, details }: LineError): boolean =>
  status === 404 || (status === 400 && /NOT[_ ]FOUND/i.test(`${message} ${details}`));
