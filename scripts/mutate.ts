/** `npm run mutate`: which changes of the code no test notices; exit code 1 below the promised score. */
import { Stryker } from "@stryker-mutator/core";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectDatabase, migrate } from "../src/store/postgres/database.ts";
import { startEmbeddedPostgres } from "../src/store/postgres/embedded-postgres.ts";
import { readCommandLine, runCommand, wholeNumber } from "./shared/command-line.ts";
import { AREAS, chooseArea } from "./mutate/areas.ts";
import { EQUIVALENT } from "./mutate/equivalent.ts";
import { inWords, judge } from "./mutate/score.ts";

const { values, positionals } = readCommandLine(
  `npm run mutate -- ${Object.keys(AREAS).join("|")} [FILE or FOLDER …] [--concurrency 2] [--again]`,
  {
    allowPositionals: true,
    options: { concurrency: { type: "string", default: "2" }, again: { type: "boolean", default: false } },
  },
);

async function main(): Promise<void> {
  const [name = "", ...paths] = positionals;
  const area = AREAS[name];
  if (area === undefined) throw new Error(`the first word is one of ${Object.keys(AREAS).join(", ")}, not ${name}`);
  const concurrency = wholeNumber("concurrency", values.concurrency, 1);
  const missing = paths.find((path) => !existsSync(path) || !path.startsWith(area.folder));
  if (missing !== undefined) throw new Error(`${missing} is no file or folder of ${area.folder}`);
  chooseArea(name);
  const stop = area.tests.some((test) => test.startsWith("test/integration/")) ? await startDatabase() : null;
  try {
    const results = await new Stryker({
      mutate: (paths.length === 0 ? [area.folder] : paths).map((path) =>
        path.endsWith(".ts") ? path : `${path}/**/*.ts`,
      ),
      concurrency,
      force: values.again,
      incrementalFile: `.data/mutation/${name}-known.json`,
      reporters: ["progress-append-only", "html"],
      htmlReporter: { fileName: `.data/mutation/${name}.html` },
    }).runMutationTest();
    const judged = judge(results, EQUIVALENT);
    process.stdout.write(inWords(judged));
    if (judged.score < 90 || judged.noLonger.length > 0) process.exitCode = 1;
  } finally {
    await stop?.();
  }
}

/** One server for all mutants: the tests' own would start for each of them. Answers how it is stopped. */
async function startDatabase(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "line-audience-mutate-"));
  // PostgreSQL refuses to run as root; its own user has to get in.
  await chmod(folder, 0o755);
  const server = await startEmbeddedPostgres(folder, () => undefined);
  const database = connectDatabase(server.url, () => undefined);
  await migrate(database);
  await database.pool.end();
  process.env["TEST_DATABASE_URL"] = server.url;
  process.env["TEST_SUPERUSER_URL"] = server.superuserUrl;
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

runCommand(main);
