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

/** As `withoutEnding` of `delivery/message/links.ts` once was. */
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
    "delivery/message/faults.ts#fault",
    "delivery/message/message-rules.ts#address",
    "delivery/message/message-rules.ts#addressExcept",
    "delivery/message/message-rules.ts#isObject",
    "delivery/message/message-rules.ts#object",
    "delivery/message/message-rules.ts#oneOf",
  ],
  "a part of `chat`": [
    "console/messages/preview/flex-box.ts#boxClasses",
    "console/messages/preview/flex-box.ts#placeClasses",
    "console/messages/preview/flex-values.ts#isPart",
    "console/messages/preview/flex-values.ts#labelOf",
    "console/messages/preview/flex-values.ts#numberOf",
    "console/messages/preview/flex-values.ts#partsOf",
    "console/messages/preview/flex.ts#flexContainer",
    "console/messages/preview/imagemap.ts#imagemap",
    "console/messages/preview/template.ts#template",
  ],
  "is `checkFields`, `isUuid`, `readCookie` or `namesIdentity` of a request": [
    "console/request/api-request.ts#checked",
    "console/request/api-request.ts#requirePath",
    "console/messages/preview/pictures.ts#linkedChoice",
    "console/request/cookies.ts#cookieOf",
    "console/request/session.ts#sessionSecret",
    "intake/trust/card-identity.ts#requireIdentity",
  ],
  "a part of `readInputs`": [
    "intake/input-fields.ts#fail",
    "intake/input-fields.ts#fieldsOf",
    "intake/input-fields.ts#invalid",
    "intake/input-fields.ts#shortened",
  ],
  "given only texts of the environment, of ours, or of a fixed length": [
    "console/api/schema-json.ts#referring",
    "console/request/api-route.ts#route",
    "console/request/cookies.ts#setCookie",
    "console/request/cookies.ts#hostOnly",
    "console/request/cookies.ts#isSecure",
    "console/request/cookies.ts#setCookie",
    "console/request/session.ts#clearSessionCookie",
    "console/request/session.ts#setSessionCookie",
    "console/web/answers.ts#isInstant",
    "console/web/files.ts#versionOf",
    "console/web/schemas.ts#keyOf",
    "console/card/forgeries.ts#forgeriesAt",
    "console/card/forgeries.ts#judge",
    "delivery/lifecycle/results/after-upload.ts#afterLateUpload",
    "delivery/lifecycle/delivery-key.ts#deliveryIdAfter",
    "delivery/lifecycle/delivery-key.ts#namedUuid",
    "delivery/lifecycle/delivery-key.ts#retryKeyOf",
    "delivery/hubspot/record-check.ts#reasonIn",
    "delivery/upload.ts#uploadName",
    "observability/log.ts#createLog",
    "observability/open-telemetry.ts#exportTraces",
    "platforms/hubspot/addresses.ts#readVersions",
    "platforms/hubspot/api.ts#createApi",
    "platforms/hubspot/records/delivery-record.ts#recordSchema",
    "platforms/hubspot/install.ts#authorizeUrl",
    "intake/answers.ts#refuseField",
    "intake/trust/workflow-address.ts#createWhoCalls",
    "platforms/line/channel-token.ts#createChannelTokens",
    "server/load/address.ts#networkOf",
    "worker/chores.ts#logFailure",
    "i18n/en/action.ts#each",
    "i18n/send-at.ts#editedSendAtInWords",
    "i18n/message-format.ts#figuresIn",
    "i18n/message-format.ts#withoutPlurals",
  ],
  "hands the text on as it is, or fills it into a sentence as `fill` does": [
    "console/audiences/audiences.ts#named",
    "console/deliveries/fields.ts#filterOf",
    "console/deliveries/fields.ts#pageOf",
    "console/deliveries/api/json.ts#deliveryJson",
    "console/deliveries/api/json.ts#summaryJson",
    "console/web/answers.ts#findingJson",
    "console/web/elements.ts#checkbox",
    "console/web/elements.ts#choice",
    "console/web/elements.ts#field",
    "console/web/elements.ts#problemAbove",
    "console/web/elements.ts#sentenceWith",
    "console/web/elements.ts#statusNotice",
    "console/web/layout.ts#sendNotice",
    "console/deliveries/records.ts#noRecordNotice",
    "console/help/legal-pages.ts#section",
    "console/messages/form.ts#faulty",
    "console/request/api-request.ts#problemOf",
    "console/request/form.ts#pressed",
    "console/request/refusal.ts#granted",
    "console/request/rights.ts#rolesText",
    "console/web/time-zones.ts#zoneField",
    "console/web/time-zones.ts#zoneOf",
    "delivery/lifecycle/change.ts#noted",
    "delivery/lifecycle/results/after-conclusion.ts#afterFailure",
    "delivery/lifecycle/results/after-preflight.ts#afterAsking",
    "delivery/lifecycle/results/after-preflight.ts#waitFor",
    "delivery/lifecycle/commands.ts#afterStop",
    "delivery/hubspot/portal-access.ts#afterRefusal",
    "delivery/hubspot/portal-access.ts#meansRemoval",
    "delivery/lifecycle/commands.ts#sendingStopped",
    "delivery/message/message.ts#messagesOf",
    "platforms/hubspot/api.ts#askAsApp",
    "platforms/hubspot/records/records.ts#writeRecord",
    "intake/answers.ts#wrongField",
    "intake/fast-path/send-json.ts#sendJson",
    "observability/log-lines.ts#logRefusedTokens",
    "platforms/hubspot/lists.ts#list",
    "platforms/hubspot/lists.ts#searchLists",
    "platforms/line/audience-reader.ts#ownGroups",
    "platforms/line/figures.ts#readInsight",
    "platforms/line/figures.ts#readProgress",
    "platforms/line/request.ts#failureIn",
    "platforms/line/uploads.ts#deleteAudience",
    "platforms/shared/read-response.ts#matching",
    "platforms/shared/read-response.ts#property",
    "delivery/lifecycle/delivery-key.ts#digestOf",
    "delivery/targeting/decide-preflight.ts#cleared",
    "steps/retry-later.ts#retryLater",
    "i18n/record-properties.ts#recordProperties",
    "i18n/wording.ts#targetingInWords",
    "i18n/time-text.ts#together",
  ],
  "decides by what `deliveryKey` and `editEvents` say of an execution": [
    "delivery/lifecycle/edits/after-edit.ts#afterChangeBack",
    "delivery/lifecycle/edits/after-edit.ts#afterEdit",
    "delivery/lifecycle/edits/after-edit.ts#afterLaterEdit",
    "delivery/lifecycle/edits/destination.ts#destinationOf",
  ],
  "given the name of a time zone that `knownZone` has taken": [
    "delivery/lifecycle/open-delivery.ts#openingRefusal",
    "delivery/lifecycle/send-time.ts#localTime",
    "i18n/record-properties.ts#deliveryName",
    "i18n/time-text.ts#dateText",
    "i18n/time-text.ts#dateTimeText",
    "i18n/time-text.ts#zonedTimeText",
  ],
};

test("every exported function that takes texts or values is measured, or excepted with a reason", async () => {
  const excepted = Object.values(NOT_MEASURED).flat();
  const measured = new Set(MEASURED.map(({ name }) => name.split(" ")[0] ?? ""));
  // The store hands texts to PostgreSQL; what starts the service reads the environment.
  const found = (await textFunctionsIn("src")).filter((name) => !/^(?:store|app)\//.test(name) && name.includes("/"));
  expect(found.length).toBeGreaterThan(100);
  expect(found.filter((name) => !measured.has(name) && !excepted.includes(name))).toEqual([]);
  expect(excepted.filter((name) => !found.includes(name) || measured.has(name))).toEqual([]);
});
