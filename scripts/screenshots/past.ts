/** What has happened before the pictures are taken: sends of three weeks, one that waits and one that collects. */
import { setTimeout as pause } from "node:timers/promises";
import type { SandboxClock } from "../../simulators/clock.ts";
import { callApi } from "../../simulators/connect.ts";
import { ACCOUNT, PORTAL_ID, type World } from "../../simulators/demo-world.ts";
import { setClock } from "../../src/store/postgres/clock.ts";
import { connectDatabase } from "../../src/store/postgres/database.ts";
import { runningEmbeddedUrl } from "../../src/store/postgres/embedded-postgres.ts";
import { SCENARIOS } from "../demo/scenarios/scenarios.ts";
import { OFFERS, offerMessage, type Offer } from "./messages.ts";

export const LISTS = {
  plain: "Newsletter subscribers",
  failed: "Workshop guests",
  narrow: "Regulars",
  hidden: "Tasting evening guests",
  waiting: "Loyal customers",
  collecting: "Spring subscribers",
} as const;

export type GuideLanguage = keyof typeof OFFERS;

interface GuideTexts {
  readonly audience: string;
  readonly lists: { readonly sent: string; readonly rehearsed: string };
}

const GUIDE_TEXTS: Readonly<Record<GuideLanguage, GuideTexts>> = {
  en: { audience: "Coffee lovers", lists: { sent: "Autumn campaign", rehearsed: "Autumn campaign, first try" } },
  ja: {
    audience: "コーヒー好きの友だち",
    lists: { sent: "秋のキャンペーン", rehearsed: "秋のキャンペーン（試行）" },
  },
  "zh-Hant": { audience: "咖啡愛好者", lists: { sent: "秋季活動", rehearsed: "秋季活動（預演）" } },
  th: {
    audience: "คนรักกาแฟ",
    lists: { sent: "แคมเปญฤดูใบไม้ร่วง", rehearsed: "แคมเปญฤดูใบไม้ร่วง (ทดลอง)" },
  },
};

export interface GuideSample {
  readonly lists: GuideTexts["lists"];
  /** Inputs of the action besides account and list. */
  readonly inputs: { readonly audienceId: string; readonly messageText: string; readonly message: string };
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
  const message = await saveMessage(stage, OFFERS.en);
  const guide = await prepareGuide(stage);
  const run = (campaign: Campaign) => runCampaign(stage, actionDefinitionId, campaign);
  await run({ list: LISTS.plain, scenario: "plain" });
  for (const { lists, inputs } of Object.values(guide)) await run({ list: lists.sent, scenario: "plain", inputs });
  await run({ list: LISTS.failed, scenario: "small-audience" });
  await run({ list: LISTS.narrow, scenario: "narrow-filter" });
  await passTime(stage, 30, MINUTE_MS);
  await passTime(stage, 18, DAY_MS);
  // So few people that LINE does not say how many of them clicked.
  const audience = stage.world.line.control.addAudience(ACCOUNT.channelId, { description: "Tasting club", size: 72 });
  await run({ list: LISTS.hidden, scenario: "plain", inputs: { audienceId: String(audience) } });
  await passTime(stage, 30, MINUTE_MS);
  await passTime(stage, 2, DAY_MS);
  for (const { lists, inputs } of Object.values(guide))
    await run({ list: lists.rehearsed, scenario: "plain", inputs: { ...inputs, rehearsal: "on" } });
  const approved = { messageText: "", message, requireApproval: "on" };
  const workflow = await run({ list: LISTS.waiting, scenario: "plain", inputs: approved });
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
  readonly inputs?: Readonly<Record<string, string>>;
  readonly size?: number;
  /** How many of the list enroll; without it, all. */
  readonly count?: number;
}

/** Returns the workflow, once its contacts have enrolled. */
async function runCampaign(
  { world, clock, channel }: Stage,
  actionDefinitionId: number,
  { list, scenario, inputs, size = 400, count = size }: Campaign,
): Promise<number> {
  const { control } = world.hubspot;
  const listId = control.addList(PORTAL_ID, { name: list, size });
  const chosen = { ...SCENARIOS[scenario]?.inputs({ world, clock, enrollments: count }), ...inputs };
  const filled = Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== ""));
  const inputFields = { channel, targetingMode: "line_conditions", deliveryList: listId, ...filled };
  const workflow = control.createWorkflow(PORTAL_ID, { name: list, actionDefinitionId, inputFields });
  await control.enroll(PORTAL_ID, workflow, { listId, count }).done;
  return workflow;
}

/** Returns its id. */
async function saveMessage({ publicUrl, cookie }: Stage, offer: Offer): Promise<string> {
  return (await callApi<{ id: string }>(publicUrl, cookie, "/api/messages", offerMessage(offer))).id;
}

/** What the setup guide shows, in each of its languages. Returns what its pictures have to know. */
async function prepareGuide(stage: Stage): Promise<Record<GuideLanguage, GuideSample>> {
  const { world, publicUrl, cookie, channel } = stage;
  const friends = world.line.control.friendIds(ACCOUNT.channelId, 2);
  for (const [index, lineUserId] of friends.entries())
    await callApi(publicUrl, cookie, `/api/channels/${channel}/testers`, { name: ["Mika", "Ken"][index], lineUserId });
  const sample = async (language: GuideLanguage): Promise<[GuideLanguage, GuideSample]> => {
    const { audience, lists } = GUIDE_TEXTS[language];
    const audienceId = world.line.control.addAudience(ACCOUNT.channelId, { description: audience, size: 6200 });
    const message = await saveMessage(stage, OFFERS[language]);
    return [language, { lists, inputs: { audienceId: String(audienceId), messageText: "", message } }];
  };
  const samples: [GuideLanguage, GuideSample][] = [];
  for (const language of Object.keys(OFFERS) as GuideLanguage[]) samples.push(await sample(language));
  return Object.fromEntries(samples) as Record<GuideLanguage, GuideSample>;
}

async function passTime({ dataDir, clock }: Stage, steps: number, stepMs: number): Promise<void> {
  for (let step = 0; step < steps; step += 1) {
    // A day ends LINE's tokens: what is under way ends before the next.
    await pause(stepMs < DAY_MS ? 300 : 2000);
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
