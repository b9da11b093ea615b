/** The least an Express route can do for HubSpot: parse, check the signature, answer. */
import express, { type Express } from "express";
import { createHash, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CLIENT_SECRET, PATH } from "../load/request.ts";

export interface Execution {
  readonly callbackId: string;
  readonly origin: { readonly portalId: number };
  readonly context: {
    readonly workflowId: number;
    readonly actionExecutionIndexIdentifier: { readonly enrollmentId: string };
  };
  readonly object: { readonly objectId: string };
}

const HELD = { outputFields: { hs_execution_state: "BLOCK", hs_expiration_duration: "PT1845M" } };

/** `store` is awaited before the answer. */
export function startBareRoute(store: (execution: Execution) => Promise<void>): Promise<void> {
  return startRoute(PATH, async (body) => {
    await store(body as Execution);
    return HELD;
  });
}

/** Answers a signed JSON body with JSON, and reports where, with what else is to be known. */
export async function startRoute(
  path: string,
  answer: (body: unknown) => Promise<object>,
  report: object = {},
): Promise<void> {
  const app: Express = express();
  app.disable("x-powered-by");
  app.disable("etag");
  const server = createServer(app);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  app.post(path, express.raw({ type: () => true, limit: "256kb" }), async (request, response) => {
    const body = request.body as Buffer;
    const hash = createHash("sha256")
      .update(`${CLIENT_SECRET}POST${url}${request.originalUrl}`)
      .update(body)
      .digest("hex");
    const given = Buffer.from(request.get("x-hubspot-signature") ?? "");
    const expected = Buffer.from(hash);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return void response.status(401).end();
    response.json(await answer(JSON.parse(body.toString("utf8"))));
  });
  process.send?.({ url, channel: "channel", ...report });
}
