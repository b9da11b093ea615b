/** All checks of a deployment, in the order in which one needs the other. A further check is a further line here. */
import { ConfigError, readConfig, type Config, type Environment } from "../../src/app/config.ts";
import { join } from "node:path";
import type { Database } from "../../src/store/postgres/database.ts";
import { createFactStore } from "../../src/store/postgres/deployment-facts.ts";
import { createSecrets, keptKey } from "../../src/store/postgres/secrets.ts";
import { examineAddress, examineCardAddress, examineReadiness } from "./address.ts";
import { examineCards } from "./cards.ts";
import { examineCertificate } from "./certificate.ts";
import { databaseClock, examineClocks, webClock } from "./clock.ts";
import { examineDatabase, openDatabase } from "./database.ts";
import { findingsOf, type Finding } from "./finding.ts";
import { examineHubSpot } from "./hubspot.ts";
import { examineMail } from "./mail.ts";
import { examineLine } from "./line.ts";
import { examineSegments } from "./segment.ts";

export async function examine(environment: Environment): Promise<readonly Finding[]> {
  const { config, findings } = examineConfiguration(environment);
  if (config === null) return findings;
  const publicUrl = config.publicUrl ?? `http://localhost:${config.port}`;
  const { database, finding } = await openDatabase(config);
  try {
    const found = database === null ? [] : await examineDatabase(database.pool, config.databasePoolSize);
    const readable = !found.some(({ state }) => state === "fault");
    return [
      ...findings,
      finding,
      ...found,
      ...(await examineAddresses(config, publicUrl)),
      ...(config.app === null ? [] : await examineHubSpot({ app: config.app, config })),
      ...(database === null || !readable ? [] : await examineStored(config, publicUrl, database)),
      // A sandbox has no one to write to.
      ...(config.app === null && config.mail === null ? [] : [await examineMail(config.mail)]),
      await examineClocks([
        ...(database === null ? [] : [databaseClock(database.pool)]),
        ...(config.app === null
          ? []
          : [webClock("HubSpot", config.hubspotApiUrl), webClock("LINE", config.lineApiUrl)]),
      ]),
    ];
  } finally {
    await database?.pool.end();
  }
}

/** What HubSpot and browsers ask for. */
async function examineAddresses(config: Config, publicUrl: string): Promise<readonly Finding[]> {
  const addresses = [publicUrl, ...(config.cardsUrl === null ? [] : [config.cardsUrl])];
  const certificates = await Promise.all(addresses.map((address) => examineCertificate(address)));
  return [
    await examineAddress(publicUrl),
    ...certificates.filter((found) => found !== null),
    await examineReadiness(publicUrl),
    await examineSegments(publicUrl, config.intakeSegments),
    ...(config.cards === "off" ? [] : [await examineCardAddress(publicUrl, config.cardsUrl)]),
  ];
}

/** What the database knows of the card and of the connected accounts. */
async function examineStored(config: Config, publicUrl: string, { db }: Database): Promise<readonly Finding[]> {
  const secrets = createSecrets(config.encryptionKeys ?? [await keptKey(join(config.dataDir, "encryption-key"))]);
  return [
    await examineCards({ config, publicUrl, facts: createFactStore(db) }),
    // The accounts of a sandbox are its own.
    ...(config.app === null ? [] : await examineLine({ config, db, secrets })),
  ];
}

function examineConfiguration(environment: Environment): { config: Config | null; findings: readonly Finding[] } {
  const { ok, warning, fault } = findingsOf("configuration");
  try {
    const config = readConfig(environment);
    const finding =
      config.app === null
        ? warning(
            "It can be read; without HubSpot credentials this is a sandbox.",
            "Set HUBSPOT_CLIENT_ID, HUBSPOT_CLIENT_SECRET and HUBSPOT_APP_ID to go to production.",
          )
        : ok("It can be read.");
    return { config, findings: [finding] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const findings = error.problems.map((problem) =>
      fault(problem, "Correct it in the environment of the service; docs/configuration.md has every setting."),
    );
    return { config: null, findings };
  }
}
