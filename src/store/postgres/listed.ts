import { sql, type RawBuilder } from "kysely";

/**
 * An array for `= any(…)`, each of which is looked up in the index. While PostgreSQL 15 and 16 have no statistics of a portal's
 * executions, and know how many are listed, they would rather read all of the portal's.
 */
export const listed = (texts: readonly string[]): RawBuilder<string[]> =>
  sql`array(select unnest(${[...texts]}::text[]))`;
