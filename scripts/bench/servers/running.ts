/** The service, or what it is compared with, as a process of its own. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { LoadResult } from "../load/load.ts";
import type { OpenLoad, OpenLoadResult } from "../load/open-load.ts";

export interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly channel: string;
  /** Of the console; only the service has one. */
  readonly cookie: string;
  readonly databaseUrl: string;
}

/** `script`: a file below this folder that reports when it is ready. `place`: of its data, a folder or a database's address. */
export async function startProcess(script: string, place: string, ...more: readonly string[]): Promise<Running> {
  const child = fork(new URL(script, import.meta.url), [place, ...more], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [ready] = (await once(child, "message")) as [Omit<Running, "child">];
  return { child, ...ready };
}

export async function stopProcess({ child }: Pick<Running, "child">): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}

export interface ClosedLoad {
  readonly requests: number;
  readonly connections: number;
  /** The action unless given. */
  readonly ask?: "action" | "options";
}

/** Requests of one run, each connection one after the other; answers how many a second were answered with 200. */
export async function closedLoad(server: Target, tag: string, load: ClosedLoad): Promise<number> {
  return (await measuredLoad(server, tag, load)).perSecond;
}

type Target = Pick<Running, "url" | "channel">;

export async function measuredLoad(
  { url, channel }: Target,
  tag: string,
  { requests, connections, ask = "action" }: ClosedLoad,
): Promise<LoadResult> {
  const order = { url, channel, tag, requests, connections, ask };
  const child = fork(new URL("../load/load.ts", import.meta.url), [JSON.stringify(order)]);
  const result = await resultOf<LoadResult>(child);
  if (result.refused > 0)
    throw new Error(`${result.refused} of ${requests} requests were not answered with 200 by ${url}`);
  return result;
}

/** Callers who do not wait for one another. The load's own compiler and collector take no processor from the server. */
export async function openLoad({ url, channel }: Target, tag: string, load: OpenLoad): Promise<OpenLoadResult> {
  const order = JSON.stringify({ url, channel, tag, ...load });
  const child = fork(new URL("../load/open-load.ts", import.meta.url), [order], { execArgv: ["--single-threaded"] });
  return resultOf(child);
}

async function resultOf<Result>(load: ChildProcess): Promise<Result> {
  const ended = once(load, "exit").then(([code]) => {
    throw new Error(`the load ended with ${code} before it had a result`);
  });
  const [result] = (await Promise.race([once(load, "message"), ended])) as [Result];
  return result;
}
