/** `npm run keys -- rotate|status`: all stored secrets under the first of ENCRYPTION_KEYS, while the service runs. */
import { parseArgs } from "node:util";
import { readConfig } from "../src/config.ts";
import { connectDatabase } from "../src/store/database.ts";
import { runningEmbeddedUrl, startEmbeddedPostgres } from "../src/store/embedded-postgres.ts";
import { countOutdated, rotateKeys } from "../src/store/key-rotation.ts";
import { createSecrets } from "../src/store/secrets.ts";

async function main(): Promise<void> {
  const [command = ""] = parseArgs({ allowPositionals: true }).positionals;
  if (!["rotate", "status"].includes(command)) throw new Error("say what to do: rotate, status");
  const { encryptionKeys, databaseUrl, dataDir } = readConfig(process.env);
  if (encryptionKeys === null) throw new Error("ENCRYPTION_KEYS is needed: the new key first, then the old ones");
  const secrets = createSecrets(encryptionKeys);
  const running = databaseUrl ?? (await runningEmbeddedUrl(dataDir));
  const embedded = running === null ? await startEmbeddedPostgres(dataDir, () => undefined) : null;
  const database = connectDatabase(running ?? embedded?.url ?? "", () => undefined, { maxConnections: 2 });
  try {
    if (command === "rotate") {
      const { rewrapped, overtaken } = await rotateKeys(database.db, secrets);
      process.stdout.write(`${rewrapped} secrets are now under the first key (${overtaken} the service had renewed)\n`);
    }
    const left = await countOutdated(database.db, secrets);
    process.stdout.write(`${left} secrets are under another key than the first\n`);
    if (command === "rotate" && left > 0) process.exitCode = 1;
  } finally {
    await database.pool.end();
    await embedded?.stop();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
