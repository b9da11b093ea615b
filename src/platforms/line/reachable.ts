/** To which users a channel can send. https://developers.line.biz/en/reference/messaging-api/#get-profile */
import { ok } from "../shared/failures.ts";
import type { Answer } from "../../delivery/answer.ts";
import type { ChannelRef, LineCredentials } from "../../ports/line.ts";
import { failureOf } from "./answers.ts";
import { channelFor, requestWith, type RequestOptions } from "./request.ts";

/** LINE allows 2,000 profiles a second; this many at once stay far below it, and still make ten thousand a minute. */
const PROFILES_AT_ONCE = 20;

/** Those whose profile LINE does not give: no friend, blocked, or unknown. */
export async function unreachableIds(
  options: RequestOptions,
  channel: ChannelRef,
  ids: readonly string[],
): Promise<Answer<readonly string[]>> {
  const who = await channelFor(options, channel, null);
  if (who.kind !== "ok") return who;
  const without: string[] = [];
  for (let start = 0; start < ids.length; start += PROFILES_AT_ONCE) {
    const some = ids.slice(start, start + PROFILES_AT_ONCE);
    const asked = some.map(async (id) => ({ id, answer: await hasProfile(options, who.value, id) }));
    for (const { id, answer } of await Promise.all(asked)) {
      if (answer.kind !== "ok") return answer;
      if (!answer.value) without.push(id);
    }
  }
  return ok(without);
}

const hasProfile = (options: RequestOptions, who: LineCredentials, id: string): Promise<Answer<boolean>> =>
  requestWith<boolean>(
    options,
    who,
    (line) => line.getProfile(id).then(() => true),
    (error) => (error.status === 404 || error.status === 400 ? ok(false) : failureOf(error)),
  );
