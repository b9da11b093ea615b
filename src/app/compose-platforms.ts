/** The store, and the adapters of LINE and HubSpot: rate-limited, counted and traced; what LINE says of a channel is kept for people. */
import type { Parts } from "./parts.ts";
import { createHubSpotAdapter } from "../platforms/hubspot/hubspot-adapter.ts";
import { createMailAdapter } from "../platforms/mail/mail-adapter.ts";
import { createLineAdapter } from "../platforms/line/line-adapter.ts";
import { logChange, logRefusedTokens } from "../observability/log-lines.ts";
import { createCredentials } from "../store/accounts/credentials.ts";
import { keepingNames } from "../store/deliveries/known-names.ts";
import { createHealthNotes } from "../store/accounts/channel-health.ts";
import { createRateLimiter } from "../store/accounts/rate-limiter.ts";
import type { Db } from "../store/postgres/database.ts";
import { createStore } from "../store/store-adapter.ts";

export type Ports = ReturnType<typeof createPorts>;

export function createPorts(parts: Parts) {
  const { config, database, secrets, metrics, log } = parts;
  const windowDefaults = { quietSeconds: config.collectQuietSeconds, ceilingSeconds: config.collectCeilingSeconds };
  const store = createStore({
    database,
    secrets,
    windowDefaults,
    onChange: (before, change) => logChange(log, metrics, before, change),
  });
  return { store, mail: createMail(parts), ...createPlatforms(parts, database.db) };
}

/** Null where no mail server is set. */
function createMail({ config, metrics, traces }: Parts) {
  return config.mail === null ? null : metrics.counted("mail", traces.asked("mail", createMailAdapter(config.mail)));
}

function createPlatforms({ config, secrets, metrics, traces, log }: Parts, db: Db) {
  const credentials = createCredentials(db, secrets);
  const limiter = createRateLimiter(db);
  const noteHealth = createHealthNotes(db);
  const lineAdapter = createLineAdapter({
    apiUrl: config.lineApiUrl,
    dataUrl: config.lineDataApiUrl,
    credentials,
    limiter,
    onResponse: (channel, finding) =>
      void noteHealth(channel, finding).catch((err: unknown) =>
        log.warn({ event: "channel.unnoted", ...channel, err }),
      ),
  });
  const countedLine = metrics.counted("line", traces.asked("line", lineAdapter));
  const hubspotAdapter = createHubSpotAdapter({
    app: config.app,
    apiUrl: config.hubspotApiUrl,
    versions: config.hubspotVersions,
    appUrl: config.hubspotAppUrl,
    publicUrl: config.publicUrl,
    credentials,
    tokensRefused: (portalId, why, noted) => logRefusedTokens(log, portalId, why, noted),
    limiter,
  });
  return {
    line: keepingNames(db, countedLine, (err) => log.warn({ event: "audiences.names_unkept", err })),
    hubspot: metrics.counted("hubspot", traces.asked("hubspot", hubspotAdapter)),
  };
}
