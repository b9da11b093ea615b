import { createHash, createHmac } from "node:crypto";

/** What load and servers have to agree on. */
export const SEGMENT = "segment-of-the-benches-0";
export const PATH = `/hubspot/actions/send-line-audience/${SEGMENT}`;
export const CLIENT_SECRET = "yyyyyyyy-bench-secret";
export const PORTAL_ID = 102670506;

/** The account at the simulated LINE. */
export const LINE_ACCOUNT = { channelId: "1657001234", channelSecret: "0123456789abcdef0123456789abcdef" };

/** The executions of one run; `tag` is part of every id. */
export interface Run {
  readonly url: string;
  readonly channel: string;
  readonly tag: string;
}

const MESSAGE = "The autumn blend is here. ".repeat(20);

/** HubSpot's documented payload, about a kilobyte, as the bytes of a whole HTTP request. */
export function executionRequest({ url, channel, tag }: Run, number: number): Buffer {
  const index = { enrollmentId: `${tag}${number}`, actionExecutionIndex: 0 };
  const definition = { actionDefinitionId: 10860211, actionDefinitionVersion: 1 };
  const body = JSON.stringify({
    callbackId: `ap-${PORTAL_ID}-${tag}-${number}-0`,
    origin: { portalId: PORTAL_ID, ...definition, extensionDefinitionId: 10860211, extensionDefinitionVersionId: 1 },
    context: { source: "WORKFLOWS", workflowId: 192814114, actionId: 1, actionExecutionIndexIdentifier: index },
    object: { objectId: `${tag}${number}`, objectType: "CONTACT", properties: {} },
    inputFields: { channel, deliveryList: "77", audienceId: "5614991017776", messageText: MESSAGE },
  });
  return signedRequest(url, PATH, body);
}

export const OPTIONS_PATH = `/hubspot/options/message/${SEGMENT}`;

/** A builder opens the dropdown of saved messages. */
export function optionsRequest({ url, channel }: Run): Buffer {
  const definition = { actionDefinitionId: 10860211, actionDefinitionVersion: 1 };
  const body = JSON.stringify({
    origin: { portalId: PORTAL_ID, ...definition },
    objectTypeId: "0-1",
    inputFieldName: "message",
    inputFields: { channel },
    fetchOptions: {},
  });
  return signedRequest(url, OPTIONS_PATH, body);
}

const FAILING = ["valid", "wrong", "missing"] as const;

/** What a card asks for and does not get: a delivery that does not exist, with a signature that is right, wrong or missing. */
export function failingCardRequest({ url }: Pick<Run, "url">, number: number): Buffer {
  const path = "/hubspot/cards/deliveries/00000000-0000-4000-8000-000000000000";
  const uri = `${path}?userId=${number + 2}&portalId=${PORTAL_ID}&userEmail=stranger%40example.com&appId=1`;
  const now = String(Date.now());
  const signature = createHmac("sha256", CLIENT_SECRET)
    .update(`GET${url}${uri.replace("%40", "@")}${now}`)
    .digest("base64");
  const how = FAILING[number % FAILING.length];
  const headers = [
    `GET ${uri} HTTP/1.1`,
    `Host: ${new URL(url).host}`,
    `X-HubSpot-Request-Timestamp: ${now}`,
    ...(how === "missing" ? [] : [`X-HubSpot-Signature-v3: ${how === "valid" ? signature : signature.toLowerCase()}`]),
  ];
  return Buffer.from(`${headers.join("\r\n")}\r\n\r\n`);
}

function signedRequest(url: string, path: string, body: string): Buffer {
  const headers = [
    `POST ${path} HTTP/1.1`,
    `Host: ${new URL(url).host}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "X-HubSpot-Signature-Version: v2",
    `X-HubSpot-Signature: ${createHash("sha256").update(`${CLIENT_SECRET}POST${url}${path}${body}`).digest("hex")}`,
  ];
  return Buffer.from(`${headers.join("\r\n")}\r\n\r\n${body}`);
}
