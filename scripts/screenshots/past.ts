/** What has happened before the pictures are taken: sends of three weeks, one that waits and one that collects. */
import { setTimeout as pause } from "node:timers/promises";
import type { SandboxClock } from "../../simulators/clock.ts";
import { callApi } from "../../simulators/connect.ts";
import { ACCOUNT, PORTAL_ID, type World } from "../../simulators/demo-world.ts";
import { setClock } from "../../src/store/clock.ts";
import { connectDatabase } from "../../src/store/database.ts";
import { runningEmbeddedUrl } from "../../src/store/embedded-postgres.ts";
import { SCENARIOS } from "../demo/scenarios.ts";

export const LISTS = {
  plain: "Newsletter subscribers",
  failed: "Workshop guests",
  narrow: "Regulars",
  hidden: "Tasting evening guests",
  waiting: "Loyal customers",
  collecting: "Spring subscribers",
} as const;

interface Stage {
  readonly publicUrl: string;
  readonly dataDir: string;
  readonly clock: SandboxClock;
  readonly world: World;
  readonly cookie: string;
  /** The service's id of the connected account. */
  readonly channel: string;
}

/** Answers the saved message and the workflow that waits for an approval. */
export async function play(stage: Stage): Promise<{ readonly message: string; readonly workflow: number }> {
  const { publicUrl, cookie } = stage;
  const actionDefinitionId = await stage.world.publishAction(publicUrl);
  const message = await saveMessage(publicUrl, cookie);
  const run = (campaign: Campaign) => runCampaign(stage, actionDefinitionId, campaign);
  await run({ list: LISTS.plain, scenario: "plain" });
  await run({ list: LISTS.failed, scenario: "small-audience" });
  await run({ list: LISTS.narrow, scenario: "narrow-filter" });
  await passTime(stage, 30, MINUTE_MS);
  await passTime(stage, 18, DAY_MS);
  // So few people that LINE does not say how many of them clicked.
  const audience = stage.world.line.control.addAudience(ACCOUNT.channelId, { description: "Tasting club", size: 72 });
  await run({ list: LISTS.hidden, scenario: "plain", wishes: { audienceId: String(audience) } });
  await passTime(stage, 30, MINUTE_MS);
  await passTime(stage, 2, DAY_MS);
  const approved = { messageText: "", message, requireApproval: "on" };
  const workflow = await run({ list: LISTS.waiting, scenario: "plain", wishes: approved });
  await passTime(stage, 12, MINUTE_MS);
  // Longer than it takes to take all pictures.
  await callApi(publicUrl, cookie, "/api/settings", { quietSeconds: 20 * 60 }, "PATCH");
  await run({ list: LISTS.collecting, scenario: "plain", size: 500, count: 60 });
  await pause(1000);
  return { message, workflow };
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

interface Campaign {
  readonly list: string;
  readonly scenario: string;
  readonly wishes?: Readonly<Record<string, string>>;
  readonly size?: number;
  /** How many of the list enroll; without it, all. */
  readonly count?: number;
}

/** Answers the workflow, once whoever enrolls has enrolled. */
async function runCampaign(
  { world, channel }: Stage,
  actionDefinitionId: number,
  { list, scenario, wishes, size = 400, count = size }: Campaign,
): Promise<number> {
  const { control } = world.hubspot;
  const listId = control.addList(PORTAL_ID, { name: list, size });
  const inputs = { ...SCENARIOS[scenario]?.inputs({ world, enrollments: count }), ...wishes };
  const filled = Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== ""));
  const inputFields = { channel, deliveryList: listId, ...filled };
  const workflow = control.createWorkflow(PORTAL_ID, { name: list, actionDefinitionId, inputFields });
  await control.enroll(PORTAL_ID, workflow, { listId, count }).done;
  return workflow;
}

/** A card of the kind that people send. Answers its id. */
async function saveMessage(publicUrl: string, cookie: string): Promise<string> {
  const text = (content: string, style: object = {}) => ({ type: "text", text: content, wrap: true, ...style });
  const bubble = {
    type: "bubble",
    body: {
      type: "box",
      layout: "vertical",
      spacing: "md",
      contents: [
        text("Autumn blend", { weight: "bold", size: "xl" }),
        text("Roasted on Monday, at your door on Wednesday."),
        { type: "separator" },
        {
          type: "box",
          layout: "horizontal",
          contents: [text("200 g", { color: "#888888" }), text("¥1,480", { align: "end", weight: "bold" })],
        },
      ],
    },
    footer: {
      type: "box",
      layout: "vertical",
      contents: [
        {
          type: "button",
          style: "primary",
          action: { type: "uri", label: "Order", uri: "https://hoshi-coffee.example/autumn" },
        },
      ],
    },
  };
  const messages = [
    { type: "text", text: "The autumn blend is here." },
    { type: "flex", altText: "Autumn blend, 200 g, ¥1,480", contents: bubble },
  ];
  const saved = await callApi<{ id: string }>(publicUrl, cookie, "/api/messages", { name: "Autumn blend", messages });
  return saved.id;
}

async function passTime({ dataDir, clock }: Stage, steps: number, stepMs: number): Promise<void> {
  const database = connectDatabase((await runningEmbeddedUrl(dataDir)) ?? "", () => undefined, { maxConnections: 2 });
  for (let step = 0; step < steps; step += 1) {
    await pause(300);
    clock.skip(stepMs);
    await setClock(database.db, clock.state);
  }
  await pause(1000);
  await database.pool.end();
}
