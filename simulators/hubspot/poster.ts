/** HubSpot's outgoing requests: kept-alive connections, one time-out for the whole exchange. */
import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Post {
  readonly url: string;
  /** What stands in the request line, where it is not the address tidied up. */
  readonly target?: string;
  /** POST unless given. */
  readonly method?: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly timeoutMs: number;
}

export interface Poster {
  /** Rejects when no complete answer came. */
  post(post: Post): Promise<Answer>;
  close(): void;
}

export function createPoster(): Poster {
  const options = { keepAlive: true, scheduling: "lifo", maxSockets: 512 } as const;
  const http = new HttpAgent(options);
  const https = new HttpsAgent(options);
  const send = (post: Post, repeated: boolean): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const secure = post.url.startsWith("https:");
      const headers = { "Content-Type": "application/json", Accept: "application/json", ...post.headers };
      const length = { "Content-Length": Buffer.byteLength(post.body) };
      const target = post.target === undefined ? {} : { path: post.target };
      const options = { method: post.method ?? "POST", headers: { ...headers, ...length }, ...target };
      const request = secure
        ? httpsRequest(post.url, { ...options, agent: https })
        : httpRequest(post.url, { ...options, agent: http });
      const timer = setTimeout(() => request.destroy(new Error("time-out")), post.timeoutMs);
      request.on("error", (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        // The other side closed an idle connection while we were writing: no one has seen the request.
        const stale = request.reusedSocket && error.code === "ECONNRESET" && !repeated;
        if (stale) send(post, true).then(resolve, reject);
        else reject(error);
      });
      request.on("response", (response) => {
        read(response).then(resolve, reject);
        response.on("close", () => clearTimeout(timer));
      });
      request.end(post.body);
    });
  return {
    post: (post) => send(post, false),
    close() {
      http.destroy();
      https.destroy();
    },
  };
}

function read(response: IncomingMessage): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let body = "";
    response.setEncoding("utf8");
    response.on("data", (chunk: string) => (body += chunk));
    response.on("error", reject);
    response.on("aborted", () => reject(new Error("the answer broke off")));
    response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
  });
}
