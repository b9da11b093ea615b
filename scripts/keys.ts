/** `npm run keys -- rotate|status`: all stored secrets under the first of ENCRYPTION_KEYS, while the service runs. */
import { readConfig } from "../src/app/config.ts";
import { countOutdated, rotateKeys } from "../src/store/accounts/key-rotation.ts";
import { createSecrets } from "../src/store/postgres/secrets.ts";
import { readCommandLine, runCommand } from "./shared/command-line.ts";
import { withDatabase } from "./shared/with-database.ts";

async function main(): Promise<void> {
  const { positionals } = readCommandLine("npm run keys -- rotate|status", { allowPositionals: true });
  const [command = "", ...rest] = positionals;
  if (rest.length > 0 || !["rotate", "status"].includes(command)) throw new Error("say what to do: rotate, status");
  const config = readConfig(process.env);
  if (config.encryptionKeys === null)
    throw new Error("ENCRYPTION_KEYS is needed: the new key first, then the old ones");
  const secrets = createSecrets(config.encryptionKeys);
  await withDatabase(config, async (db) => {
    if (command === "rotate") {
      const { rewrapped, overtaken } = await rotateKeys(db, secrets);
      process.stdout.write(`${rewrapped} secrets are now under the first key (${overtaken} the service had renewed)\n`);
    }
    const left = await countOutdated(db, secrets);
    process.stdout.write(`${left} secrets are under another key than the first\n`);
    if (command === "rotate" && left > 0) process.exitCode = 1;
  });
}

runCommand(main);
