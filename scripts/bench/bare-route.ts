/** The least an Express route can do for HubSpot: parse, check the signature, answer. */
import express, { type Express } from "express";
import { createHash, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CLIENT_SECRET, PATH } from "./request.ts";

export interface Execution {
  readonly callbackId: string;
  readonly origin: { readonly portalId: number };
  readonly context: {
    readonly workflowId: number;
    readonly actionExecutionIndexIdentifier: { readonly enrollmentId: string };
  };
  readonly object: { readonly objectId: string };
}

/** `store` is awaited before the answer. */
export async function startBareRoute(store: (execution: Execution) => Promise<void>): Promise<void> {
  const app: Express = express();
  app.disable("x-powered-by");
  app.disable("etag");
  const server = createServer(app);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  app.post(PATH, express.raw({ type: () => true, limit: "256kb" }), async (request, response) => {
    const body = request.body as Buffer;
    const hash = createHash("sha256")
      .update(`${CLIENT_SECRET}POST${url}${request.originalUrl}`)
      .update(body)
      .digest("hex");
    const given = Buffer.from(request.get("x-hubspot-signature") ?? "");
    const expected = Buffer.from(hash);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return void response.status(401).end();
    await store(JSON.parse(body.toString("utf8")) as Execution);
    response.json({ outputFields: { hs_execution_state: "BLOCK", hs_expiration_duration: "PT1845M" } });
  });
  process.send?.({ url, channel: "channel" });
}
