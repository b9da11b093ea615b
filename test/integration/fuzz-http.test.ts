/** A moderate number of what `npm run fuzz` feeds by the hundred thousand. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { APP, PORTAL_ID } from "../../simulators/demo-world.ts";
import { httpParsers, judged } from "../../scripts/fuzz/http-parsers.ts";
import { feed } from "../../scripts/fuzz/parser.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

let service: RunningService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const NOWHERE = { publicUrl: "http://127.0.0.1:9", clientSecret: "s", portalId: 1, channel: "c", cookie: "k=v" };
const INPUTS = 150;
const NAMES = httpParsers(NOWHERE).map(({ name }) => name);

test.each(NAMES)("%s: never our fault, and every refusal names what is wrong", async (name) => {
  const { publicUrl, channel, cookie } = service;
  const target = { publicUrl, channel, cookie, clientSecret: APP.clientSecret, portalId: PORTAL_ID };
  const [parser] = httpParsers(target).filter((one) => one.name === name);
  if (parser === undefined) throw new Error(`there is no parser ${name}`);
  const { faults, answers } = await feed(parser, INPUTS, 42);
  expect(faults).toEqual([]);
  expect(Object.values(answers).reduce((sum, count) => sum + count, 0)).toBe(INPUTS);
});

test("the judge sees a server error, a refusal without a field and one that is no problem", () => {
  const problem = (status: number, body: object) => ({
    status,
    type: "application/problem+json",
    text: JSON.stringify(body),
  });
  expect(judged(problem(500, {}), "open").fault).toMatch(/HTTP 500/);
  expect(judged(problem(422, { code: "FIELD_INVALID" }), "named").fault).toMatch(/names no field/);
  expect(judged(problem(404, {}), "named").fault).toMatch(/without a code/);
  expect(judged({ status: 400, type: "text/html", text: "" }, "named").fault).toMatch(/without a problem/);
  expect(judged(problem(422, { code: "FIELD_INVALID", field: "name" }), "named").fault).toBeNull();
});
