/** Channels, their testers and their health, as the JSON API shows them. */
import type { ChannelFacts, ChannelHealth, Tester } from "../../ports/store/channels.ts";
import {
  COUNT,
  FINDING,
  findingJson,
  INSTANT,
  INSTANT_OR_NULL,
  instant,
  instantOrNull,
  TEXT,
  WHOLE,
} from "../web/answers.ts";
import { ID, orNull, pick, shape } from "../web/schemas.ts";

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

const QUOTA = shape({
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
  lastOkAt: instantOrNull(lastOkAt),
  lastErrorAt: instantOrNull(lastErrorAt),
  lastError: lastError === null ? null : findingJson(lastError),
});
