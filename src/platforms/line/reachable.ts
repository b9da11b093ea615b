/** Whom a channel can send to. https://developers.line.biz/en/reference/messaging-api/#get-profile */
import type { Answer } from "../../ports/answer.ts";
import type { ChannelRef, LineCredentials } from "../../ports/line.ts";
import { failureOf } from "./answers.ts";
import { notConnected, type AskOptions, type RequestWith } from "./ask.ts";

/** LINE allows 2,000 profiles a second; this many at once stay far below it, and still make ten thousand a minute. */
const PROFILES_AT_ONCE = 20;

/** Those whose profile LINE does not give: no friend, blocked, or nobody at all. */
export async function unreachableIds(
  { credentials }: Pick<AskOptions, "credentials">,
  requestWith: RequestWith,
  channel: ChannelRef,
  ids: readonly string[],
): Promise<Answer<readonly string[]>> {
  const who = await credentials.channelCredentials(channel);
  if (who === null) return notConnected(channel);
  const without: string[] = [];
  for (let start = 0; start < ids.length; start += PROFILES_AT_ONCE) {
    const some = ids.slice(start, start + PROFILES_AT_ONCE);
    const asked = some.map(async (id) => ({ id, answer: await hasProfile(requestWith, who, id) }));
    for (const { id, answer } of await Promise.all(asked)) {
      if (answer.kind !== "ok") return answer;
      if (!answer.value) without.push(id);
    }
  }
  return { kind: "ok", value: without };
}

async function hasProfile(requestWith: RequestWith, who: LineCredentials, id: string): Promise<Answer<boolean>> {
  let unknown = false;
  const answer = await requestWith(
    who,
    ({ messaging }) => messaging.getProfile(id),
    (error) => {
      unknown = error.status === 404 || error.status === 400;
      return failureOf(error);
    },
  );
  if (unknown) return { kind: "ok", value: false };
  return answer.kind === "ok" ? { kind: "ok", value: true } : answer;
}
