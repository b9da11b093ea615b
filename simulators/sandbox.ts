/** Both platforms beside the service, for people without credentials: a demo portal and account are connected. */
import { join } from "node:path";
import { SandboxClock } from "./clock.ts";
import { callApi, connectService } from "./connect.ts";
import { ACCOUNT, APP, PORTAL_ID, startWorld, type World } from "./demo-world.ts";
import { createExamples, saveWorkflow, type Examples, type Setting } from "./examples.ts";
import { keepWorld, readWorld } from "./kept-world.ts";

export interface Sandbox {
  /** Replaces what the environment would say about the platforms. */
  readonly config: World["urls"] & { readonly app: { appId: string; clientId: string; clientSecret: string } };
  readonly clock: SandboxClock;
  readonly examples: Examples;
  /** Pages for people, besides the service's own. */
  readonly pages: readonly { readonly name: string; readonly url: string }[];
  /** Why it begins with an empty HubSpot although one was kept; null where it does not. */
  readonly notice: string | null;
  /** Installs the app, connects the account, registers the action and goes on where it stopped; the service has to be up. */
  connect(): Promise<void>;
  stop(): Promise<void>;
}

interface SandboxOptions {
  readonly publicUrl: string;
  /** The last part of the addresses that HubSpot calls. */
  readonly segment: string;
  /** Service time of an earlier run that skipped ahead; time never runs backwards. */
  readonly notBefore: number;
  /** Of the service's own data: the simulated world is kept in it, and belongs to this database alone. */
  readonly dataDir: string;
  readonly database: string;
  /** Called when the world could not be kept, or the examples not be made. */
  readonly onError: (error: unknown) => void;
}

const LISTS = [
  { name: "Newsletter subscribers", size: 1000 },
  { name: "Event guests", size: 300 },
  { name: "Tasting circle", size: 30 },
];

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { publicUrl, segment, notBefore, dataDir, database, onError } = options;
  const file = join(dataDir, "sandbox-world");
  const found = await readWorld(file, database);
  const kept = typeof found === "string" ? null : found;
  const startedAt = Date.now();
  const clock = new SandboxClock(1, Math.max(startedAt, notBefore));
  const world = await startWorld(clock, publicUrl, { segment, startedAt, kept });
  const { hubspot, line } = world;
  if (kept === null) for (const list of LISTS) hubspot.control.addList(PORTAL_ID, list);
  befriend(world);
  const appPort = Number(new URL(hubspot.appUrl).port);
  const current = () => ({ database, appPort, hubspot: hubspot.control.memory(), line: line.control.memory() });
  const keeper = keepWorld(file, current, onError);
  const stopping = new AbortController();
  let setting: Setting | null = null;
  const examples = createExamples(world, { clock, signal: stopping.signal, setting: () => setting, onError });
  return {
    config: { ...world.urls, app: { ...APP } },
    clock,
    examples,
    pages: [{ name: "Simulated HubSpot", url: hubspot.appUrl }],
    notice: typeof found === "string" ? `${found}: the simulated HubSpot begins empty.` : null,
    async connect() {
      const { cookie, channel } = await connectService(publicUrl, PORTAL_ID, ACCOUNT);
      const ready = { channel, actionDefinitionId: await world.publishAction(publicUrl) };
      if (kept === null) {
        const message = await welcomeMessage(publicUrl, cookie);
        const [list, audience] = ["Newsletter subscribers", "Newsletter readers"];
        saveWorkflow(world, ready, { name: "Autumn blend", list, audience, inputs: { message } });
      }
      setting = ready;
      hubspot.control.resume();
    },
    async stop() {
      stopping.abort();
      await world.stop();
      await keeper.stop();
    },
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

/** Its id; it may be known from an earlier start. */
async function welcomeMessage(publicUrl: string, cookie: string): Promise<string> {
  const name = "Autumn blend is here";
  const answer = await fetch(`${publicUrl}/api/messages`, { headers: { cookie } });
  const { messages } = (await answer.json()) as { messages: readonly { id: string; name: string }[] };
  const known = messages.find((message) => message.name === name);
  if (known !== undefined) return known.id;
  const text = "The autumn blend is here. Show this message for a free tasting: https://hoshi-coffee.example/autumn";
  const saved = { name, messages: [{ type: "text", text }] };
  return (await callApi<{ id: string }>(publicUrl, cookie, "/api/messages", saved)).id;
}
