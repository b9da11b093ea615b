/** One HTTP exchange over real sockets. */
import { request as httpRequest, type Agent } from "node:http";
import type { Answer } from "../../../simulators/hubspot/poster.ts";

export interface Exchange {
  readonly url: string;
  readonly method?: string;
  readonly headers: Record<string, string>;
  readonly body: string | Buffer;
}

export function exchange(agent: Agent, { url, method = "POST", headers, body }: Exchange): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = Buffer.byteLength(body);
    const sized = length === 0 ? headers : { ...headers, "content-length": String(length) };
    const request = httpRequest(url, { method, agent, headers: sized });
    request.on("error", reject);
    request.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    request.end(body);
  });
}
