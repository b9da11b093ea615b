/** What the database says when an arrival may simply be retried, and when something is wrong with it. */
import { expect, test } from "@jest/globals";
import { isOutage } from "../../src/store/postgres/database.ts";

const error = (code: string | undefined, message = "x") => Object.assign(new Error(message), { code });

test.each([
  ["08006", "the connection broke"],
  ["40001", "a transaction stood in another one's way"],
  ["40P01", "a deadlock"],
  ["53300", "too many connections"],
  ["57P01", "the server is stopped"],
  ["ECONNREFUSED", "no server is there"],
])("%s is an outage: %s", (code) => expect(isOutage(error(code))).toBe(true));

test.each(["Connection terminated unexpectedly", "timeout exceeded when trying to connect", "Query read timeout"])(
  "%s is an outage",
  (message) => expect(isOutage(error(undefined, message))).toBe(true),
);

test.each(["22021", "23505", "42601"])("%s is none", (code) => expect(isOutage(error(code))).toBe(false));
test("a mistake of ours is none", () => expect(isOutage(new TypeError("x is undefined"))).toBe(false));
