/** What the plan has in store, done to the platforms, the network, the clock and the service. */
import { ACCOUNT, APP, PORTAL_ID, type World } from "../../../simulators/demo-world.ts";
import type { PlannedEvent } from "../plan/plan.ts";
import type { Campaign } from "./campaigns.ts";
import type { StageOptions } from "./processes.ts";

/** What has happened so far. */
export interface Past {
  /** Callbacks that HubSpot was made to forget. */
  readonly dropped: Set<string>;
  uninstalled: boolean;
  /** The database's clock, seen from all others. */
  skewMs: number;
  /** How far it has been off at most. */
  maxSkewMs: number;
  /** How often the database failed over and lost its last commits. */
  failOvers: number;
}

interface Scene {
  readonly options: StageOptions;
  readonly world: World;
  readonly campaigns: readonly Campaign[];
  /** Of a person who is signed in. */
  readonly cookie: string;
  readonly past: Past;
}

type Event<Kind extends PlannedEvent["do"]> = Extract<PlannedEvent, { do: Kind }>;

/** All but `kill`, which takes time: the life of the seed does it. */
export function happen(scene: Scene, event: PlannedEvent): void {
  const { hubspot, line } = { hubspot: scene.world.hubspot.control, line: scene.world.line.control };
  const { network } = scene.options;
  switch (event.do) {
    case "enroll":
      enroll(scene, event);
      return;
    case "command":
      void command(scene, event);
      return;
    case "edit":
      edit(scene, event);
      return;
    case "drop_callbacks": {
      const held = hubspot.executions(PORTAL_ID).filter(({ state }) => state === "BLOCKED");
      for (const { callbackId } of held.filter((_, index) => index % 4 === 0)) {
        hubspot.dropCallback(callbackId);
        scene.past.dropped.add(callbackId);
      }
      return;
    }
    case "fail_next_narrowcast":
      line.failNextNarrowcast(ACCOUNT.channelId, event.errorCode);
      return;
    case "uninstall":
      hubspot.uninstall(PORTAL_ID, APP.appId);
      scene.past.uninstalled = true;
      return;
    case "jump":
      scene.past.skewMs += event.ms;
      scene.past.maxSkewMs = Math.max(scene.past.maxSkewMs, Math.abs(scene.past.skewMs));
      network.faults.set("clock_jump", (network.faults.get("clock_jump") ?? 0) + 1);
      return;
    case "calm":
      network.rates = { request: 0, call: 0, final: true };
      return;
    case "kill":
      return;
    default:
      return event satisfies never;
  }
}

function enroll({ world, campaigns }: Scene, event: Event<"enroll">): void {
  const { workflow, contactIds } = campaignOf(campaigns, event.campaign);
  const { from, count, concurrency, ratePerSecond, duplicateShare } = event;
  const ids = contactIds.slice(from, from + count);
  const manner = { concurrency, duplicateShare, ...(ratePerSecond !== null && { ratePerSecond }) };
  world.hubspot.control.enroll(PORTAL_ID, workflow, { contactIds: ids, ...manner });
}

function edit({ world, campaigns }: Scene, event: Event<"edit">): void {
  const { workflow, messageText } = campaignOf(campaigns, event.campaign);
  const changes = {
    text: { messageText: `${messageText} (corrected)` },
    setting: { silent: "on" },
    back: { messageText },
  };
  world.hubspot.control.editWorkflow(PORTAL_ID, workflow, changes[event.change]);
}

/** A person presses a button of the newest delivery. */
async function command({ options, campaigns, cookie }: Scene, event: Event<"command">): Promise<void> {
  const { turns, database, network } = options;
  const { workflow } = campaignOf(campaigns, event.campaign);
  const rows = await turns.during(
    database.query<{ id: string }>(
      "select id from deliveries where $1 = any(workflow_ids) order by opened_at desc, id limit 1",
      [String(workflow)],
    ),
  );
  const [newest] = rows;
  if (newest === undefined) return;
  const headers = { cookie, origin: network.publicUrl, "content-type": "application/json" };
  const path = `/api/deliveries/${newest.id}/${event.command}`;
  // No process may be alive, or it may be too late: a person would read the answer and go on.
  await network.call(path, { method: "POST", headers, body: "{}" }).catch(() => undefined);
}

function campaignOf(campaigns: readonly Campaign[], index: number): Campaign {
  const campaign = campaigns[index];
  if (campaign === undefined) throw new Error(`there is no campaign ${index}`);
  return campaign;
}
