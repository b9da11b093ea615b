/** What lists, audiences and sends are called and what messages say: kept whenever a platform says so, for pages that show one without asking. */
import { sql } from "kysely";
import { createHash } from "node:crypto";
import { finding } from "../../delivery/codes.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import type { Audience, Line } from "../../ports/line.ts";
import type { TimelineEntry } from "../../ports/store/views.ts";
import type { Db } from "../postgres/database.ts";

type Named = Pick<Audience, "id" | "name">;
type Names = Readonly<Record<string, string>>;

/** By the ids; a name that is known already costs no write. */
export async function keepNames(
  db: Db,
  portalId: number,
  kind: "list" | "audience" | "message" | "delivery",
  names: Names,
): Promise<void> {
  if (Object.keys(names).length === 0) return;
  await sql`
    insert into known_names (portal_id, kind, id, name)
    select ${portalId}, ${kind}, said.id, said.name
    from unnest(${Object.keys(names)}::text[], ${Object.values(names)}::text[]) as said (id, name)
    where not exists (
      select from known_names k
      where k.portal_id = ${portalId} and k.kind = ${kind} and k.id = said.id and k.name = said.name)
    on conflict (portal_id, kind, id) do update set name = excluded.name`.execute(db);
}

/** A text and the builder's name are known from the beginning, a saved message once it was looked up for the send. */
export async function keepWhatIsSent(db: Db, { portalId, inputs, preview }: Delivery): Promise<void> {
  const { message, deliveryName } = inputs;
  if (deliveryName !== null) await keepNames(db, portalId, "delivery", { [deliveryName]: deliveryName });
  const said = message.kind === "text" ? message.text : preview?.bubbles.join("\n");
  const key = message.kind === "text" ? createHash("md5").update(message.text).digest("hex") : message.messageId;
  if (said !== undefined) await keepNames(db, portalId, "message", { [key]: said });
}

/** Of the saved message that a delivery sends, as long as it is stored, deleted or not. */
export const messageName = (portalId: number) => sql<string | null>`(
  select m.name from saved_messages m
  where m.portal_id = ${portalId}
    and m.id = case when deliveries.message_key ~ '^[0-9a-f]{8}-' then deliveries.message_key::uuid end)`;

const namesById = (named: readonly Named[]): Names => Object.fromEntries(named.map(({ id, name }) => [id, name]));

export async function audienceNames(db: Db, portalId: number, ids: readonly string[]): Promise<Names> {
  if (ids.length === 0) return {};
  const rows = await db
    .selectFrom("knownNames")
    .select(["id", "name"])
    .where("portalId", "=", portalId)
    .where("kind", "=", "audience")
    .where("id", "in", ids)
    .execute();
  return namesById(rows);
}

/** Of the audiences and saved messages whose ids a timeline's changes say, as far as they are known. */
export async function changedNames(
  db: Db,
  portalId: number,
  timeline: readonly Pick<TimelineEntry, "details">[],
): Promise<Names> {
  const ids = timeline.flatMap(({ details: { input, from, to } }) =>
    typeof input === "string"
      ? [from, to].flatMap((value) => (typeof value === "string" ? value.split(", ") : []))
      : [],
  );
  if (ids.length === 0) return {};
  const { rows } = await sql<Named>`
    select id, name from known_names where portal_id = ${portalId} and kind = 'audience' and id = any(${ids}::text[])
    union all
    select id::text, name from saved_messages where portal_id = ${portalId} and id::text = any(${ids}::text[])`.execute(
    db,
  );
  return namesById(rows);
}

/** LINE, with the names of all audiences kept, and given to those that are gone; a fault in keeping them fails no answer. */
export function keepingNames(db: Db, line: Line, failed: (err: unknown) => void): Line {
  const keep = (portalId: number, audiences: readonly Named[]) =>
    keepNames(db, portalId, "audience", namesById(audiences)).catch(failed);
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
      const names = await audienceNames(db, channel.portalId, [audienceId]).catch(failed);
      const audience = names?.[audienceId] ?? audienceId;
      return { ...answer, finding: finding("AUDIENCE_NOT_FOUND", { audience }) };
    },
  };
}
