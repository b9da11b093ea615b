/** A page about LINE accounts does not wait for LINE. */
import { expect, test } from "@jest/globals";
import pino from "pino";
import { quotaWithDeadline } from "../../src/console/channels/quota.ts";
import type { ConsolePorts } from "../../src/console/request/ports.ts";
import { finding } from "../../src/delivery/codes.ts";
import type { Answer } from "../../src/delivery/answer.ts";
import type { Quota } from "../../src/ports/line.ts";

const CHANNEL = { portalId: 1, channelId: "a" };
const QUOTA = { allowance: 1000, used: 10 };

function aLine(quota: () => Promise<Answer<Quota>>) {
  const lines: string[] = [];
  const line = { quota } as unknown as ConsolePorts["line"];
  return {
    line,
    knownQuotas: new Map(),
    log: pino({}, { write: (text: string) => void lines.push(text) }),
    lines,
  };
}
const never = () => new Promise<never>(() => undefined);
const now = () => Promise.resolve();

test("what LINE says in time is shown", async () => {
  const asked = aLine(() => Promise.resolve({ kind: "ok", value: QUOTA }));
  expect(await quotaWithDeadline(CHANNEL, asked, never)).toEqual({
    answer: { kind: "ok", value: QUOTA },
    trouble: null,
  });
});

test("no page waits for a LINE that says nothing; where nothing is known, that is said", async () => {
  expect(await quotaWithDeadline(CHANNEL, aLine(never), now)).toMatchObject({
    answer: { kind: "later", finding: { code: "LINE_UNAVAILABLE" } },
  });
});

test("then what it said last is shown, of this account; a late answer counts for the next page", async () => {
  let answerLate: (answer: Answer<Quota>) => void = () => undefined;
  const asked = aLine(() => new Promise((done) => (answerLate = done)));
  await quotaWithDeadline(CHANNEL, asked, now);
  answerLate({ kind: "ok", value: QUOTA });
  await Promise.resolve();
  expect(await quotaWithDeadline(CHANNEL, asked, now)).toEqual({
    answer: { kind: "ok", value: QUOTA },
    trouble: finding("LINE_UNAVAILABLE"),
  });
  expect((await quotaWithDeadline({ ...CHANNEL, channelId: "b" }, asked, now)).answer.kind).toBe("later");
});

test("a young answer is enough for a page that is often looked at", async () => {
  const answers = [10, 20].map((used): Answer<Quota> => ({ kind: "ok", value: { allowance: 1000, used } }));
  const asked = aLine(() => Promise.resolve(answers.shift() ?? { kind: "ok", value: QUOTA }));
  const usedBy = async (youngerMs: number) => {
    const { answer } = await quotaWithDeadline(CHANNEL, asked, never, youngerMs);
    return answer.kind === "ok" && answer.value.used;
  };
  expect([await usedBy(60_000), await usedBy(60_000), await usedBy(0)]).toEqual([10, 10, 20]);
});

test("a refusal is news, whatever was known; what goes wrong after the page is logged", async () => {
  const refused: Answer<Quota> = { kind: "refused", finding: finding("CHANNEL_UNAUTHORIZED", { channel: "1" }) };
  const answers: Answer<Quota>[] = [{ kind: "ok", value: QUOTA }, refused];
  const asked = aLine(() => Promise.resolve(answers.shift() ?? refused));
  await quotaWithDeadline(CHANNEL, asked, never);
  expect((await quotaWithDeadline(CHANNEL, asked, never)).answer).toEqual(refused);
  let fail: (error: Error) => void = () => undefined;
  const failing = aLine(() => new Promise((_done, reject) => (fail = reject)));
  await quotaWithDeadline(CHANNEL, failing, now);
  fail(new Error("boom"));
  await new Promise(setImmediate);
  expect(failing.lines.join()).toContain("boom");
});
