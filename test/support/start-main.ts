/** The service as its own process, as an operator starts it: what it says, and how it ends. */
import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

export interface Started {
  readonly child: ChildProcess;
  /** Everything on standard output, and on standard error. */
  readonly out: () => string;
  readonly err: () => string;
  /** The address it announced; rejects when it ends before. */
  readonly address: Promise<string>;
  /** What standard output says once it matches; rejects when it ends before. */
  readonly says: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/**
 * `environment`: all there is besides PATH and the cache of compiled files. `command`: another way to start it than by node. `options`: as which user, and in
 * which copy of the project.
 */
export function startMain(
  environment: Readonly<Record<string, string>>,
  command: readonly [string, ...string[]] = [process.execPath, "src/main.ts"],
  options: Pick<SpawnOptions, "uid" | "gid" | "detached" | "cwd"> = {},
): Started {
  const [program, ...args] = command;
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const env = { PATH, NODE_COMPILE_CACHE, PORT: "0", ...environment };
  const child = spawn(program, args, { cwd: ROOT, ...options, env, stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stdout.on("data", (text: Buffer) => {
    out += text.toString();
  });
  child.stderr.on("data", (text: Buffer) => {
    err += text.toString();
  });
  const ended = once(child, "close").then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  const says = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (let over = false; ;) {
      const found = pattern.exec(out);
      if (found) return found;
      if (over) throw new Error(`it ended before it said ${pattern.source}:\n${out}${err}`);
      over = await Promise.race([once(child.stdout, "data").then(() => false), ended.then(() => true)]);
    }
  };
  const address = says(/^ {2}Listcast +(http\S+)$/m).then(([, url]) => String(url));
  // Where a failure is awaited, the address is not asked for.
  address.catch(() => undefined);
  return { child, out: () => out, err: () => err, address, says, ended };
}
