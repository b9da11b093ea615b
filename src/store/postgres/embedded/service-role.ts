/** The service's own role: it owns its database and nothing else. Only the start of the service is the superuser. */
import { createHmac } from "node:crypto";
import type pg from "pg";

export const DATABASE = "line_audience";
export const ROLE = "line_audience";

/** Nothing more to keep: anyone with the superuser's password may know it. */
export const rolePassword = (superuserPassword: string): string =>
  createHmac("sha256", superuserPassword).update(ROLE).digest("hex");

const RIGHTS = "login nosuperuser nocreatedb nocreaterole noreplication nobypassrls";

/** `superuser`: connected to the database "postgres". */
export async function prepareRole(superuser: pg.Client, password: string): Promise<void> {
  const roles = await superuser.query("select from pg_roles where rolname = $1", [ROLE]);
  if (roles.rowCount === 0) await superuser.query(`create role ${ROLE}`);
  await superuser.query(`alter role ${ROLE} with ${RIGHTS} password '${rolePassword(password)}'`);
  const databases = await superuser.query("select from pg_database where datname = $1", [DATABASE]);
  if (databases.rowCount === 0) await superuser.query(`create database ${DATABASE} owner ${ROLE}`);
}
