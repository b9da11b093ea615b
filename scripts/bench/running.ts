/** The service, or what it is compared with, as a process of its own. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";

export interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly channel: string;
  /** Of the console; only the service has one. */
  readonly cookie: string;
  readonly databaseUrl: string;
}

/** `script`: a file of this folder that reports when it is ready. */
export async function startProcess(script: string, dataDir: string): Promise<Running> {
  const child = fork(new URL(script, import.meta.url), [dataDir], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
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
  /** The action unless told. */
  readonly ask?: "action" | "options";
}

/** Requests of one run, each connection one after the other; answers how many a second were answered with 200. */
export async function closedLoad(
  { url, channel }: Pick<Running, "url" | "channel">,
  tag: string,
  { requests, connections, ask = "action" }: ClosedLoad,
): Promise<number> {
  const order = { url, channel, tag, requests, connections, ask };
  const child = fork(new URL("./load.ts", import.meta.url), [JSON.stringify(order)]);
  const [{ perSecond, refused }] = (await once(child, "message")) as [{ perSecond: number; refused: number }];
  if (refused > 0) throw new Error(`${refused} of ${requests} requests were not answered with 200 by ${url}`);
  return perSecond;
}
