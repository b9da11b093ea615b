/** The generated client: every route of the document is called by it, with a key, at a started service. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import createClient from "openapi-fetch";
import type { components, paths } from "../../client/listcast-api.ts";
import { makeDocument } from "../../src/console/api/routes.ts";
import { PORTAL_ID } from "../../simulators/demo-world.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

const OTHER_ACCOUNT = { channelId: "1657009999", channelSecret: "f".repeat(32), displayName: "Another shop" };
const ROLES = ["editor", "approver", "sender", "administrator"] as const;
const MESSAGE = { name: "Autumn", messages: [{ type: "text", text: "The autumn blend is here." }], utm: null };

type Key = components["schemas"]["SecretKey"];

let service: RunningService;
let api: ReturnType<typeof createClient<paths>>;
let made: Key;
beforeAll(async () => {
  service = await startTestService();
  service.world.line.control.addChannel({ ...OTHER_ACCOUNT, friends: 10 });
  const baseUrl = `${service.publicUrl}/api`;
  const person = createClient<paths>({ baseUrl, headers: { Cookie: service.cookie } });
  made = sure(await person.POST("/keys", { body: { name: "Client", roles: [...ROLES], expiresInDays: 1 } }));
  api = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${made.secret}` } });
});
afterAll(() => service.close());

/** What was answered; a problem is an error here. */
function sure<T>({ data, error }: { readonly data?: T; readonly error?: unknown }): T {
  if (data === undefined) throw new Error(JSON.stringify(error));
  return data;
}

/** A delivery that collects contacts of a list of its own. */
async function open(name: string): Promise<string> {
  const { control } = service.world.hubspot;
  const listId = control.addList(PORTAL_ID, { name, size: 200 });
  const actionDefinitionId = await service.world.publishAction(service.publicUrl);
  const { channel } = service;
  const rest = { targetingMode: "line_conditions", audienceId: "1", messageText: name };
  const inputFields = { channel, deliveryList: listId, ...rest };
  const workflow = control.createWorkflow(PORTAL_ID, { name, actionDefinitionId, inputFields });
  await control.enroll(PORTAL_ID, workflow, { contactIds: [1, 2, 3] }).done;
  const { deliveries } = sure(await api.GET("/deliveries", { params: { query: { search: name, limit: 1 } } }));
  const [opened] = deliveries;
  if (opened === undefined) throw new Error(`${name} did not start`);
  return opened.id;
}

interface Answered {
  readonly response: Response;
}

test("calls every route of the document with a key", async () => {
  const [toSeal, toCancel] = [await open("Seal me"), await open("Cancel me")];
  const at = (id: string) => ({ params: { path: { id } } });
  const channel = at(service.channel);
  const message = at(sure(await api.POST("/messages", { body: MESSAGE })).id);
  const lineUserId = `U${"a".repeat(32)}`;
  const tester = sure(await api.POST("/channels/{id}/testers", { ...channel, body: { name: "Aya", lineUserId } }));
  const { members } = sure(await api.GET("/members"));
  const [member] = members;
  if (member === undefined) throw new Error("there is no member");
  const others = sure(await api.POST("/keys", { body: { name: "Another", roles: ["viewer"] } }));
  const calls: Readonly<Record<string, () => Promise<Answered>>> = {
    describe: () => api.GET("/openapi.json"),
    getHome: () => api.GET("/home"),
    listChannels: () => api.GET("/channels"),
    connectChannel: () =>
      api.POST("/channels", {
        body: { name: "Other", channelId: OTHER_ACCOUNT.channelId, channelSecret: OTHER_ACCOUNT.channelSecret },
      }),
    changeChannel: () => api.PATCH("/channels/{id}", { ...channel, body: { quotaFloor: 100 } }),
    getHealth: () => api.GET("/channels/{id}/health", channel),
    verifyChannel: () => api.POST("/channels/{id}/verify", channel),
    listTesters: () => api.GET("/channels/{id}/testers", channel),
    addTester: () =>
      api.POST("/channels/{id}/testers", { ...channel, body: { name: "Rin", lineUserId: `U${"b".repeat(32)}` } }),
    listAudiences: () =>
      api.GET("/channels/{id}/audiences", { params: { path: { id: service.channel }, query: { name: "tea" } } }),
    listDeliveries: () => api.GET("/deliveries", { params: { query: { outcome: "open", sort: "oldest" } } }),
    exportDeliveriesAsCsv: () => api.GET("/deliveries.csv", { parseAs: "text" }),
    exportDeliveriesAsJson: () => api.GET("/deliveries.json"),
    getDelivery: () => api.GET("/deliveries/{id}", at(toSeal)),
    approveDelivery: () => api.POST("/deliveries/{id}/approve", at(toSeal)),
    sealDelivery: () => api.POST("/deliveries/{id}/seal", at(toSeal)),
    cancelDelivery: () => api.POST("/deliveries/{id}/cancel", at(toCancel)),
    listNotStarted: () => api.GET("/not-started"),
    listMessages: () => api.GET("/messages"),
    createMessage: () => api.POST("/messages", { body: { ...MESSAGE, name: "Winter" } }),
    getMessage: () => api.GET("/messages/{id}", message),
    changeMessage: () => api.PUT("/messages/{id}", { ...message, body: { ...MESSAGE, name: "Spring" } }),
    testMessage: () =>
      api.POST("/messages/{id}/test", { ...message, body: { channelId: service.channel, testerIds: [tester.id] } }),
    deleteMessage: () => api.DELETE("/messages/{id}", message),
    restoreMessage: () => api.POST("/messages/{id}/restore", message),
    deleteTester: () => api.DELETE("/testers/{id}", at(tester.id)),
    getNotifications: () => api.GET("/notifications"),
    chooseNotifications: () => api.PATCH("/notifications", { body: { mail: { runs_refused: true } } }),
    getSettings: () => api.GET("/settings"),
    changeSettings: () => api.PATCH("/settings", { body: { quietHours: { from: "22:00", to: "08:00" } } }),
    listMembers: () => api.GET("/members"),
    giveRoles: () => api.PATCH("/members/{id}", { ...at(member.id), body: { roles: member.roles } }),
    removePerson: () => api.DELETE("/members/{id}", at(member.id)),
    listAudit: () => api.GET("/audit", { params: { query: { limit: 5 } } }),
    getSending: () => api.GET("/sending"),
    stopSending: () => api.POST("/sending/stop"),
    resumeSending: () => api.POST("/sending/resume"),
    listKeys: () => api.GET("/keys"),
    makeKey: () => api.POST("/keys", { body: { name: "One more", roles: ["viewer"], expiresInDays: 365 } }),
    rotateKey: () => api.POST("/keys/{id}/rotate", { ...at(others.key.id), body: { graceHours: 0 } }),
    revokeKey: () => api.DELETE("/keys/{id}", at(others.key.id)),
    getContactData: () => api.GET("/contacts/{contactId}", { params: { path: { contactId: "1" } } }),
    signOutEverywhere: () => api.DELETE("/sessions"),
    disconnect: () => api.POST("/disconnect"),
  };
  expect(Object.keys(calls).toSorted()).toEqual(operationsOf(makeDocument()).toSorted());
  const statuses: Record<string, number> = {};
  for (const [name, call] of Object.entries(calls)) statuses[name] = (await call()).response.status;
  const refused = Object.entries(statuses).filter(([, status]) => status >= 300);
  // Nothing waits for an approval, the last administrator stays, and a key has neither sessions nor a mailbox.
  const answered = { approveDelivery: 409, removePerson: 409, signOutEverywhere: 403, chooseNotifications: 403 };
  expect(Object.fromEntries(refused)).toEqual(answered);
});

function operationsOf(document: object): string[] {
  const { paths: all } = document as { paths: Record<string, Record<string, { operationId?: string }>> };
  return Object.values(all)
    .flatMap((item) => Object.values(item))
    .flatMap(({ operationId }) => (operationId === undefined ? [] : [operationId]));
}

test("a problem is typed: its code is there without a cast", async () => {
  const headers = { Authorization: "Bearer made-up" };
  const { data, error, response } = await createClient<paths>({ baseUrl: `${service.publicUrl}/api`, headers }).GET(
    "/home",
  );
  const code: string | undefined = error?.code;
  expect([data, code, response.status]).toEqual([undefined, "KEY_UNKNOWN", 401]);
});
