import { expect, test } from "@jest/globals";
import { AUDIENCE_GROUP, toAudience } from "../../src/platforms/line/audiences.ts";
import { readResponse } from "../../src/platforms/shared/read-response.ts";

const expiry = (expireTimestamp: number) =>
  toAudience(readResponse(AUDIENCE_GROUP, { audienceGroupId: 1, expireTimestamp }), { shared: false }).expiresAt;

test.each([
  [1_924_992_000, 1_924_992_000_000],
  [Number.MAX_SAFE_INTEGER, null],
  [8.64e12 + 1, null],
])("an expiry of %d seconds is %d ms: a number that is no instant says nothing", (seconds, ms) => {
  expect(expiry(seconds)).toBe(ms);
});
