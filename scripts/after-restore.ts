/**
 * `npm run restored`: before the service starts on a database that was put back. What was open when the backup was made
 * may have been sent since: cancelled here, it cannot be sent again. Where the request to LINE was stored in the backup, it
 * stays: repeated, it is the same send to LINE.
 */
import { readConfig } from "../src/config.ts";
import { cancelOpenDeliveries } from "../src/store/after-restore.ts";
import { withDatabase } from "./with-database.ts";

async function main(): Promise<void> {
  const cancelled = await withDatabase(readConfig(process.env), cancelOpenDeliveries);
  process.stdout.write(
    `${cancelled} deliveries that were open in the backup are cancelled; their records are released\n`,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
