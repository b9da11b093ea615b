/** All checks of a deployment, in the order in which one needs the other. A further check is a further line here. */
import { ConfigError, readConfig, type Config, type Environment } from "../../src/config.ts";
import { createFactStore } from "../../src/store/deployment-facts.ts";
import { examineAddress, examineCardAddress } from "./address.ts";
import { examineCards } from "./cards.ts";
import { examineDatabase, openDatabase } from "./database.ts";
import { findingsOf, type Finding } from "./finding.ts";
import { examineSegments } from "./segment.ts";

export async function examine(environment: Environment): Promise<readonly Finding[]> {
  const { config, findings } = examineConfiguration(environment);
  if (config === null) return findings;
  const publicUrl = config.publicUrl ?? `http://localhost:${config.port}`;
  const { database, finding } = await openDatabase(config);
  const stored = database === null ? [] : await examineDatabase(database.pool);
  const cards =
    database === null ? [] : [await examineCards({ config, publicUrl, facts: createFactStore(database.db) })];
  await database?.pool.end();
  return [
    ...findings,
    finding,
    ...stored,
    await examineAddress(publicUrl),
    await examineSegments(publicUrl, config.intakeSegments),
    ...(config.cards === "off" ? [] : [await examineCardAddress(publicUrl, config.cardsUrl)]),
    ...cards,
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
      fault(problem, "Correct it in the environment of the service; README.md, “Configuration”, has every setting."),
    );
    return { config: null, findings };
  }
}
