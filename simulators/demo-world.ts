/** One app, one Enterprise portal and one LINE Official Account on both simulated platforms: the sandbox's and the demo's. */
import type { SandboxClock } from "./clock.ts";
import type { Account } from "./connect.ts";
import type { Poster } from "./hubspot/poster.ts";
import type { KeptWorld } from "./kept-world.ts";
import { startHubSpotSimulator, type HubSpotSimulator } from "./hubspot/server.ts";
import { startLineSimulator, type LineSimulator } from "./line/server.ts";
import { uploadedProject } from "./uploaded-project.ts";

export const PORTAL_ID = 102670506;

export const APP = {
  appId: "1160452",
  clientId: "9f8b1c3e-sandbox-client",
  clientSecret: "yyyyyyyy-sandbox-secret-yyyyyyyyyyyy",
} as const;

export const ACCOUNT: Account = {
  channelId: "1657001234",
  channelSecret: "0123456789abcdef0123456789abcdef",
  displayName: "Hoshi Coffee",
};

/** The last part of the addresses that HubSpot calls (INTAKE_SEGMENT), where nothing else is said. */
export const SEGMENT = "simulated-segment-of-the-demo";

export interface World {
  readonly hubspot: HubSpotSimulator;
  readonly line: LineSimulator;
  /** The service's settings for the two platforms. */
  readonly urls: {
    readonly hubspotApiUrl: string;
    readonly hubspotAppUrl: string;
    readonly lineApiUrl: string;
    readonly lineDataApiUrl: string;
  };
  /** Registers the action as the app's developer would; answers its definition id. */
  publishAction(publicUrl: string): Promise<number>;
  stop(): Promise<void>;
}

interface WorldOptions {
  /** `SEGMENT` unless given. */
  readonly segment?: string;
  readonly seed?: number;
  /** Friends of the account; 20,000 unless given. */
  readonly friends?: number;
  /** How HubSpot's own requests travel; over plain HTTP unless given. */
  readonly poster?: Poster;
  /** Wall time in ms since 1970: no id is one that an earlier start gave. Without it, every start gives the same ids. */
  readonly startedAt?: number;
  /** Goes on from there. */
  readonly kept?: Omit<KeptWorld, "database"> | null;
}

export async function startWorld(clock: SandboxClock, publicUrl: string, options: WorldOptions = {}): Promise<World> {
  const { seed = 1, friends, poster, segment = SEGMENT, startedAt, kept = null } = options;
  const line = await startLineSimulator({ clock, seed, idSeed: startedAt, friends });
  const hubspot = await startHubSpotSimulator({ clock, seed: startedAt, startedAt, poster, appPort: kept?.appPort });
  line.control.addChannel({ ...ACCOUNT, quota: { type: "limited", value: 200_000 } });
  hubspot.control.registerApp({
    ...APP,
    ...(await uploadedProject({ publicUrl, segment })).app,
  });
  if (kept === null) {
    const user = { id: 48, email: "mika@hoshi-coffee.example" };
    const place = { name: "Hoshi Coffee", timeZone: "Asia/Tokyo" };
    hubspot.control.addPortal({ portalId: PORTAL_ID, ...place, enterprise: true, user });
  } else {
    line.control.remember(kept.line);
    hubspot.control.remember(kept.hubspot);
  }
  return {
    hubspot,
    line,
    urls: {
      hubspotApiUrl: hubspot.apiUrl,
      hubspotAppUrl: hubspot.appUrl,
      lineApiUrl: line.url,
      lineDataApiUrl: line.dataUrl,
    },
    async publishAction(url) {
      const { action } = await uploadedProject({ publicUrl: url, segment });
      return hubspot.control.publishAction(APP.appId, action);
    },
    async stop() {
      await hubspot.stop();
      await line.stop();
    },
  };
}
