import { expect, test } from "@jest/globals";
import type { OutcomeKind, Phase } from "../../src/delivery/delivery.ts";
import type { ResendAfter } from "../../src/delivery/inputs.ts";
import { membership } from "../../src/delivery/lifecycle/membership.ts";

const T0 = 1_800_000_000_000;
const HOUR = 3_600_000;

type Row = readonly [Phase, OutcomeKind | null, ResendAfter, afterSealMs: number, "join" | "covered" | "open"];

test.each<Row>([
  ["collecting", null, "24h", 0, "join"],
  ["collecting", null, "none", 0, "join"],
  ["sealed", null, "24h", 0, "covered"],
  ["sealed", null, "none", HOUR, "covered"],
  ["sending", null, "1h", 30 * HOUR, "covered"],
  ["measuring", "delivered", "24h", 24 * HOUR - 1, "covered"],
  ["measuring", "delivered", "24h", 24 * HOUR, "open"],
  ["measuring", "uncertain", "24h", HOUR, "covered"],
  ["final", "delivered", "none", 0, "open"],
  ["final", "delivered", "1h", HOUR - 1, "covered"],
  ["final", "delivered", "7d", 7 * 24 * HOUR - 1, "covered"],
  ["final", "delivered", "7d", 7 * 24 * HOUR, "open"],
  ["final", "delivered", "30d", 30 * 24 * HOUR - 1, "covered"],
  ["final", "delivered", "30d", 30 * 24 * HOUR, "open"],
  ["final", "delivered", "forever", 1e6 * HOUR, "covered"],
  ["final", "failed", "forever", 0, "open"],
  ["final", "cancelled", "24h", 0, "open"],
  ["final", "rehearsed", "24h", 0, "open"],
])("%s, outcome %s, resend after %s, %i ms after the seal: %s", (phase, outcome, resendAfter, afterMs, expected) => {
  const sealedAt = phase === "collecting" ? null : T0;
  expect(membership({ phase, outcome, sealedAt }, resendAfter, T0 + afterMs)).toBe(expected);
});

test("none before: opens", () => expect(membership(null, "forever", T0)).toBe("open"));
