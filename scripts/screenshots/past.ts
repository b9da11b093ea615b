/** What has happened before the pictures are taken: sends of three weeks, one that waits and one that collects. */
import { setTimeout as pause } from "node:timers/promises";
import type { SandboxClock } from "../../simulators/clock.ts";
import { callApi } from "../../simulators/connect.ts";
import { ACCOUNT, PORTAL_ID, type World } from "../../simulators/demo-world.ts";
import { setClock } from "../../src/store/postgres/clock.ts";
import { connectDatabase } from "../../src/store/postgres/database.ts";
import { runningEmbeddedUrl } from "../../src/store/postgres/embedded-postgres.ts";
import { SCENARIOS } from "../demo/scenarios/scenarios.ts";
import { AKI, AUTUMN, offerMessage, type Offer } from "./messages.ts";

export const LISTS = {
  plain: "Newsletter subscribers",
  failed: "Workshop guests",
  narrow: "Regulars",
  hidden: "Tasting evening guests",
  waiting: "Loyal customers",
  collecting: "Spring subscribers",
} as const;

export type GuideLanguage = "en" | "ja";

interface GuideTexts {
  readonly offer: Offer;
  readonly audience: string;
  readonly lists: { readonly sent: string; readonly rehearsed: string };
}

const GUIDE_TEXTS: Readonly<Record<GuideLanguage, GuideTexts>> = {
  en: {
    offer: AUTUMN,
    audience: "Coffee lovers",
    lists: { sent: "Autumn campaign", rehearsed: "Autumn campaign, first try" },
  },
  ja: {
    offer: AKI,
    audience: "コーヒー好きの友だち",
    lists: { sent: "秋のキャンペーン", rehearsed: "秋のキャンペーン（試行）" },
  },
};

export interface GuideSample {
  readonly lists: GuideTexts["lists"];
  /** Inputs of the action besides account and list. */
  readonly wishes: { readonly audienceId: string; readonly messageText: string; readonly message: string };
}

interface Stage {
  readonly publicUrl: string;
  readonly dataDir: string;
  readonly clock: SandboxClock;
  readonly world: World;
  readonly cookie: string;
  /** The service's id of the connected account. */
  readonly channel: string;
}

export interface Played {
  readonly message: string;
  /** The workflow that waits for an approval. */
  readonly workflow: number;
  readonly guide: Readonly<Record<GuideLanguage, GuideSample>>;
}

export async function play(stage: Stage): Promise<Played> {
  const { publicUrl, cookie } = stage;
  const actionDefinitionId = await stage.world.publishAction(publicUrl);
  const message = await saveMessage(stage, AUTUMN);
  const guide = await prepareGuide(stage);
  const run = (campaign: Campaign) => runCampaign(stage, actionDefinitionId, campaign);
  await run({ list: LISTS.plain, scenario: "plain" });
  for (const { lists, wishes } of Object.values(guide)) await run({ list: lists.sent, scenario: "plain", wishes });
  await run({ list: LISTS.failed, scenario: "small-audience" });
  await run({ list: LISTS.narrow, scenario: "narrow-filter" });
  await passTime(stage, 30, MINUTE_MS);
  await passTime(stage, 18, DAY_MS);
  // So few people that LINE does not say how many of them clicked.
  const audience = stage.world.line.control.addAudience(ACCOUNT.channelId, { description: "Tasting club", size: 72 });
  await run({ list: LISTS.hidden, scenario: "plain", wishes: { audienceId: String(audience) } });
  await passTime(stage, 30, MINUTE_MS);
  await passTime(stage, 2, DAY_MS);
  for (const { lists, wishes } of Object.values(guide))
    await run({ list: lists.rehearsed, scenario: "plain", wishes: { ...wishes, rehearsal: "on" } });
  const approved = { messageText: "", message, requireApproval: "on" };
  const workflow = await run({ list: LISTS.waiting, scenario: "plain", wishes: approved });
  await passTime(stage, 12, MINUTE_MS);
  // Longer than it takes to take all pictures.
  await callApi(publicUrl, cookie, "/api/settings", { quietSeconds: 20 * 60 }, "PATCH");
  await run({ list: LISTS.collecting, scenario: "plain", size: 500, count: 60 });
  await pause(1000);
  return { message, workflow, guide };
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
  { world, clock, channel }: Stage,
  actionDefinitionId: number,
  { list, scenario, wishes, size = 400, count = size }: Campaign,
): Promise<number> {
  const { control } = world.hubspot;
  const listId = control.addList(PORTAL_ID, { name: list, size });
  const inputs = { ...SCENARIOS[scenario]?.inputs({ world, clock, enrollments: count }), ...wishes };
  const filled = Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== ""));
  const inputFields = { channel, targetingMode: "line_conditions", deliveryList: listId, ...filled };
  const workflow = control.createWorkflow(PORTAL_ID, { name: list, actionDefinitionId, inputFields });
  await control.enroll(PORTAL_ID, workflow, { listId, count }).done;
  return workflow;
}

/** Answers its id. */
async function saveMessage({ publicUrl, cookie }: Stage, offer: Offer): Promise<string> {
  return (await callApi<{ id: string }>(publicUrl, cookie, "/api/messages", offerMessage(offer))).id;
}

/** What the setup guide shows, in each of its languages. Answers what its pictures have to know. */
async function prepareGuide(stage: Stage): Promise<Record<GuideLanguage, GuideSample>> {
  const { world, publicUrl, cookie, channel } = stage;
  const friends = world.line.control.friendIds(ACCOUNT.channelId, 2);
  for (const [index, lineUserId] of friends.entries())
    await callApi(publicUrl, cookie, `/api/channels/${channel}/testers`, { name: ["Mika", "Ken"][index], lineUserId });
  const sample = async ({ offer, audience, lists }: GuideTexts): Promise<GuideSample> => {
    const audienceId = world.line.control.addAudience(ACCOUNT.channelId, { description: audience, size: 6200 });
    const message = await saveMessage(stage, offer);
    return { lists, wishes: { audienceId: String(audienceId), messageText: "", message } };
  };
  return { en: await sample(GUIDE_TEXTS.en), ja: await sample(GUIDE_TEXTS.ja) };
}

async function passTime({ dataDir, clock }: Stage, steps: number, stepMs: number): Promise<void> {
  for (let step = 0; step < steps; step += 1) {
    await pause(300);
    clock.skip(stepMs);
    await followClock(dataDir, clock);
  }
  await pause(1000);
}

/** The service lives by the clock of the platforms. */
export async function followClock(dataDir: string, clock: SandboxClock): Promise<void> {
  const database = connectDatabase((await runningEmbeddedUrl(dataDir)) ?? "", () => undefined, { maxConnections: 2 });
  await setClock(database.db, clock.state);
  await database.pool.end();
}
