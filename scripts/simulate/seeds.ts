/** A process that lives through a range of seeds on a database of its own and prints each result as a line. */
import { parseArgs } from "node:util";
import { breakBuild } from "./breaks.ts";
import { takeOverTime } from "./scheduler/virtual-time.ts";

const { values } = parseArgs({
  options: {
    server: { type: "string", default: "" },
    database: { type: "string", default: "" },
    seeds: { type: "string", default: "" },
    break: { type: "string" },
    /** Ends with the first seed that breaks this invariant. */
    until: { type: "string" },
    /** As much trouble as there can be in each seed. */
    storm: { type: "boolean", default: false },
    trace: { type: "boolean", default: false },
  },
});

if (values.break !== undefined) breakBuild(values.break);
const time = takeOverTime();

// Loaded only now: what is loaded before has Node's own timers, and the build as it is.
const { createSimulatedDatabase } = await import("./system/simulated-database.ts");
const { runSeed } = await import("./run-seed.ts");

const database = await createSimulatedDatabase(values.server, values.database);
const trace = values.trace ? (line: string) => void process.stderr.write(`${line}\n`) : null;
for (const seed of values.seeds.split(",").map(Number)) {
  const result = await runSeed({ seed, time, database, storm: values.storm, trace });
  process.stdout.write(`${JSON.stringify(result)}\n`);
  if (result.violations.some(({ invariant }) => invariant === values.until)) break;
}
await database.stop();
process.exit(0);
