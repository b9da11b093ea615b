/** Channels and their testers through the API. */
import type { ChannelFacts } from "../../ports/store/channels.ts";
import { missing, refused } from "../request/api-request.ts";
import { route, type ApiRoom, type Call } from "../request/api-route.ts";
import type { ConsolePorts } from "../request/ports.ts";
import { findingJson } from "../web/answers.ts";
import { listOf, shape } from "../web/schemas.ts";
import { CHANNEL, CHANNEL_HEALTH, channelJson, healthJson, TESTER, testerJson } from "./answers.ts";
import { CHANNEL_FIELDS, CHANNEL_SETTINGS, TESTER_FIELDS } from "./fields.ts";
import { quotaParts } from "./health.ts";
import { addTester, changeChannel, connectChannel, removeTester, verifyChannel } from "./operations.ts";

/** Throws the problem where the portal has no such channel. */
export async function channelOf(
  { request, session, id }: Call,
  { store }: Pick<ConsolePorts, "store">,
): Promise<ChannelFacts> {
  const channel = (await store.channels(session.portalId)).find((one) => one.id === id);
  if (channel === undefined) throw missing(request);
  return channel;
}

const routes = [
  route("GET /channels", {
    name: "listChannels",
    summary: "Connected LINE Official Accounts, by name",
    answer: [200, "All of them", shape({ channels: listOf(CHANNEL) })],
    handle: async ({ session }, { store }) => ({
      channels: (await store.channels(session.portalId)).map(channelJson),
    }),
  }),
  route("POST /channels", {
    name: "connectChannel",
    summary:
      "Connect a LINE Official Account after asking LINE whose credentials these are; the same channel again replaces its secret",
    body: CHANNEL_FIELDS,
    answer: [201, "The verified account", CHANNEL],
    refusals: { 503: "Later" },
    handle: async ({ request, session, body }, ports) => {
      const connected = await connectChannel(session, body, ports);
      if (connected.kind !== "ok") throw refused(request, connected);
      return channelJson(connected.channel);
    },
  }),
  route("PATCH /channels/:id", {
    name: "changeChannel",
    summary: "Change a channel's name, time zone or the messages kept for chat",
    body: CHANNEL_SETTINGS,
    answer: [200, "The channel as it is now", CHANNEL],
    handle: async ({ request, session, id, body }, ports) => {
      const changed = await changeChannel(session, id, body, ports);
      if (changed.kind !== "ok") throw refused(request, changed);
      return channelJson(changed.channel);
    },
  }),
  route("GET /channels/:id/health", {
    name: "getHealth",
    summary: "This month's messages, and what LINE last answered",
    answer: [200, "As it is now", CHANNEL_HEALTH],
    // LINE's refusal is part of the answer: that is what is asked for here.
    handle: async (call, ports) => {
      const { portalId } = call.session;
      const { id: channelId, quotaFloor } = await channelOf(call, ports);
      const quota = await ports.line.quota({ portalId, channelId });
      const health = await ports.store.channelHealth(portalId, channelId);
      if (health === null) throw missing(call.request);
      return {
        quota: quota.kind === "ok" ? quotaParts(quota.value, quotaFloor) : null,
        problem: quota.kind === "ok" ? null : findingJson(quota.finding),
        ...healthJson(health),
      };
    },
  }),
  route("POST /channels/:id/verify", {
    name: "verifyChannel",
    summary: "Ask LINE again, with the stored secret, whose credentials these are (administrators)",
    answer: [200, "The channel, verified just now", CHANNEL],
    refusals: { 422: "Refused", 503: "Later" },
    handle: async ({ request, session, id }, ports) => {
      const verified = await verifyChannel(session, id, ports);
      if (verified.kind !== "ok") throw refused(request, verified);
      return channelJson(verified.channel);
    },
  }),
  route("GET /channels/:id/testers", {
    name: "listTesters",
    summary: "Who receives test sends, by name",
    answer: [200, "All of them", shape({ testers: listOf(TESTER) })],
    handle: async (call, ports) => {
      const { id } = await channelOf(call, ports);
      return { testers: (await ports.store.testers(call.session.portalId, id)).map(testerJson) };
    },
  }),
  route("POST /channels/:id/testers", {
    name: "addTester",
    summary: "Add a person who receives test sends; the same LINE user ID again renames",
    body: TESTER_FIELDS,
    answer: [201, "The tester", TESTER],
    handle: async ({ request, session, id, body }, ports) => {
      const tester = await addTester(session, id, body, ports);
      if (tester === null) throw missing(request);
      return testerJson(tester);
    },
  }),
  route("DELETE /testers/:id", {
    name: "deleteTester",
    summary: "Remove a tester",
    answer: [204, "Gone"],
    handle: async ({ request, session, id }, ports) => {
      if (!(await removeTester(session, id, ports))) throw missing(request);
    },
  }),
];

export const channelsApi: ApiRoom = {
  tag: "channels",
  about: "Connected LINE Official Accounts",
  routes,
  schemas: {
    Channel: CHANNEL,
    ChannelRequest: CHANNEL_FIELDS,
    ChannelSettings: CHANNEL_SETTINGS,
    ChannelHealth: CHANNEL_HEALTH,
    Tester: TESTER,
    TesterRequest: TESTER_FIELDS,
  },
};
