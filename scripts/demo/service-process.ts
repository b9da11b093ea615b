/** The service as a process of its own, which can be killed at any moment and comes back. */
import { spawn, type ChildProcess } from "node:child_process";
import { createWriteStream, type WriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

const MAIN = new URL("../../src/main.ts", import.meta.url).pathname;

export class ServiceProcess {
  readonly publicUrl: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #log: WriteStream;
  #child: ChildProcess | null = null;
  /** Of the running child on standard error: why it could not start. */
  #lastWords = "";

  constructor(publicUrl: string, environment: NodeJS.ProcessEnv, logFile: string) {
    this.publicUrl = publicUrl;
    this.#environment = environment;
    this.#log = createWriteStream(logFile, { flags: "a" });
  }

  /** Resolves when the service is ready for work. Rejects with what it said when it ended before that. */
  async start(): Promise<void> {
    const child = this.#spawn();
    while (!(await this.#ready())) {
      if (hasEnded(child)) throw new Error(`the service ended before it was ready. ${this.#lastWords.trim()}`);
      await pause(50);
    }
  }

  /** The most memory the process ever had, in MB; null where the system does not tell. */
  async peakMb(): Promise<number | null> {
    const status = await readFile(`/proc/${this.#child?.pid}/status`, "utf8").catch(() => "");
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
    return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
  }

  /** SIGKILL, at once back again; resolves when it is ready. */
  async killAndRestart(): Promise<void> {
    const child = this.#child;
    if (child === null) return this.start();
    const gone = new Promise((done) => child.once("exit", done));
    child.kill("SIGKILL");
    await gone;
    await this.start();
  }

  /** Ends it the polite way, database included; answers its exit code, null for a process that a signal ended. */
  async stop(): Promise<number | null> {
    const child = this.#child;
    if (child === null) return null;
    if (hasEnded(child)) return child.exitCode;
    const gone = new Promise((done) => child.once("exit", done));
    child.kill("SIGTERM");
    await gone;
    this.#log.end();
    return child.exitCode;
  }

  #spawn(): ChildProcess {
    const child = spawn(process.execPath, [MAIN], { env: this.#environment, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.pipe(this.#log, { end: false });
    child.stderr.pipe(this.#log, { end: false });
    this.#lastWords = "";
    child.stderr.on("data", (words: Buffer) => (this.#lastWords = String(words)));
    this.#child = child;
    return child;
  }

  async #ready(): Promise<boolean> {
    try {
      return (await fetch(`${this.publicUrl}/readyz`)).ok;
    } catch {
      // Not listening yet.
      return false;
    }
  }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;
