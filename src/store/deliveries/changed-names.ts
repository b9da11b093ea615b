/** What the audiences and saved messages are called whose ids a timeline's changes tell. */
import { sql } from "kysely";
import type { TimelineEntry } from "../../ports/store/views.ts";
import type { Db } from "../postgres/database.ts";

/** By their ids; what was deleted, or never named, is not among them. */
export async function changedNames(
  db: Db,
  portalId: number,
  timeline: readonly Pick<TimelineEntry, "details">[],
): Promise<Readonly<Record<string, string>>> {
  const ids = timeline.flatMap(({ details: { input, from, to } }) =>
    typeof input === "string"
      ? [from, to].flatMap((value) => (typeof value === "string" ? value.split(", ") : []))
      : [],
  );
  if (ids.length === 0) return {};
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from known_names where portal_id = ${portalId} and kind = 'audience' and id = any(${ids}::text[])
    union all
    select id::text, name from saved_messages where portal_id = ${portalId} and id::text = any(${ids}::text[])`.execute(
    db,
  );
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}
