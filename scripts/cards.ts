/** `npm run cards -- code|forget`: lets the operator run the card check, and begin again after it has failed. */
import { readConfig } from "../src/app/config.ts";
import { createFactStore } from "../src/store/postgres/deployment-facts.ts";
import { makeCode } from "../src/console/card/code.ts";
import { readCommandLine, runCommand } from "./shared/command-line.ts";
import { withDatabase } from "./shared/with-database.ts";

const HOW = `Enter it on the app's settings page in HubSpot (Settings > Integrations > Connected Apps > the app > Settings)
under "For the operator". It works for one check and for 30 minutes; a new code replaces it.
The page cannot try HubSpot's workflow action "Send a webhook": docs/deployment.md, "Switch the card on", says how you can.`;

const FORGOTTEN = `Forgotten: what earlier checks and requests have shown. With CARDS=auto the card is off in production until a
check passes: npm run cards -- code makes a code for one.`;

async function main(): Promise<void> {
  const { positionals } = readCommandLine("npm run cards -- code|forget", { allowPositionals: true });
  const [command = "", ...rest] = positionals;
  if (rest.length > 0 || !["code", "forget"].includes(command)) throw new Error("say what to do: code, forget");
  await withDatabase(readConfig(process.env), async (db) => {
    const facts = createFactStore(db);
    if (command === "code") {
      process.stdout.write(`${await makeCode(facts, Date.now())}\n\n${HOW}\n`);
      return;
    }
    for (const name of ["cardHole", "cardCheckResult", "cardCheckRun"] as const) await facts.forgetFact(name);
    process.stdout.write(`${FORGOTTEN}\n`);
  });
}

runCommand(main);
