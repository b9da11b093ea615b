/** `npm run segment`: a value for INTAKE_SEGMENT, on a line of its own. */
import { newSegment } from "../src/store/postgres/secrets.ts";
import { readCommandLine, runCommand } from "./shared/command-line.ts";

async function main(): Promise<void> {
  readCommandLine("npm run segment", {});
  process.stdout.write(`${newSegment()}\n`);
}

runCommand(main);
