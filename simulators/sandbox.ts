/** Both platforms beside the service, for people without credentials: a demo portal and account are connected. */
import { SandboxClock } from "./clock.ts";
import { callApi, connectService } from "./connect.ts";
import { ACCOUNT, APP, PORTAL_ID, startWorld, type World } from "./demo-world.ts";

export interface Sandbox {
  /** Replaces what the environment would say about the platforms. */
  readonly config: World["urls"] & { readonly app: { appId: string; clientId: string; clientSecret: string } };
  readonly clock: SandboxClock;
  /** Pages for people, besides the service's own. */
  readonly pages: readonly { readonly name: string; readonly url: string }[];
  /** Installs the app, connects the account and registers the action; the service has to be up. */
  connect(): Promise<void>;
  stop(): Promise<void>;
}

/** `segment`: the last part of the addresses that HubSpot calls. `notBefore`: service time of an earlier run that skipped ahead; time never runs backwards. */
export async function startSandbox({
  publicUrl,
  segment,
  notBefore,
}: {
  publicUrl: string;
  segment: string;
  notBefore: number;
}): Promise<Sandbox> {
  const clock = new SandboxClock(1, Math.max(Date.now(), notBefore));
  const world = await startWorld(clock, publicUrl, { segment });
  const { control } = world.hubspot;
  for (const [name, size] of [
    ["Newsletter subscribers", 1000],
    ["Event guests", 300],
    ["Tasting circle", 30],
  ] as const) {
    control.addList(PORTAL_ID, { name, size });
  }
  befriend(world);
  return {
    config: { ...world.urls, app: { ...APP } },
    clock,
    pages: [{ name: "Simulated HubSpot", url: world.hubspot.appUrl }],
    async connect() {
      const { cookie } = await connectService(publicUrl, PORTAL_ID, ACCOUNT);
      await saveWelcomeMessage(publicUrl, cookie);
      await world.publishAction(publicUrl);
    },
    stop: world.stop,
  };
}

/** Contacts are friends of the account, in order; now and then one has no LINE user ID. */
function befriend({ hubspot, line }: World): void {
  const friends = line.control.friendIds(ACCOUNT.channelId, Number.MAX_SAFE_INTEGER);
  let contacts = 0;
  hubspot.control.setContactProperty(PORTAL_ID, "line_user_id", () => {
    contacts += 1;
    return contacts % 40 === 0 ? null : (friends[contacts] ?? null);
  });
}

async function saveWelcomeMessage(publicUrl: string, cookie: string): Promise<void> {
  const name = "Autumn blend is here";
  const known = await fetch(`${publicUrl}/api/messages`, { headers: { cookie } });
  if (known.ok && JSON.stringify(await known.json()).includes(name)) return;
  const text = "The autumn blend is here. Show this message for a free tasting: https://hoshi-coffee.example/autumn";
  await callApi(publicUrl, cookie, "/api/messages", { name, messages: [{ type: "text", text }] });
}
