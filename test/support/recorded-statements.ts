/**
 * Every statement that the service's code sends while a test file runs, looked at when the file ends. What a test asks by itself
 * is its own affair: whose statement it is, the call stack tells.
 */
import { afterAll } from "@jest/globals";
import { DefaultQueryCompiler } from "kysely";
import { loadModule } from "libpg-query";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { faultsOf, namesPortalTable } from "./portal-statements.ts";

/** Statements that are about more than one portal, and why. */
export const ALLOWED: readonly (readonly [begins: RegExp, why: string])[] = [
  [/^select "portal_id" from "portals"$/, "which portals there are: each is then looked after by itself"],
  [/^select distinct portal_id from deliveries where phase = 'collecting'/, "which portals have open windows"],
  [/^select distinct portal_id from sessions where expires_at </, "which portals have sessions that are over"],
  [/^select portal_id from portals where uninstalled_at </, "which portals are to be removed"],
  [/^select 'advance' as kind,/, "which deliveries and portals have work that should have gone on"],
  [/^select portal_id, id from deliveries where line_channel_id =/, "portals share a LINE account, and its turns"],
  [/^select not exists \( select 1 from "enrollments_\d+"/, "a week of executions is dropped as a whole"],
  [
    /^select portal_id, delivery_id, count\(\*\)::integer as executions from "gone_enrollments_/,
    "its executions count as deleted in their deliveries",
  ],
  [/^with unreleased as \(/, "metrics are about the deployment"],
  [/^select count\(access_finding\) >=/, "whether HubSpot refuses every portal at once"],
  [/^select "\w+"::text as id, portal_id, "\w+" as secret from/, "which secrets are under an earlier key"],
  [
    /^select jsonb_build_object\('portalId', portal_id.*::text as at from/,
    "the sandbox's clock is the whole service's",
  ],
  [/^select current_setting\('transaction_read_only'\)/, "readiness looks whether there are tables, and reads no row"],
  [/^select "portal_id" from "deliveries" where "id" = \$1$/, "a job that 0.1.0 added names its delivery alone"],
];

export const allowanceFor = (statement: string): string | undefined => {
  const text = statement.replaceAll(/--.*$/gm, "").replaceAll(/\s+/g, " ").trim();
  return ALLOWED.find(([begins]) => begins.test(text))?.[1];
};

const ROOT = join(import.meta.dirname, "../..");

/** Of tests, commands and simulators, which may look at everything. */
const OTHERS = ["test", "scripts", "simulators"].map((folder) => join(ROOT, folder));

const MIGRATIONS = join(ROOT, "src/store/postgres/migrations");
/** Of all portals at once, while no one else uses the tables. */
const migrations = new Set(readdirSync(MIGRATIONS).map((file) => readFileSync(join(MIGRATIONS, file), "utf8")));

/** Those about tables of portals that the service has sent. */
const sent = new Set<string>();

/** Noted on their way to the client. */
const written = new Set<unknown>();

/** About none: they are many, and short ways to the same answer matter. */
const others = new Set<string>();

/** Where no file of ours is in the stack, it counts as the service's. */
function isOurs(stack: string): boolean {
  const nearest = stack
    .split("\n")
    .find((line) => line.includes(ROOT) && !/node_modules|recorded-statements/.test(line));
  return nearest === undefined || !OTHERS.some((folder) => nearest.includes(folder));
}

function note(text: unknown): void {
  if (typeof text !== "string" || sent.has(text) || others.has(text) || migrations.has(text)) return;
  if (!namesPortalTable(text)) return void others.add(text);
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 100;
  if (isOurs(new Error().stack ?? "")) sent.add(text);
  Error.stackTraceLimit = stackTraceLimit;
}

/** What the service has sent until now and that does not name its portal, with what is wrong with each. */
export async function unnamedSent(): Promise<
  readonly { readonly statement: string; readonly faults: readonly string[] }[]
> {
  await loadModule();
  return [...sent].flatMap((statement) => {
    const faults = faultsOf(statement);
    return faults.length === 0 ? [] : [{ statement, faults }];
  });
}

/** From now on until the test file ends, which fails when one that is not allowed was sent. */
export function recordStatements(): void {
  // Where Kysely writes a statement, and where one is sent as it is: later the stack says nothing of the caller any more.
  const compiler = DefaultQueryCompiler.prototype;
  const { compileQuery } = compiler;
  const undo = [() => void (compiler.compileQuery = compileQuery)];
  compiler.compileQuery = function noted(...args) {
    const compiled = compileQuery.apply(this, args);
    note(compiled.sql);
    written.add(compiled.sql);
    return compiled;
  };
  for (const prototype of [pg.Client.prototype, pg.Pool.prototype] as { query: (...args: unknown[]) => unknown }[]) {
    const { query } = prototype;
    undo.push(() => void (prototype.query = query));
    prototype.query = function noted(...args: unknown[]) {
      const [config] = args;
      const text = typeof config === "string" ? config : (config as { text?: unknown } | undefined)?.text;
      if (!written.has(text)) note(text);
      if (prototype === pg.Pool.prototype) written.add(text);
      return query.apply(this, args);
    };
  }
  afterAll(async () => {
    for (const one of undo) one();
    const unnamed = await unnamedSent();
    const wrong = unnamed.filter(({ statement }) => allowanceFor(statement) === undefined);
    const lines = wrong.map(({ statement, faults }) => `${faults.join("; ")} in:\n${statement}`);
    if (lines.length > 0) throw new Error(`a statement must name its portal (CONTRIBUTING.md):\n${lines.join("\n\n")}`);
  });
}
