/** The job `access`: asks HubSpot again for tokens that it refused, and ends an installation that is over. */
import type { Answer, Failure } from "../delivery/answer.ts";
import type { HubSpot } from "../ports/hubspot.ts";
import type { Accounts, Disconnecting } from "../ports/store/accounts.ts";
import { retryLater, RetryLater } from "./retry-later.ts";

interface AccessPorts {
  readonly store: Pick<Accounts, "portal" | "cancelUnsent" | "disconnecting" | "endDisconnect">;
  readonly hubspot: Pick<HubSpot, "checkAccess" | "uninstall">;
  /** Called once a disconnect is over, with what HubSpot answered to it. */
  readonly disconnected: (portalId: number, answer: Answer<null>) => void;
}

/** A disconnect waits so long for the release of what is held: without tokens HubSpot would hold it to its own end. */
const RELEASE_WITHIN_SECONDS = 600;
const LOOK_AGAIN_SECONDS = 2;

export async function lookAfterAccess(portalId: number, ports: AccessPorts): Promise<void> {
  const { store, hubspot } = ports;
  const portal = await store.portal(portalId);
  if (portal === null) return;
  if (portal.installed) {
    // A refusal is noted, with the job that asks again.
    const answer = await hubspot.checkAccess(portalId);
    if (answer.kind === "later") throw retryLater(`access of portal ${portalId}`, answer);
    return;
  }
  await store.cancelUnsent(portalId);
  const disconnecting = await store.disconnecting(portalId);
  if (disconnecting !== null) await tellHubSpot(portalId, disconnecting, ports);
}

async function tellHubSpot(
  portalId: number,
  { sinceSeconds, secondsLeft, held }: Disconnecting,
  { store, hubspot, disconnected }: AccessPorts,
): Promise<void> {
  if (held && sinceSeconds < RELEASE_WITHIN_SECONDS)
    throw new RetryLater(`disconnect of portal ${portalId}: executions are being released`, LOOK_AGAIN_SECONDS);
  const answer = await hubspot.uninstall(portalId);
  if (answer.kind !== "ok" && mayPass(answer) && secondsLeft > 0)
    throw retryLater(`disconnect of portal ${portalId}`, answer);
  await store.endDisconnect(portalId);
  disconnected(portalId, answer);
}

/** The operator may correct the app's own credentials. */
const mayPass = ({ kind, finding }: Failure): boolean => kind === "later" || finding.code === "HUBSPOT_APP_REFUSED";
