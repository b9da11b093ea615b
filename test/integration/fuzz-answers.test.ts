/** A moderate number of unexpected answers; `npm run fuzz` asks by the hundred thousand. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { answerParsers } from "../../scripts/fuzz/answers/answer-parsers.ts";
import { startAnswering, type Answering } from "../../scripts/fuzz/answers/answering.ts";
import { feed } from "../../scripts/fuzz/parser.ts";

let answering: Answering;
beforeAll(async () => {
  answering = await startAnswering();
});
afterAll(() => answering.stop());

const INPUTS = 60;
const NAMES = answerParsers({ url: "http://127.0.0.1:9", reply: () => never(), stop: async () => undefined }).map(
  ({ name }) => name,
);

const never = (): never => {
  throw new Error("not asked");
};

test.each(NAMES)("%s: every answer becomes one of ours, with values of the right kind", async (name) => {
  const [parser] = answerParsers(answering).filter((one) => one.name === name);
  if (parser === undefined) throw new Error(`there is no parser ${name}`);
  const { faults, answers } = await feed(parser, INPUTS, 7);
  expect(faults).toEqual([]);
  expect(Object.values(answers).reduce((sum, count) => sum + count, 0)).toBe(INPUTS);
  const documented = { path: "/nowhere", status: 500, body: "", headers: {} };
  expect(await parser.judge(documented)).toEqual({ answer: expect.stringMatching(/^(ok|accepted)$/), fault: null });
});
