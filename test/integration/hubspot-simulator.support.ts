/** A simulated HubSpot with one app in one Enterprise portal, and an action endpoint that answers as the test says. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SandboxClock } from "../../simulators/clock.ts";
import { startHubSpotSimulator, type HubSpotSimulator } from "../../simulators/hubspot/server.ts";

export const portalId = 4242;
export const redirectUri = "http://127.0.0.1:9/callback";
export const app = {
  appId: "77",
  clientId: "client-id",
  clientSecret: "client-secret",
  redirectUris: [redirectUri],
  developerApiKey: "developer-key",
};
export const allScopes = [
  "automation",
  "crm.lists.read",
  "crm.objects.contacts.read",
  "crm.schemas.custom.read",
  "crm.schemas.custom.write",
  "crm.objects.custom.read",
  "crm.objects.custom.write",
];

export interface Received {
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly json?: unknown;
}

export interface Bench {
  readonly clock: SandboxClock;
  readonly hubspot: HubSpotSimulator;
  readonly actionUrl: string;
  readonly received: Received[];
  answer: (received: Received) => Reply;
  stop(): Promise<void>;
}

export async function startBench(): Promise<Bench> {
  const clock = new SandboxClock();
  const hubspot = await startHubSpotSimulator({ clock });
  hubspot.control.registerApp(app);
  hubspot.control.addPortal({ portalId, name: "Acme", enterprise: true });
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const call = { url: request.url ?? "", headers: request.headers, body };
      received.push(call);
      const { status = 200, headers = {}, json = {} } = bench.answer(call);
      response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(JSON.stringify(json));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const bench: Bench = {
    clock,
    hubspot,
    received,
    actionUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/action`,
    answer: () => held("P1D"),
    stop: () => Promise.all([hubspot.stop(), close(server)]).then(() => undefined),
  };
  return bench;
}

export function held(duration?: string): Reply {
  const expiry = duration === undefined ? {} : { hs_expiration_duration: duration };
  return { json: { outputFields: { hs_execution_state: "BLOCK", ...expiry } } };
}

export function definition(actionUrl: string, change: object = {}) {
  return {
    actionUrl,
    published: true,
    functions: [],
    objectTypes: ["CONTACT"],
    inputFields: [
      {
        typeDefinition: {
          name: "channel",
          type: "enumeration",
          fieldType: "select",
          optionsUrl: `${actionUrl}/options`,
        },
        supportedValueTypes: ["STATIC_VALUE"],
        isRequired: true,
      },
      {
        typeDefinition: {
          name: "areas",
          type: "enumeration",
          fieldType: "checkbox",
          options: [
            { value: "jp_13", label: "Tokyo" },
            { value: "jp_27", label: "Osaka" },
          ],
        },
        supportedValueTypes: ["STATIC_VALUE"],
        isRequired: false,
      },
      {
        typeDefinition: {
          name: "audience",
          type: "enumeration",
          fieldType: "select",
          optionsUrl: `${actionUrl}/options`,
        },
        supportedValueTypes: ["STATIC_VALUE"],
        isRequired: false,
      },
    ],
    inputFieldDependencies: [
      { dependencyType: "SINGLE_FIELD", controllingFieldName: "channel", dependentFieldNames: ["audience"] },
    ],
    outputFields: [
      { typeDefinition: { name: "code", type: "string", fieldType: "text" } },
      { typeDefinition: { name: "count", type: "number", fieldType: "number" } },
    ],
    objectRequestOptions: { properties: ["firstname"] },
    executionRules: [
      { labelName: "SENT", conditions: { code: ["DELIVERED", "REHEARSED"] } },
      { labelName: "ANY", conditions: { hs_execution_state: "FAIL_CONTINUE" } },
    ],
    labels: {
      en: {
        actionName: "Send",
        inputFieldLabels: { channel: "Channel", areas: "Areas", audience: "Audience" },
        outputFieldLabels: { code: "Code", count: "Count" },
        executionRules: { SENT: "Sent to {{count}} people.", ANY: "Not sent." },
      },
      ja: { actionName: "配信", executionRules: { SENT: "{{count}}人に配信しました。" } },
    },
    ...change,
  };
}

/** Publishes the action, saves a workflow with it and returns its id. */
export function workflowFor({ hubspot, actionUrl }: Bench, inputFields: Record<string, string> = { channel: "main" }) {
  const actionDefinitionId = hubspot.control.publishAction(app.appId, definition(actionUrl));
  return hubspot.control.createWorkflow(portalId, { name: "Autumn", actionDefinitionId, inputFields });
}

/** Goes through the authorize page's form as a browser would, and returns the code. */
export async function authorize(hubspot: HubSpotSimulator, scopes = allScopes, portal = portalId): Promise<string> {
  const form = {
    client_id: app.clientId,
    redirect_uri: redirectUri,
    scope: scopes.join(" "),
    portalId: String(portal),
  };
  const response = await fetch(`${hubspot.appUrl}/oauth/authorize`, {
    method: "POST",
    body: new URLSearchParams({ ...form, state: "s1" }),
    redirect: "manual",
  });
  const location = new URL(response.headers.get("location") ?? "about:blank");
  return location.searchParams.get("code") ?? "";
}

export async function token(hubspot: HubSpotSimulator, form: Record<string, string>, path = "/oauth/2026-03/token") {
  const client = { client_id: app.clientId, client_secret: app.clientSecret, redirect_uri: redirectUri };
  const response = await fetch(`${hubspot.apiUrl}${path}`, {
    method: "POST",
    body: new URLSearchParams({ ...client, ...form }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

export async function install(hubspot: HubSpotSimulator, scopes = allScopes, portal = portalId) {
  const code = await authorize(hubspot, scopes, portal);
  const { body } = await token(hubspot, { grant_type: "authorization_code", code });
  return { accessToken: String(body["access_token"]), refreshToken: String(body["refresh_token"]) };
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** Calls the API with a token; a body makes it a POST unless said otherwise. */
export function apiOf(hubspot: HubSpotSimulator, accessToken: string) {
  return async (path: string, body?: unknown, method = body === undefined ? "GET" : "POST"): Promise<ApiAnswer> => {
    const response = await fetch(`${hubspot.apiUrl}${path}`, {
      method,
      headers: { Authorization: `Bearer ${accessToken}`, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, body: json };
  };
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function close(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}
