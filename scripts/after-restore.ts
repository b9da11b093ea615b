/**
 * `npm run restored`: before the service starts on a database that was put back. What was open when the backup was made
 * may have been sent since: it ends as `uncertain` here, and nothing at all is sent until a person allows it again.
 */
import { readConfig } from "../src/app/config.ts";
import { settleAfterRestore } from "../src/store/postgres/after-restore.ts";
import { readCommandLine, runCommand } from "./shared/command-line.ts";
import { withDatabase } from "./shared/with-database.ts";

async function main(): Promise<void> {
  readCommandLine("npm run restored", {});
  const { uncertain, stopped } = await withDatabase(readConfig(process.env), settleAfterRestore);
  process.stdout.write(
    `${uncertain} deliveries that were open in the backup may have been sent since: they end as uncertain\n` +
      `all sends of ${stopped} HubSpot accounts are stopped until a person allows them again on the Deliveries page\n` +
      `the card check is forgotten: in production HubSpot's card stays off until it has passed again\n`,
  );
}

runCommand(main);
