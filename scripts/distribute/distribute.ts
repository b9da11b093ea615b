/** `npm run distribute`: the portals of a Citus cluster over its workers (docs/scaling.md). */
import { readConfig } from "../../src/app/config.ts";
import { readCommandLine, runCommand } from "../shared/command-line.ts";
import { withDatabase } from "../shared/with-database.ts";
import { distribute } from "./distribute-tables.ts";

runCommand(async () => {
  readCommandLine("npm run distribute", {});
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  await withDatabase(readConfig(process.env), (_db, database) => distribute(database, say));
});
