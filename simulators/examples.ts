/** Deliveries to look at, made as any other: workflows are saved, contacts enroll, time is skipped. */
import { setTimeout as pause } from "node:timers/promises";
import type { SandboxClock } from "./clock.ts";
import { ACCOUNT, PORTAL_ID, type World } from "./demo-world.ts";

export interface Examples {
  state(): "absent" | "coming" | "there";
  /** Adds what is not there yet; while that goes on, and once all is there, it does nothing. */
  add(): void;
}

interface Example {
  /** Of the workflow; no two have the same. */
  readonly name: string;
  readonly list: string;
  /** How many of the list enroll. */
  readonly count: number;
  readonly audience: string;
  readonly inputs: Readonly<Record<string, string>>;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Days pass after these: readers open and click. */
const BEFORE: readonly Example[] = [
  {
    name: "Autumn blend launch",
    list: "Newsletter subscribers",
    count: 240,
    audience: "Newsletter readers",
    inputs: { messageText: "The autumn blend is here. Order yours today: https://hoshi-coffee.example/autumn" },
  },
  {
    name: "Workshop reminder",
    list: "Event guests",
    count: 60,
    audience: "Clicked the workshop (37)",
    inputs: { messageText: "See you at the latte workshop on Saturday at 10:00." },
  },
  {
    name: "Offer for regulars",
    list: "Event guests",
    count: 90,
    audience: "Customers of the year",
    inputs: {
      deliveryName: "Cookie week",
      messageText: "A free cookie with every coffee this week: https://hoshi-coffee.example/cookie",
    },
  },
];

const LAST: readonly Example[] = [
  {
    name: "Anniversary message",
    list: "Newsletter subscribers",
    count: 120,
    audience: "VIP chat tag",
    inputs: { messageText: "Hoshi Coffee turns five. Come and celebrate with us!", requireApproval: "on" },
  },
  {
    name: "Message that was never written",
    list: "Tasting circle",
    count: 30,
    audience: "Newsletter readers",
    inputs: {},
  },
];

/** What only a running service knows. */
export interface Setting {
  readonly actionDefinitionId: number;
  /** The service's id of the connected account. */
  readonly channel: string;
}

interface Options {
  readonly clock: SandboxClock;
  /** Breaks off what goes on. */
  readonly signal: AbortSignal;
  /** Null until the app is installed. */
  readonly setting: () => Setting | null;
  readonly onError: (error: unknown) => void;
}

export function createExamples(world: World, { clock, signal, setting, onError }: Options): Examples {
  let adding = false;
  const missing = (examples: readonly Example[]) => {
    const names = [...world.hubspot.control.memory().workflows.values()].map(({ name }) => name);
    return examples.filter(({ name }) => !names.includes(name));
  };
  return {
    state() {
      if (adding || setting() === null) return "coming";
      return missing([...BEFORE, ...LAST]).length === 0 ? "there" : "absent";
    },
    add() {
      const known = setting();
      if (adding || known === null) return;
      adding = true;
      addAll(world, known, { clock, signal }, [missing(BEFORE), missing(LAST)])
        .catch((error: unknown) => signal.aborted || onError(error))
        .finally(() => (adding = false));
    },
  };
}

type Time = { readonly clock: SandboxClock; readonly signal: AbortSignal };

async function addAll(world: World, setting: Setting, time: Time, [before, last]: readonly [Example[], Example[]]) {
  const { control } = world.hubspot;
  const workflows: number[] = [];
  for (const example of before) workflows.push(await run(world, setting, example));
  const areOver = () =>
    workflows.every((workflow) => {
      const { PENDING, BLOCKED } = control.executionCounts(PORTAL_ID, workflow);
      return PENDING + BLOCKED === 0;
    });
  for (let steps = 0; !areOver(); steps += 1) await pass(time, steps < PATIENT_STEPS ? MINUTE_MS : 60 * MINUTE_MS);
  for (let day = 0; before.length > 0 && day < DAYS; day += 1) await pass(time, DAY_MS, READING_MS);
  for (const example of last) await run(world, setting, example);
  // Contacts are collected for three minutes after the last one.
  for (let minute = 0; last.length > 0 && minute < 5; minute += 1) await pass(time, MINUTE_MS);
}

const DAYS = 3;
/** Wall time for the work between two skips; after a day numbers are read and written. */
const WORK_MS = 300;
const READING_MS = 1500;
/** Longer than this it takes quiet hours or a person. */
const PATIENT_STEPS = 60;

async function pass({ clock, signal }: Time, skipMs: number, workMs = WORK_MS): Promise<void> {
  clock.skip(skipMs);
  await pause(workMs, undefined, { signal });
}

/** Returns the workflow once its contacts have enrolled. */
async function run(world: World, setting: Setting, example: Example): Promise<number> {
  const { workflow, listId } = saveWorkflow(world, setting, example);
  await world.hubspot.control.enroll(PORTAL_ID, workflow, { listId, count: example.count }).done;
  return workflow;
}

/** As a builder would save it, by the names of list and audience. */
export function saveWorkflow(
  { hubspot, line }: World,
  { channel, actionDefinitionId }: Setting,
  { name, list, audience, inputs }: Omit<Example, "count">,
) {
  const lists = hubspot.control.memory().portals.get(PORTAL_ID)?.lists.values() ?? [];
  const listId = [...lists].find((one) => one.name === list)?.listId;
  const audiences = line.control.audiences(ACCOUNT.channelId);
  const audienceId = audiences.find(({ description }) => description === audience)?.id;
  if (listId === undefined || audienceId === undefined) throw new Error(`${name}: its list or audience is missing`);
  const chosen = { channel, deliveryList: listId, targetingMode: "line_conditions", audienceId: String(audienceId) };
  const inputFields = { ...chosen, ...inputs };
  const workflow = hubspot.control.createWorkflow(PORTAL_ID, { name, actionDefinitionId, inputFields });
  return { workflow, listId };
}
