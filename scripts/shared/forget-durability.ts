import pg from "pg";

/**
 * Makes a PostgreSQL server forget its last commits when its machine dies, and commit without waiting for the disk. For servers of tests and
 * simulations, which do not outlive it. `superuserUrl` may alter the system. Throws pg's `DatabaseError`.
 */
export async function forgetDurability(superuserUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  for (const setting of ["fsync", "synchronous_commit", "full_page_writes"])
    await client.query(`alter system set ${setting} = off`);
  await client.query("select pg_reload_conf()");
  await client.end();
}
