/** A channel's audiences with what to know before choosing one. */
import { audienceWarnings, type AudienceWarning } from "../../delivery/targeting/audience-warnings.ts";
import type { Answer } from "../../delivery/answer.ts";
import type { AudienceUse } from "../../ports/store/channels.ts";
import type { Audience, ChannelRef } from "../../ports/line.ts";
import type { ConsolePorts } from "../request/ports.ts";

export interface KnownAudience extends Audience {
  readonly warnings: readonly AudienceWarning[];
  /** Newest first. */
  readonly uses: readonly AudienceUse[];
}

/** How far back a use counts. */
export const USED_DAYS = 30;

export async function knownAudiences(
  channel: ChannelRef,
  { store, line }: Pick<ConsolePorts, "store" | "line">,
): Promise<Answer<readonly KnownAudience[]>> {
  const answer = await line.audiences(channel);
  if (answer.kind !== "ok") return answer;
  const { now, uses } = await store.audienceUses(channel.portalId, channel.channelId, USED_DAYS);
  const byAudience = Map.groupBy(uses, ({ audienceId }) => audienceId);
  const value = answer.value.map((audience) => ({
    ...audience,
    warnings: audienceWarnings(audience, now),
    uses: byAudience.get(audience.id) ?? [],
  }));
  return { kind: "ok", value };
}

/** Whose name contains the text, in whatever case and width it is written. */
export function named(audiences: readonly KnownAudience[], text: string): readonly KnownAudience[] {
  const plain = (name: string) => name.normalize("NFKC").toLowerCase();
  const wanted = plain(text.trim());
  return audiences.filter(({ name }) => plain(name).includes(wanted));
}
