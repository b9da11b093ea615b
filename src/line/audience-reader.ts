/** A channel's audiences: its own and those shared with it. https://developers.line.biz/en/reference/messaging-api/#manage-audience-group */
import { finding } from "../delivery/codes.ts";
import type { Answer } from "../ports/answer.ts";
import type { Audience, ChannelRef } from "../ports/line.ts";
import { failureOf, refused, type LineError } from "./answers.ts";
import type { AskAs } from "./ask.ts";
import { inOrder, toAudience, type AudienceGroup } from "./audiences.ts";

/** LINE's maximum. */
const PAGE_SIZE = 40;

/** All pages of the channel's own audiences, then those shared with it. */
export async function readAudiences(askAs: AskAs, channel: ChannelRef): Promise<Answer<readonly Audience[]>> {
  const own = await allPages((page) =>
    askAs(channel, "audience_list", ({ audience }) =>
      audience.getAudienceGroups(page, undefined, undefined, PAGE_SIZE),
    ),
  );
  if (own.kind !== "ok") return own;
  const shared = await allPages((page) =>
    askAs(channel, "shared_list", ({ audience }) =>
      audience.getSharedAudienceGroups(page, undefined, undefined, PAGE_SIZE),
    ),
  );
  // Accounts that may not share answer 4xx; their own audiences are no less choosable for it.
  const others = shared.kind === "ok" ? shared.value : [];
  const known = new Set(own.value.map(({ audienceGroupId }) => audienceGroupId));
  const all = [
    ...own.value.map((group) => toAudience(group, { shared: false })),
    ...others
      .filter(({ audienceGroupId }) => !known.has(audienceGroupId))
      .map((group) => toAudience(group, { shared: true })),
  ];
  return { kind: "ok", value: inOrder(all) };
}

export async function readAudience(askAs: AskAs, channel: ChannelRef, audienceId: string): Promise<Answer<Audience>> {
  const unknown = refused(finding("AUDIENCE_NOT_FOUND", { audience: audienceId }));
  const id = Number(audienceId);
  if (!/^\d+$/.test(audienceId) || !Number.isSafeInteger(id)) return unknown;
  const missing = (error: LineError) => (isNotFound(error) ? unknown : failureOf(error));
  const own = await askAs(channel, "audience_get", ({ audience }) => audience.getAudienceData(id), missing);
  if (own.kind === "ok") return found(own.value, { shared: false });
  if (own.kind === "later" || own.finding.code !== "AUDIENCE_NOT_FOUND") return own;
  const shared = await askAs(channel, "shared_get", ({ audience }) => audience.getSharedAudienceData(id), missing);
  if (shared.kind === "ok") return found(shared.value, { shared: true });
  // Sharing needs rights that most accounts lack: a refusal here says nothing new.
  return shared.kind === "refused" ? own : shared;
}

const found = ({ audienceGroup }: { audienceGroup?: AudienceGroup }, from: { shared: boolean }): Answer<Audience> => ({
  kind: "ok",
  value: toAudience(audienceGroup ?? {}, from),
});

async function allPages(
  page: (number: number) => Promise<Answer<{ audienceGroups?: AudienceGroup[]; hasNextPage?: boolean }>>,
): Promise<Answer<readonly AudienceGroup[]>> {
  const groups: AudienceGroup[] = [];
  for (let number = 1; ; number += 1) {
    const answer = await page(number);
    if (answer.kind !== "ok") return answer;
    groups.push(...(answer.value.audienceGroups ?? []));
    if (answer.value.hasNextPage !== true) return { kind: "ok", value: groups };
  }
}

/** LINE says 400 with a detail for an unknown audience; 404 is tolerated. */
const isNotFound = ({ status, message, details }: LineError): boolean =>
  status === 404 || (status === 400 && /NOT_FOUND/.test(`${message} ${details}`));
