/** The service's own role: it owns its database and nothing else. Only the start of the service is the superuser. */
import { createHmac } from "node:crypto";
import type pg from "pg";

export const DATABASE = "line_audience";
export const ROLE = "line_audience";

/** Nothing more to keep: anyone with the superuser's password may know it. */
export const rolePassword = (superuserPassword: string): string =>
  createHmac("sha256", superuserPassword).update(ROLE).digest("hex");

/**
 * Objects of earlier versions, which were the superuser's. `reassign owned` refuses to take anything from the first
 * superuser of a cluster. What belongs to another object (a column's sequence, an extension's function) follows it.
 */
const TAKE_OVER = `do $$
declare
  command text;
begin
  for command in
    with ours as (select oid, nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'),
    follow as (select classid, objid from pg_depend where deptype in ('a', 'i', 'e') and (classid <> 'pg_class'::regclass
      or objid in (select oid from pg_class where relkind = 'S')))
    select format('database %I', datname) from pg_database where datname = current_database() and datdba = current_user::regrole
    union all
    select format('schema %I', nspname) from pg_namespace join ours using (oid, nspname) where nspowner = current_user::regrole
    union all
    select format('%s %s', case relkind when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized view'
      when 'c' then 'type' else 'table' end, c.oid::regclass)
    from pg_class c where relkind in ('r', 'p', 'S', 'v', 'm', 'c') and relowner = current_user::regrole
      and relnamespace in (select oid from ours) and ('pg_class'::regclass, c.oid) not in (select classid, objid from follow)
    union all
    select format('routine %s', p.oid::regprocedure) from pg_proc p where proowner = current_user::regrole
      and pronamespace in (select oid from ours) and ('pg_proc'::regclass, p.oid) not in (select classid, objid from follow)
    union all
    select format('type %s', t.oid::regtype) from pg_type t where typtype in ('d', 'e', 'r') and typowner = current_user::regrole
      and typnamespace in (select oid from ours) and ('pg_type'::regclass, t.oid) not in (select classid, objid from follow)
  loop
    execute format('alter %s owner to ${ROLE}', command);
  end loop;
end
$$`;

const RIGHTS = "login nosuperuser nocreatedb nocreaterole noreplication nobypassrls";

/** `superuser`: connected to the database "postgres"; `inDatabase`: connects the superuser to the service's. */
export async function prepareRole(
  superuser: pg.Client,
  password: string,
  inDatabase: () => Promise<pg.Client>,
): Promise<void> {
  const roles = await superuser.query("select from pg_roles where rolname = $1", [ROLE]);
  if (roles.rowCount === 0) await superuser.query(`create role ${ROLE}`);
  await superuser.query(`alter role ${ROLE} with ${RIGHTS} password '${rolePassword(password)}'`);
  const databases = await superuser.query("select from pg_database where datname = $1", [DATABASE]);
  if (databases.rowCount === 0) await superuser.query(`create database ${DATABASE} owner ${ROLE}`);
  const inside = await inDatabase();
  try {
    await inside.query(TAKE_OVER);
  } finally {
    await inside.end();
  }
}
