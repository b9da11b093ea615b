/** No input costs more than in proportion to its size; `npm run fuzz` looks at far more of them. */
import { describe, expect, test } from "@jest/globals";
import { growthParsers, MEASURED } from "../../scripts/fuzz/growth-parsers.ts";
import { growthOf } from "../../scripts/fuzz/growth.ts";
import { feed } from "../../scripts/fuzz/parser.ts";
import { text } from "../../scripts/fuzz/text-function.ts";
import { textFunctionsIn } from "../support/text-functions.ts";

/** After those that every function gets. */
const RANDOM = 6;

test.each(growthParsers().map(({ name }) => name))("%s: is at most linear", async (name) => {
  const [parser] = growthParsers().filter((one) => one.name === name);
  if (parser === undefined) throw new Error(`there is no parser ${name}`);
  const count = (parser.first?.length ?? 0) + RANDOM;
  expect(await feed(parser, count, 3)).toMatchObject({ faults: [], answers: { linear: count } });
});

/** As `withoutEnding` of `delivery/utm.ts` once was. */
function withoutEnding(link: string): string {
  const count = (character: string) => link.split(character).length;
  return link.endsWith(")") && count(")") > count("(") ? withoutEnding(link.slice(0, -1)) : link;
}

const plainly = (pump: string, call: (given: string) => unknown) =>
  growthOf((size) => {
    const given = pump.repeat(Math.ceil(size / pump.length));
    return () => call(given);
  });

describe("the judge of growth sees", () => {
  test.each<readonly [what: string, pump: string, call: (given: string) => unknown]>([
    ["a text looked through for each of its characters", ")", withoutEnding],
    ["an expression that starts over at each character", " ", (given) => /\s+$/.test(`${given}a`)],
    ["an expression that tries each way to split", "a", (given) => /^(?:a+)+$/.test(`${given}!`)],
    [
      "a list searched for each of its entries",
      "a;",
      (given) => given.split(";").filter((_, at, all) => all.includes(`${at}`)),
    ],
  ])("%s", async (_what, pump, call) => {
    expect(await plainly(pump, call)).toMatch(/16 times the input, \d+ characters, cost \d+ times the CPU time/);
  });

  test("nothing in work that is linear, sorts, or ends at a length", async () => {
    expect(
      await plainly("a", (given) =>
        given
          .split("")
          .map((one) => one.toUpperCase())
          .join(""),
      ),
    ).toBeNull();
    expect(
      await plainly("c,a,b,", (given) => given.split(",").toSorted((one, other) => one.localeCompare(other))),
    ).toBeNull();
    expect(await plainly(")", (given) => given.length > 300 || withoutEnding(given))).toBeNull();
  });

  test("a function that calls itself until the stack is full", async () => {
    const deep = (given: string): string => (given === "" ? "" : deep(given.slice(1)));
    const [parser] = growthParsers([text("deep", deep)]);
    if (parser === undefined) throw new Error("there is no parser");
    const { faults } = await feed(parser, 3, 1);
    expect(faults[0]?.fault).toContain("Maximum call stack size exceeded");
  });
});

/** What needs no measure of its own, by the reason. */
const NOT_MEASURED: Readonly<Record<string, readonly string[]>> = {
  "makes the checks that `checkMessages` consists of": [
    "delivery/faults.ts#fault",
    "delivery/message-rules.ts#address",
    "delivery/message-rules.ts#addressExcept",
    "delivery/message-rules.ts#isObject",
    "delivery/message-rules.ts#object",
    "delivery/message-rules.ts#oneOf",
  ],
  "a part of `chat`": [
    "console/preview/flex-box.ts#boxClasses",
    "console/preview/flex-box.ts#placeClasses",
    "console/preview/flex-values.ts#isPart",
    "console/preview/flex-values.ts#numberOf",
    "console/preview/flex-values.ts#partsOf",
    "console/preview/flex.ts#flexContainer",
    "console/preview/imagemap.ts#imagemap",
    "console/preview/template.ts#template",
  ],
  "is `checkFields`, `isUuid`, `readCookie` or `namesIdentity` of a request": [
    "console/api-request.ts#checked",
    "console/api-request.ts#requireUuid",
    "console/preview/pictures.ts#linkedChoice",
    "console/session.ts#sessionSecret",
    "intake/card-identity.ts#requireIdentity",
  ],
  "given only texts of the environment, of ours, or of a fixed length": [
    "console/cookies.ts#cookie",
    "console/cookies.ts#hostOnly",
    "console/cookies.ts#isSecure",
    "console/cookies.ts#noCookie",
    "console/session.ts#clearSessionCookie",
    "console/session.ts#seenSession",
    "console/session.ts#setSessionCookie",
    "console/card/forgeries.ts#forgeriesAt",
    "console/card/forgeries.ts#judge",
    "delivery/after-upload.ts#afterLateUpload",
    "delivery/delivery-key.ts#deliveryIdAfter",
    "delivery/delivery-key.ts#namedUuid",
    "delivery/delivery-key.ts#retryKeyOf",
    "delivery/record-check.ts#reasonIn",
    "delivery/upload.ts#uploadName",
    "http/log.ts#createLog",
    "http/open-telemetry.ts#exportTraces",
    "hubspot/addresses.ts#readVersions",
    "hubspot/delivery-record.ts#recordSchema",
    "hubspot/install.ts#authorizeUrl",
    "intake/answers.ts#refuseField",
    "intake/answers.ts#refuseRequest",
    "intake/workflow-address.ts#createWhoCalls",
    "line/channel-token.ts#createChannelTokens",
    "wording/action-en.ts#each",
    "wording/send-at.ts#editedSendAtInWords",
    "wording/message-format.ts#countsIn",
    "wording/message-format.ts#figuresIn",
    "wording/message-format.ts#withoutPlurals",
  ],
  "hands the text on as it is, or fills it into a sentence as `fill` does": [
    "console/audiences.ts#named",
    "console/delivery-filter.ts#filterOf",
    "console/delivery-json.ts#deliveryJson",
    "console/delivery-json.ts#findingJson",
    "console/delivery-json.ts#summaryJson",
    "console/elements.ts#said",
    "console/records.ts#noRecordNotice",
    "console/rights.ts#rolesText",
    "console/time-zones.ts#zoneField",
    "delivery/after-preflight.ts#afterAsking",
    "delivery/commands.ts#afterStop",
    "delivery/portal-access.ts#afterRefusal",
    "delivery/portal-access.ts#meansRemoval",
    "delivery/commands.ts#sendingStopped",
    "delivery/message.ts#messagesOf",
    "hubspot/records.ts#writeRecord",
    "intake/answers.ts#sendJson",
    "line/answers.ts#lineErrorOf",
    "line/answers.ts#refused",
    "line/ask.ts#troubleIn",
    "line/channel-token.ts#unauthorized",
    "steps/sending-request.ts#sendingRequest",
    "steps/write-delivery-record.ts#tryLater",
    "wording/record-properties.ts#recordProperties",
    "wording/wording.ts#targetingInWords",
    "wording/wording.ts#together",
  ],
  "decides by what `deliveryKey` and `editHappenings` say of an execution": [
    "delivery/edits/after-edit.ts#afterChangeBack",
    "delivery/edits/after-edit.ts#afterEdit",
    "delivery/edits/after-edit.ts#afterLaterEdit",
    "delivery/edits/destination.ts#destinationOf",
  ],
  "given the name of a time zone that `knownZone` has taken": [
    "delivery/open-delivery.ts#openingRefusal",
    "delivery/send-time.ts#localTime",
    "wording/record-properties.ts#deliveryName",
    "wording/wording.ts#dateText",
    "wording/wording.ts#dateTimeText",
    "wording/wording.ts#zonedTimeText",
  ],
};

test("every exported function that takes texts or values is measured, or excepted with a reason", async () => {
  const excepted = Object.values(NOT_MEASURED).flat();
  const measured = new Set(MEASURED.map(({ name }) => name.split(" ")[0] ?? ""));
  // The store hands texts to PostgreSQL; what starts the service reads the environment.
  const found = (await textFunctionsIn("src")).filter((name) => !name.startsWith("store/") && name.includes("/"));
  expect(found.length).toBeGreaterThan(100);
  expect(found.filter((name) => !measured.has(name) && !excepted.includes(name))).toEqual([]);
  expect(excepted.filter((name) => !found.includes(name) || measured.has(name))).toEqual([]);
});
