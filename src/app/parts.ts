/** What each side of the process is made with. */
import type { Logger } from "pino";
import type { Metrics } from "../observability/metrics.ts";
import type { Traces } from "../observability/open-telemetry.ts";
import type { Sandbox } from "../ports/sandbox.ts";
import type { Database } from "../store/postgres/database.ts";
import type { Secrets } from "../store/postgres/secrets.ts";
import type { ServiceConfig } from "./config.ts";

export interface Parts {
  readonly config: ServiceConfig;
  readonly database: Database;
  readonly secrets: Secrets;
  readonly log: Logger;
  /** Null where HubSpot and LINE are real. */
  readonly sandbox: Sandbox | null;
  readonly metrics: Metrics;
  readonly traces: Traces;
  readonly deliveryUrl: (deliveryId: string) => string;
}
