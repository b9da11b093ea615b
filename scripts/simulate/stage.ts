/** One seed's world: both platforms, the processes of the service, and what people do. */
import { ACCOUNT, APP, PORTAL_ID, startWorld, type World } from "../../simulators/demo-world.ts";
import { SandboxClock } from "../../simulators/clock.ts";
import { connectService } from "../../simulators/connect.ts";
import type { Secrets } from "../../src/store/postgres/secrets.ts";
import type { Chance } from "./chance.ts";
import { startInstance, type Instance } from "./system/instance.ts";
import type { Network } from "./system/network.ts";
import type { CampaignPlan, Plan, PlannedEvent } from "./plan/plan.ts";
import type { SimulatedDatabase } from "./system/simulated-database.ts";
import type { Turns } from "./scheduler/turns.ts";

export interface StageOptions {
  readonly seed: number;
  readonly plan: Plan;
  readonly database: SimulatedDatabase;
  readonly network: Network;
  readonly turns: Turns;
  readonly chance: Chance;
  readonly secrets: Secrets;
  readonly log: ((line: string) => void) | null;
}

export interface Campaign {
  readonly plan: CampaignPlan;
  readonly workflow: number;
  readonly listId: string;
  readonly contactIds: readonly number[];
  readonly messageText: string;
}

export interface Stage {
  readonly world: World;
  readonly campaigns: readonly Campaign[];
  readonly instances: ReadonlySet<Instance>;
  /** What went wrong inside the service although nobody killed it. */
  readonly errors: readonly string[];
  /** Callbacks that HubSpot was told to forget. */
  readonly dropped: ReadonlySet<string>;
  readonly uninstalled: boolean;
  /** How far the database's clock has been off at most. */
  readonly largestJumpMs: number;
  /** The database's clock, seen from everybody else's. */
  readonly skewMs: number;
  /** How often the database failed over and lost its last commits. */
  readonly failOvers: number;
  start(): void;
  /** Installs, connects, publishes and builds the workflows. */
  prepare(): Promise<void>;
  happen(event: PlannedEvent): void;
  kill(instance: Instance): Promise<void>;
  /** The standby takes over, and every process begins again: that one lives on is tried with a real service. */
  failOver(): Promise<void>;
  /** True once HubSpot has an end for every execution. */
  allEnded(): boolean;
  stop(): Promise<void>;
}

const FRIENDS = 400;

/** The real 50 would make every seed slow; LINE's own minimums stay. */
const MINIMUM_ENROLLED = 4;

export async function createStage(options: StageOptions): Promise<Stage> {
  const { seed, plan, database, network, turns, chance, secrets, log } = options;
  const clock = new SandboxClock();
  const world = await startWorld(clock, network.publicUrl, { seed, friends: FRIENDS, poster: network.poster });
  const { hubspot, line } = { hubspot: world.hubspot.control, line: world.line.control };
  const instances = new Set<Instance>();
  const campaigns: Campaign[] = [];
  const contacts: number[] = [];
  const errors: string[] = [];
  const dropped = new Set<string>();
  let cookie = "";
  let born = 0;
  let uninstalled = false;
  let skewMs = 0;
  let largestJumpMs = 0;
  let failOvers = 0;

  function start(): void {
    born += 1;
    const failed = (instance: string) => (error: unknown) => {
      if ([...instances].some(({ name, alive }) => name === instance && alive)) errors.push(describe(error));
    };
    const name = `i${born}`;
    const surroundings = {
      databaseUrl: database.url,
      network,
      turns,
      world,
      secrets,
      log: listen(name),
      failed: failed(name),
    };
    const instance = startInstance(name, surroundings);
    instances.add(instance);
    instance.started.catch(failed(name));
  }

  /** A step that fails although nobody killed its process is a fault of ours; what comes back by itself is not. */
  const listen = (instance: string) => (line: string) => {
    if (![...instances].some(({ name, alive }) => name === instance && alive)) return;
    log?.(line);
    const entry = JSON.parse(line) as { event?: string; err?: { message: string; stack: string } };
    if (entry.err !== undefined && entry.event !== "hubspot.call_failed")
      errors.push(`${entry.event}: ${entry.err.stack}`);
  };

  function createCampaign(plan: CampaignPlan, channel: string, definition: number): Campaign {
    const twin = plan.sameAs === null ? undefined : campaigns[plan.sameAs];
    if (twin !== undefined) {
      const { messageText, listId, contactIds } = twin;
      return {
        plan: twin.plan,
        workflow: workflow(twin.plan, { channel, definition, listId }),
        listId,
        contactIds,
        messageText,
      };
    }
    contacts.push(...hubspot.addContacts(PORTAL_ID, Math.max(0, plan.contacts - contacts.length)));
    // The simulated lists hold the account's first contacts.
    const contactIds = contacts.slice(0, plan.contacts);
    const listId = hubspot.addList(PORTAL_ID, { name: `List ${campaigns.length}`, size: plan.contacts });
    const messageText = plan.inputs["messageText"] ?? "";
    return { plan, workflow: workflow(plan, { channel, definition, listId }), listId, contactIds, messageText };
  }

  function workflow(plan: CampaignPlan, at: { channel: string; definition: number; listId: string }): number {
    const audienceId = (name: string) =>
      String(line.audiences(ACCOUNT.channelId).find(({ description }) => description === name)?.id);
    const inputFields = {
      channel: at.channel,
      deliveryList: at.listId,
      ...(plan.audience !== null && { audienceId: audienceId(plan.audience) }),
      ...(plan.also !== null && { includeAudienceIds: audienceId(plan.also) }),
      ...(plan.excluded !== null && { excludeAudienceIds: audienceId(plan.excluded) }),
      ...plan.inputs,
    };
    const name = `Workflow ${campaigns.length}`;
    return hubspot.createWorkflow(PORTAL_ID, { name, actionDefinitionId: at.definition, inputFields, unchecked: true });
  }

  async function command(campaign: Campaign, what: string): Promise<void> {
    const rows = await turns.during(
      database.query<{ id: string }>(
        "select id from deliveries where $1 = any(workflow_ids) order by opened_at desc, id limit 1",
        [String(campaign.workflow)],
      ),
    );
    const [newest] = rows;
    if (newest === undefined) return;
    const headers = { cookie, origin: network.publicUrl, "content-type": "application/json" };
    const path = `/api/deliveries/${newest.id}/${what}`;
    // Nobody may be there, or it may be too late: a person would read the answer and go on.
    await network.call(path, { method: "POST", headers, body: "{}" }).catch(() => undefined);
  }

  async function kill(instance: Instance): Promise<void> {
    instance.alive = false;
    instances.delete(instance);
    network.hosts.delete(instance);
    turns.forget(instance);
    network.breakOff(instance);
    const pids = instance.database.pids();
    instance.database.cut();
    await database.end(pids);
    network.faults.set("death", (network.faults.get("death") ?? 0) + 1);
    setTimeout(start, chance.oneOf([100, 2000, 60_000, 600_000]));
  }

  const stage = {
    world,
    campaigns,
    instances,
    errors,
    dropped,
    get uninstalled() {
      return uninstalled;
    },
    get largestJumpMs() {
      return largestJumpMs;
    },
    get skewMs() {
      return skewMs;
    },
    get failOvers() {
      return failOvers;
    },
    start,
    kill,
    async failOver() {
      failOvers += 1;
      network.faults.set("fail_over", (network.faults.get("fail_over") ?? 0) + 1);
      for (const instance of instances) await kill(instance);
      await database.standby.takeOver();
    },
    async prepare() {
      const friends = line.friendIds(ACCOUNT.channelId, FRIENDS);
      hubspot.setContactProperty(PORTAL_ID, "line_user_id", (contactId) =>
        contactId % 29 === 0 ? null : (friends[contactId % FRIENDS] ?? null),
      );
      line.setQuota(ACCOUNT.channelId, { type: "limited", value: plan.quota });
      const { waitingMs, sendingMs, progressVisibleAfterMs, retryConflict, retryOtherBody, unknownUserIds } = plan.line;
      line.setSendingPace({ waitingMs, sendingMs, progressVisibleAfterMs });
      line.assume({ retryConflict, retryOtherBody, unknownUserIds });
      hubspot.settings.unknownCallbacks = plan.unknownCallbacks;
      const connection = await connectService(network.publicUrl, PORTAL_ID, ACCOUNT);
      cookie = connection.cookie;
      const { alwaysApprove, approveAbove, oneSendInDays } = plan.policies;
      await database.query(
        "update portals set minimum_enrolled = $1, always_approve = $2, approve_above = $3, one_send_in_days = $4",
        [MINIMUM_ENROLLED, alwaysApprove, approveAbove, oneSendInDays],
      );
      const definition = await world.publishAction(network.publicUrl);
      for (const each of plan.campaigns) campaigns.push(createCampaign(each, connection.channel, definition));
    },
    happen(event: PlannedEvent) {
      switch (event.do) {
        case "enroll": {
          const { workflow, contactIds } = campaignOf(event.campaign);
          const { from, count, concurrency, ratePerSecond, duplicateShare } = event;
          const ids = contactIds.slice(from, from + count);
          const manner = { concurrency, duplicateShare, ...(ratePerSecond !== null && { ratePerSecond }) };
          hubspot.enroll(PORTAL_ID, workflow, { contactIds: ids, ...manner });
          return;
        }
        case "command":
          void command(campaignOf(event.campaign), event.command);
          return;
        case "edit": {
          const { workflow, messageText } = campaignOf(event.campaign);
          const changes = {
            text: { messageText: `${messageText} (corrected)` },
            setting: { silent: "on" },
            back: { messageText },
          };
          hubspot.editWorkflow(PORTAL_ID, workflow, changes[event.change]);
          return;
        }
        case "drop_callbacks": {
          const held = hubspot.executions(PORTAL_ID).filter(({ state }) => state === "BLOCKED");
          for (const { callbackId } of held.filter((_, index) => index % 4 === 0)) {
            hubspot.dropCallback(callbackId);
            dropped.add(callbackId);
          }
          return;
        }
        case "fail_next_narrowcast":
          line.failNextNarrowcast(ACCOUNT.channelId, event.errorCode);
          return;
        case "uninstall":
          hubspot.uninstall(PORTAL_ID, APP.appId);
          uninstalled = true;
          return;
        case "jump":
          skewMs += event.ms;
          largestJumpMs = Math.max(largestJumpMs, Math.abs(skewMs));
          network.faults.set("clock_jump", (network.faults.get("clock_jump") ?? 0) + 1);
          return;
        case "calm":
          network.rates = { request: 0, call: 0, final: true };
          return;
        case "kill":
          // The loop does it: it takes time.
          return;
        default:
          return event satisfies never;
      }
    },
    allEnded: () => hubspot.executions(PORTAL_ID).every(({ state }) => state !== "PENDING" && state !== "BLOCKED"),
    async stop() {
      for (const instance of instances) {
        instance.alive = false;
        instance.database.cut();
      }
      await database.end([...instances].flatMap(({ database: { pids } }) => pids()));
      network.hosts.clear();
      await world.stop();
    },
  };

  function campaignOf(index: number): Campaign {
    const campaign = campaigns[index];
    if (campaign === undefined) throw new Error(`there is no campaign ${index}`);
    return campaign;
  }

  return stage;
}

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
