/**
 * What our test files import from `@jest/globals`, for tests that are loaded once and run again for each mutant. Under jest, as
 * `npm test` runs them, they would be loaded each time, which takes many times as long as what most of them do.
 */
import { expect } from "expect";
import { setImmediate } from "node:timers/promises";
import { format } from "node:util";

type Body = (...args: readonly unknown[]) => unknown;

export interface Test {
  readonly id: string;
  readonly body: Body;
}

/** A `describe`, or a file. */
export interface Group {
  readonly name: string;
  /** Tests and groups in the order of the file. */
  readonly children: (Test | Group)[];
  readonly beforeAll: Body[];
  readonly beforeEach: Body[];
  readonly afterEach: Body[];
  readonly afterAll: Body[];
}

const groupOf = (name: string): Group => ({
  name,
  children: [],
  beforeAll: [],
  beforeEach: [],
  afterEach: [],
  afterAll: [],
});

/** Of the file that is being loaded: the file, and the `describe`s around what is declared now. */
let open: readonly [Group, ...Group[]] = [groupOf("")];
const names = new Map<string, number>();

const BETWEEN = " › ";

/** The test file of a test's id, relative to where it was loaded. */
export const pathOf = (id: string): string => id.split(BETWEEN, 1)[0] ?? "";

/** Loads a test file. Two must not be loaded at a time. */
export async function loadTests(path: string, url: string): Promise<Group> {
  names.clear();
  const file = groupOf(path);
  open = [file];
  await import(url);
  return file;
}

const innermost = (): Group => open.at(-1) ?? open[0];

/** With a row's values in the name as `util.format` writes them; a number where that makes no difference. */
function declareTest(name: string, body: Body): void {
  const full = [...open.map((group) => group.name), name].join(BETWEEN);
  const before = names.get(full) ?? 0;
  names.set(full, before + 1);
  innermost().children.push({ id: before === 0 ? full : `${full} (${before + 1})`, body });
}

function declareGroup(name: string, body: Body): void {
  const group = groupOf(name);
  innermost().children.push(group);
  const around = open;
  open = [...around, group];
  body();
  open = around;
}

type Declare = (name: string, body: Body) => void;

const withEach = (declare: Declare) =>
  Object.assign(declare, {
    each: (rows: readonly unknown[]) => (name: string, body: Body) => {
      for (const row of rows) {
        const args: readonly unknown[] = Array.isArray(row) ? row : [row];
        declare(format(name, ...args), () => body(...args));
      }
    },
  });

const hook = (when: "beforeAll" | "beforeEach" | "afterEach" | "afterAll") => (body: Body) =>
  void innermost()[when].push(body);

export const test = withEach(declareTest);
export const it = test;
export const describe = withEach(declareGroup);
export const beforeAll = hook("beforeAll");
export const beforeEach = hook("beforeEach");
export const afterEach = hook("afterEach");
export const afterAll = hook("afterAll");
export { expect };

export interface Run {
  readonly wanted: (id: string) => boolean;
  /** Before each test, and before what is done once for several: with the ids of all these. */
  readonly entering: (ids: readonly string[]) => void;
  readonly passed: (id: string, ms: number) => void;
}

export interface Failure {
  readonly id: string;
  readonly error: unknown;
}

/** Runs the wanted tests of a file, in its order, with what is done before and after them, until one fails. */
export function runTests(group: Group, run: Run, around: readonly Group[] = []): Promise<Failure | null> {
  const ids = testsOf(group)
    .map(({ id }) => id)
    .filter(run.wanted);
  return ids.length === 0 ? Promise.resolve(null) : runGroup(group, [ids[0] ?? "", ...ids], run, around);
}

async function runGroup(
  group: Group,
  ids: readonly [string, ...string[]],
  run: Run,
  around: readonly Group[],
): Promise<Failure | null> {
  const within = [...around, group];
  run.entering(ids);
  let failure = await attempt(ids[0], group.beforeAll);
  for (const child of group.children) {
    if (failure !== null) break;
    if ("children" in child) failure = await runTests(child, run, within);
    else if (run.wanted(child.id)) failure = await runTest(child, run, within);
  }
  run.entering(ids);
  const after = await attempt(ids[0], group.afterAll);
  return failure ?? after;
}

async function runTest({ id, body }: Test, run: Run, within: readonly Group[]): Promise<Failure | null> {
  run.entering([id]);
  const startedAt = performance.now();
  const before = within.flatMap((group) => group.beforeEach);
  const failure = await attempt(id, [...before, body]);
  const after = await attempt(
    id,
    within.toReversed().flatMap((group) => group.afterEach),
  );
  if (failure === null && after === null) run.passed(id, performance.now() - startedAt);
  return failure ?? after;
}

/** What nothing catches belongs to what runs meanwhile. */
const uncaught: unknown[] = [];
for (const event of ["uncaughtException", "unhandledRejection"] as const)
  process.on(event, (error: unknown) => uncaught.push(error));

/** One after the other until one fails. */
async function attempt(id: string, bodies: readonly Body[]): Promise<Failure | null> {
  uncaught.length = 0;
  try {
    for (const body of bodies) await body();
    await setImmediate();
  } catch (error) {
    return { id, error };
  }
  return uncaught.length === 0 ? null : { id, error: uncaught[0] };
}

export const testsOf = (group: Group): readonly Test[] =>
  group.children.flatMap((child) => ("children" in child ? testsOf(child) : [child]));
