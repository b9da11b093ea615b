/** After 0034: deliveries of earlier versions get the keys that this version looks for. */
import { sql, type Kysely } from "kysely";
import { deliveryKey } from "../../../delivery/lifecycle/delivery-key.ts";
import { LATER_INPUTS, type Inputs } from "../../../delivery/inputs.ts";

const AT_ONCE = 1000;

interface Row {
  readonly id: string;
  readonly portal_id: number;
  readonly inputs: Inputs;
}

const NONE_BEFORE = "00000000-0000-0000-0000-000000000000";

export async function rekeyDeliveries(db: Kysely<unknown>): Promise<void> {
  await rekeyWindows(db);
  let after = NONE_BEFORE;
  for (let some = AT_ONCE; some === AT_ONCE;) {
    const { rows } = await sql<Row>`
      select id, portal_id, inputs from deliveries
      where covers and phase <> 'collecting' and id > ${after} order by id limit ${AT_ONCE}`.execute(db);
    await setKeys(db, rows, rows.map(keyOf));
    some = rows.length;
    after = rows.at(-1)?.id ?? after;
  }
}

/**
 * Of two open windows that have one key now, the older takes it; the other one goes on by itself, as it would have, and no
 * one joins it.
 */
async function rekeyWindows(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<Row>`
    select id, portal_id, inputs from deliveries where phase = 'collecting' order by opened_at, id`.execute(db);
  const taken = new Set<string>();
  const keys = rows.map((row) => {
    const key = keyOf(row);
    if (taken.has(key)) return `${key}:${row.id}`;
    taken.add(key);
    return key;
  });
  await setKeys(db, rows, keys);
}

const keyOf = ({ portal_id: portalId, inputs }: Row): string => deliveryKey(portalId, { ...LATER_INPUTS, ...inputs });

async function setKeys(db: Kysely<unknown>, rows: readonly Row[], keys: readonly string[]): Promise<void> {
  const ids = rows.map(({ id }) => id);
  await sql`
    update deliveries d set key = k.key
    from unnest(${ids}::uuid[], ${[...keys]}::text[]) as k (id, key) where d.id = k.id`.execute(db);
}
