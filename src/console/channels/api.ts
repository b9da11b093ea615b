/** Channels and their testers through the API. */
import type { ChannelFacts, ChannelHealth, Tester } from "../../ports/store/channels.ts";
import { COUNT, FINDING, findingJson, INSTANT, instant, INSTANT_OR_NULL, TEXT, WHOLE } from "../web/answers.ts";
import { ID, listOf, orNull, pick, shape } from "../web/schemas.ts";
import { route, type ApiRoom } from "../request/api-route.ts";
import { found } from "../request/refusal.ts";
import { CHANNEL_FIELDS, CHANNEL_SETTINGS, TESTER_FIELDS } from "./fields.ts";
import { quotaParts } from "../../delivery/numbers/quota.ts";
import { addTester, changeChannel, channelOf, connectChannel, removeTester, verifyChannel } from "./operations.ts";

export const CHANNEL = shape({
  id: ID,
  name: TEXT,
  channelId: TEXT,
  basicId: TEXT,
  displayName: TEXT,
  botUserId: TEXT,
  connectedAt: INSTANT,
  timeZone: TEXT.description("IANA name; quiet hours are meant in it"),
  quotaFloor: COUNT.description("Messages of the month that sends leave for chat"),
});

/** Never the secret. */
export const channelJson = (channel: ChannelFacts) =>
  pick(CHANNEL, { ...channel, channelId: channel.lineChannelId, connectedAt: instant(channel.connectedAt) });

export const TESTER = shape({ id: ID, name: TEXT, lineUserId: TEXT });

export const testerJson = (tester: Tester) => pick(TESTER, tester);

export const QUOTA = shape({
  allowance: orNull(WHOLE).description("Null where the plan has no cap"),
  used: WHOLE.description("Rounded up to 50, so that no one can work out how few people got a message"),
  kept: WHOLE.description("Of what is not used, for chat"),
  left: orNull(WHOLE).description("For sends"),
});

export const CHANNEL_HEALTH = shape({
  quota: orNull(QUOTA).description("Messages of this month; null where LINE does not say"),
  problem: orNull(FINDING).description("Why LINE does not say"),
  verifiedAt: INSTANT,
  lastOkAt: INSTANT_OR_NULL.description("When LINE last answered"),
  lastErrorAt: INSTANT_OR_NULL.description("When it last did not"),
  lastError: orNull(FINDING),
});

export const healthJson = ({ verifiedAt, lastOkAt, lastErrorAt, lastError }: ChannelHealth) => ({
  verifiedAt: instant(verifiedAt),
  lastOkAt: instant(lastOkAt),
  lastErrorAt: instant(lastErrorAt),
  lastError: lastError === null ? null : findingJson(lastError),
});

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
    handle: async (call) => channelJson(await connectChannel(call, call.body)),
  }),
  route("PATCH /channels/:id", {
    name: "changeChannel",
    summary: "Change a channel's name, time zone or the messages kept for chat",
    body: CHANNEL_SETTINGS,
    answer: [200, "The channel as it is now", CHANNEL],
    handle: async (call) => channelJson(await changeChannel(call, call.body)),
  }),
  route("GET /channels/:id/health", {
    name: "getHealth",
    summary: "This month's messages, and what LINE last answered",
    answer: [200, "As it is now", CHANNEL_HEALTH],
    // LINE's refusal is part of the answer: that is what is asked for here.
    handle: async (call, ports) => {
      const { portalId } = call.session;
      const { id: channelId, quotaFloor } = await channelOf(call);
      const quota = await ports.line.quota({ portalId, channelId });
      const health = found(await ports.store.channelHealth(portalId, channelId));
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
    handle: async (call) => channelJson(await verifyChannel(call)),
  }),
  route("GET /channels/:id/testers", {
    name: "listTesters",
    summary: "Who receives test sends, by name",
    answer: [200, "All of them", shape({ testers: listOf(TESTER) })],
    handle: async (call, { store }) => {
      const { portalId, id } = await channelOf(call);
      return { testers: (await store.testers(portalId, id)).map(testerJson) };
    },
  }),
  route("POST /channels/:id/testers", {
    name: "addTester",
    summary: "Add a person who receives test sends; the same LINE user ID again renames",
    body: TESTER_FIELDS,
    answer: [201, "The tester", TESTER],
    handle: async (call) => testerJson(await addTester(call, call.body)),
  }),
  route("DELETE /testers/:id", {
    name: "deleteTester",
    summary: "Remove a tester",
    answer: [204, "Gone"],
    handle: removeTester,
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
