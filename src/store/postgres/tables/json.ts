/** Columns that hold JSON. */
import type { JSONColumnType } from "kysely";

/** Written as JSON text; `null` stays SQL NULL. */
export type Json<T extends object> = JSONColumnType<T>;
export type NullableJson<T extends object> = JSONColumnType<T | null, string | null, string | null>;
