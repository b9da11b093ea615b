/** The app is removed from an account at HubSpot, and the service notices as it does in life: HubSpot refuses its tokens. */
import { APP } from "../../simulators/demo-world.ts";
import { wakeStragglers } from "../../src/store/jobs/housekeeping.ts";
import type { RunningService } from "./start-service.ts";

const HOUR_MS = 3_600_000;
const DAY_AND_MORE_MS = 26 * HOUR_MS;

export async function removeAppAtHubSpot(service: RunningService, portalId: number): Promise<void> {
  service.world.hubspot.control.uninstall(portalId, APP.appId);
  await service.pass(DAY_AND_MORE_MS, DAY_AND_MORE_MS);
  // A chore does this once a minute by the wall's clock: nothing else may ask HubSpot for tokens.
  await wakeStragglers(service.database.db);
  const gone = "select from portals where portal_id = $1 and uninstalled_at is not null";
  await service.passUntil(
    async () => (await service.database.pool.query(gone, [portalId])).rows.length === 1,
    HOUR_MS / 12,
  );
}
