/** The load: signed executions of one run, each a new contact, over connections that stay open. */
import { createHash } from "node:crypto";
import { Agent, request } from "node:http";
import { CLIENT_SECRET, PATH, PORTAL_ID } from "./request.ts";

interface Order {
  readonly url: string;
  readonly channel: string;
  readonly tag: string;
  readonly requests: number;
  readonly connections: number;
}

interface Signed {
  readonly body: Buffer;
  readonly signature: string;
}

const MESSAGE = "The autumn blend is here. ".repeat(20);

/** HubSpot's documented payload, about a kilobyte. Made and signed before the clock runs. */
function execution({ url, channel, tag }: Order, number: number): Signed {
  const body = JSON.stringify({
    callbackId: `ap-${PORTAL_ID}-${tag}-${number}-0`,
    origin: {
      portalId: PORTAL_ID,
      actionDefinitionId: 10860211,
      actionDefinitionVersion: 1,
      extensionDefinitionId: 10860211,
      extensionDefinitionVersionId: 1,
    },
    context: {
      source: "WORKFLOWS",
      workflowId: 192814114,
      actionId: 1,
      actionExecutionIndexIdentifier: { enrollmentId: `${tag}${number}`, actionExecutionIndex: 0 },
    },
    object: { objectId: `${tag}${number}`, objectType: "CONTACT", properties: {} },
    inputFields: { channel, deliveryList: "77", audienceId: "5614991017776", messageText: MESSAGE },
  });
  const signature = createHash("sha256").update(`${CLIENT_SECRET}POST${url}${PATH}${body}`).digest("hex");
  return { body: Buffer.from(body), signature };
}

async function main(order: Order): Promise<void> {
  const executions = Array.from({ length: order.requests }, (_, number) => execution(order, number));
  const agent = new Agent({ keepAlive: true, maxSockets: order.connections });
  const target = { agent, host: "127.0.0.1", port: new URL(order.url).port, path: PATH, method: "POST" };
  let next = 0;
  let refused = 0;
  const startedAt = process.hrtime.bigint();
  const caller = async () => {
    for (let one = executions[next++]; one !== undefined; one = executions[next++]) {
      if ((await call(target, one)) !== 200) refused += 1;
    }
  };
  await Promise.all(Array.from({ length: order.connections }, caller));
  const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
  process.send?.({ perSecond: Math.round(order.requests / seconds), refused }, () => process.exit());
}

function call(target: object, { body, signature }: Signed): Promise<number> {
  const headers = {
    "Content-Type": "application/json",
    "Content-Length": body.length,
    "X-HubSpot-Signature-Version": "v2",
    "X-HubSpot-Signature": signature,
  };
  return new Promise((done, fail) => {
    const calling = request({ ...target, headers }, (response) => {
      response.resume();
      response.on("end", () => done(response.statusCode ?? 0));
    });
    calling.on("error", fail);
    calling.end(body);
  });
}

await main(JSON.parse(process.argv[2] ?? "{}") as Order);
