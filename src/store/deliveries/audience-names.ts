/** What LINE calls audiences: kept whenever it says so, for pages that show one before, or without, asking LINE. */
import { sql } from "kysely";
import { finding } from "../../delivery/codes.ts";
import { namedAudiences, type Inputs } from "../../delivery/inputs.ts";
import type { Audience, Line } from "../../ports/line.ts";
import type { Db } from "../postgres/database.ts";

export type Named = Pick<Audience, "id" | "name">;

/** A name that is known already costs no write. */
export async function keepAudienceNames(db: Db, portalId: number, audiences: readonly Named[]): Promise<void> {
  if (audiences.length === 0) return;
  const names = new Map(audiences.map(({ id, name }) => [id, name]));
  await sql`
    insert into known_names (portal_id, kind, id, name)
    select ${portalId}, 'audience', said.id, said.name
    from unnest(${[...names.keys()]}::text[], ${[...names.values()]}::text[]) as said (id, name)
    where not exists (
      select from known_names k
      where k.portal_id = ${portalId} and k.kind = 'audience' and k.id = said.id and k.name = said.name)
    on conflict (portal_id, kind, id) do update set name = excluded.name`.execute(db);
}

/** By the ids of those that a delivery includes and leaves out. */
export async function audienceNamesOf(
  db: Db,
  portalId: number,
  inputs: Pick<Inputs, "audienceId" | "includeAudienceIds" | "excludeAudienceIds">,
): Promise<Readonly<Record<string, string>>> {
  return namesOfAudiences(db, portalId, namedAudiences(inputs));
}

/** As LINE last called them, by their ids; those it never named are not among them. */
export async function namesOfAudiences(
  db: Db,
  portalId: number,
  ids: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  if (ids.length === 0) return {};
  const rows = await db
    .selectFrom("known_names")
    .select(["id", "name"])
    .where("portal_id", "=", portalId)
    .where("kind", "=", "audience")
    .where("id", "in", ids)
    .execute();
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}

/** LINE, with the names of all audiences kept, and given to those that are gone; a fault in keeping them fails no answer. */
export function keepingNames(db: Db, line: Line, failed: (err: unknown) => void): Line {
  const keep = (portalId: number, audiences: readonly Named[]) =>
    keepAudienceNames(db, portalId, audiences).catch(failed);
  return {
    ...line,
    async audiences(channel) {
      const answer = await line.audiences(channel);
      if (answer.kind === "ok") await keep(channel.portalId, answer.value);
      return answer;
    },
    async audience(channel, audienceId) {
      const answer = await line.audience(channel, audienceId);
      if (answer.kind === "ok") await keep(channel.portalId, [answer.value]);
      if (answer.kind !== "refused" || answer.finding.code !== "AUDIENCE_NOT_FOUND") return answer;
      const names = await namesOfAudiences(db, channel.portalId, [audienceId]).catch(failed);
      const audience = names?.[audienceId] ?? audienceId;
      return { ...answer, finding: finding("AUDIENCE_NOT_FOUND", { audience }) };
    },
  };
}
