/** Audiences are called what LINE calls them, also where a delivery has not been checked yet or was refused. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { finding } from "../../src/delivery/codes.ts";
import type { Audience, Line } from "../../src/ports/line.ts";
import { keepingNames } from "../../src/store/deliveries/known-names.ts";
import { audienceNames, recordProperties } from "../../src/i18n/record-properties.ts";
import { anArrival, anInputs, CHANNEL_ID, PORTAL_ID } from "../support/builders.ts";
import { createTestStore, type TestStore } from "../support/test-store.ts";

const audience = (id: string, name: string) => ({ id, name }) as Audience;
const channel = { portalId: PORTAL_ID, channelId: CHANNEL_ID };

let tested: TestStore;
const answers = { audiences: [audience("7", "Readers"), audience("8", "Gone")], one: audience("9", "Left out") };
const failures: unknown[] = [];
let line: Line;
beforeAll(async () => {
  tested = await createTestStore();
  const asked = {
    audiences: () => Promise.resolve({ kind: "ok" as const, value: answers.audiences }),
    audience: () => Promise.resolve({ kind: "ok" as const, value: answers.one }),
  };
  line = keepingNames(tested.database.db, asked as unknown as Line, (err) => failures.push(err));
});
afterAll(() => tested.close());

async function collecting(listId: string, audienceId: string, excludeAudienceIds: string[] = []): Promise<string> {
  const inputs = anInputs({ listId, audienceId, excludeAudienceIds });
  const [first] = await tested.store.enroll([anArrival(Number(listId), {}, inputs)]);
  if (first?.kind !== "held") throw new Error("the arrival was not held");
  return first.deliveryId;
}

const view = async (id: string) => {
  const found = await tested.store.viewDelivery(PORTAL_ID, id);
  if (found === null) throw new Error("no such delivery");
  return found;
};

test("as soon as a person has looked at the choices, or LINE was asked for the one", async () => {
  const id = await collecting("1", "7", ["9"]);
  expect(audienceNames(await view(id))).toEqual({});
  await line.audiences(channel);
  await line.audience(channel, "9");
  expect(audienceNames(await view(id))).toEqual({ "7": "Readers", "9": "Left out" });
  const record = recordProperties(await view(id), { language: "en", timeZone: "UTC", url: "" });
  expect(record.audience_name).toBe("Readers");
  expect(record.targeting).toContain("Audience “Readers”");
});

test("each of several that the message goes to", async () => {
  const inputs = anInputs({ listId: "3", audienceId: "9", includeAudienceIds: ["8", "70"], excludeAudienceIds: [] });
  const [first] = await tested.store.enroll([anArrival(3, {}, inputs)]);
  if (first?.kind !== "held") throw new Error("the arrival was not held");
  await line.audiences(channel);
  const seen = await view(first.deliveryId);
  expect(audienceNames(seen)).toEqual({ "8": "Gone", "9": "Left out" });
  const record = (language: string) => recordProperties(seen, { language, timeZone: "UTC", url: "" });
  expect(record("en").audience_name).toBe("Left out, Gone, 70");
  expect(record("ja").audience_name).toBe("Left out、Gone、70");
});

test("by the newest name, and not by another portal's", async () => {
  const id = await collecting("2", "7");
  answers.audiences = [audience("7", "Regular readers")];
  await line.audiences(channel);
  answers.audiences = [audience("7", "Theirs")];
  await line.audiences({ ...channel, portalId: PORTAL_ID + 1 });
  expect(audienceNames(await view(id))).toEqual({ "7": "Regular readers" });
});

test("also of one that LINE does not have any more, by its last name; one without a name by its id", async () => {
  const gone = (audience: string) =>
    ({ kind: "refused", finding: finding("AUDIENCE_NOT_FOUND", { audience }) }) as const;
  const asked = { audience: (_channel: unknown, id: string) => Promise.resolve(gone(id)) };
  const away = keepingNames(tested.database.db, asked as unknown as Line, (err) => failures.push(err));
  expect(await away.audience(channel, "7")).toEqual(gone("Regular readers"));
  expect(await away.audience(channel, "12345")).toEqual(gone("12345"));
  expect(await away.audience({ ...channel, portalId: PORTAL_ID + 2 }, "7")).toEqual(gone("7"));
  expect(await tested.store.audienceNames(PORTAL_ID, ["7", "12345"])).toEqual({ "7": "Regular readers" });
});

test("the list's form offers those of deliveries only", async () => {
  const { audiences } = await tested.store.namedThings(PORTAL_ID, { listId: null, audienceId: null });
  expect(audiences).toEqual([
    { id: "8", name: "Gone" },
    { id: "9", name: "Left out" },
    { id: "7", name: "Regular readers" },
  ]);
});

test("an answer of LINE is given also when its names cannot be kept", async () => {
  answers.audiences = [audience("7", "with a \0 in it")];
  expect(await line.audiences(channel)).toEqual({ kind: "ok", value: answers.audiences });
  expect(failures).toHaveLength(1);
});
