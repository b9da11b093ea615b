/** Calls the simulated LINE as any client would: a token, then requests over HTTP. */
import { SandboxClock } from "../../simulators/clock.ts";
import type { NewChannel } from "../../simulators/line/account/new-channel.ts";
import { startLineSimulator, type LineSimulator } from "../../simulators/line/server.ts";

export const CHANNEL_ID = "2000000001";
export const CHANNEL_SECRET = "secret-of-the-simulated-channel";
export const TEXT = { type: "text", text: "Spring sale: https://example.com/spring" };

export interface Answered {
  readonly status: number;
  readonly requestId: string;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export interface LineCaller {
  readonly clock: SandboxClock;
  readonly simulator: LineSimulator;
  /** With the token of the first channel, renewed when it expired. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
  narrowcast(body: object, retryKey?: string): Promise<Answered>;
  progress(requestId: string): Promise<Record<string, unknown>>;
  upload(method: "POST" | "PUT", fields: Record<string, string>, file: string, type?: string): Promise<Answered>;
  /** The id of the seeded audience of that name. */
  audience(name: string): number;
  token(form?: Record<string, string>): Promise<Answered>;
}

export async function startLineCaller(channel: Partial<NewChannel> = {}): Promise<LineCaller> {
  // In the middle of a month: quotas begin again with the next one.
  const clock = new SandboxClock(1, Date.UTC(2026, 10, 10));
  const simulator = await startLineSimulator({ clock, seed: 7 });
  const { channelId = CHANNEL_ID, channelSecret = CHANNEL_SECRET } = channel;
  simulator.control.addChannel({ displayName: "Simulated shop", ...channel, channelId, channelSecret });
  let current = { authorization: "", until: 0 };

  const token = (form: Record<string, string> = {}) => {
    const fields = { grant_type: "client_credentials", client_id: channelId, client_secret: channelSecret, ...form };
    return answered(fetch(`${simulator.url}/oauth2/v3/token`, { method: "POST", body: new URLSearchParams(fields) }));
  };
  const authorization = async () => {
    if (clock.now() < current.until) return current.authorization;
    const { body } = await token();
    current = { authorization: `Bearer ${String(body["access_token"])}`, until: clock.now() + 800_000 };
    return current.authorization;
  };
  const call: LineCaller["call"] = async (method, path, body, headers = {}) => {
    const content = body === undefined ? {} : { "Content-Type": "application/json" };
    const text = body === undefined || typeof body === "string" ? (body ?? null) : JSON.stringify(body);
    const all = { Authorization: await authorization(), ...content, ...headers };
    return answered(fetch(`${simulator.url}${path}`, { method, headers: all, body: text }));
  };
  return {
    clock,
    simulator,
    call,
    token,
    narrowcast: (body, retryKey) =>
      call("POST", "/v2/bot/message/narrowcast", body, retryKey === undefined ? {} : { "X-Line-Retry-Key": retryKey }),
    progress: async (requestId) =>
      (await call("GET", `/v2/bot/message/progress/narrowcast?requestId=${requestId}`)).body,
    upload: async (method, fields, file, type = "text/plain") => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      form.append("file", new File([file], "ids.txt", { type }));
      const url = `${simulator.dataUrl}/v2/bot/audienceGroup/upload/byFile`;
      return answered(fetch(url, { method, headers: { Authorization: await authorization() }, body: form }));
    },
    audience: (name) => {
      const found = simulator.control.audiences(channelId).find(({ description }) => description === name);
      if (!found) throw new Error(`no audience is called ${name}`);
      return found.id;
    },
  };
}

async function answered(asked: Promise<Response>): Promise<Answered> {
  const response = await asked;
  const body = (await response.json()) as Record<string, unknown>;
  return {
    status: response.status,
    requestId: response.headers.get("x-line-request-id") ?? "",
    headers: response.headers,
    body,
  };
}
