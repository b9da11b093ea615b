/** `npm run action` as people run it, against a simulated HubSpot. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { SandboxClock } from "../../simulators/clock.ts";
import { startHubSpotSimulator, type HubSpotSimulator } from "../../simulators/hubspot/server.ts";

const developerApiKey = "developer-key";
const SEGMENT = "segment-of-the-command-1";
const COMMAND = new URL("../../scripts/action.ts", import.meta.url).pathname;

type Json = Record<string, unknown>;

let hubspot: HubSpotSimulator;
let appNumber = 100;
let appId: string;

beforeAll(async () => {
  hubspot = await startHubSpotSimulator({ clock: new SandboxClock() });
});

afterAll(() => hubspot.stop());

beforeEach(() => {
  appId = String((appNumber += 1));
  const secrets = { clientId: `client-${appId}`, clientSecret: `secret-${appId}`, redirectUris: [] };
  hubspot.control.registerApp({ appId, ...secrets, developerApiKey });
});

const COMPILED = { NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] };

async function action(command: string, change: Record<string, string | undefined> = {}) {
  const settings = {
    PUBLIC_URL: "https://line.example.com",
    INTAKE_SEGMENT: SEGMENT,
    HUBSPOT_API_URL: hubspot.apiUrl,
    HUBSPOT_APP_ID: appId,
    HUBSPOT_DEVELOPER_API_KEY: developerApiKey,
    ...change,
  };
  const child = spawn(process.execPath, [COMMAND, ...command.split(" ")], { env: { ...COMPILED, ...settings } });
  const closed = new Promise<number | null>((done) => child.on("close", done));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { exitCode: await closed, lines: out.split("\n").filter((line) => line !== ""), problems: err.trim() };
}

async function atHubSpot(path = "", method = "GET", body?: Json): Promise<Json> {
  const url = `${hubspot.apiUrl}/automation/actions/2026-09/${appId}${path}?hapikey=${developerApiKey}`;
  const json = { "Content-Type": "application/json" };
  const response = await fetch(url, { method, headers: json, ...(body && { body: JSON.stringify(body) }) });
  expect(response.status).toBeLessThan(300);
  return (await response.json()) as Json;
}

const registered = async () => (await atHubSpot())["results"] as Json[];

/** The one definition, changed by another person. */
async function edit(change: (definition: Json) => Json): Promise<void> {
  const [definition = {}] = await registered();
  await atHubSpot(`/${String(definition["id"])}`, "PATCH", change(structuredClone(definition)));
}

async function editLabels(change: (english: Record<string, Record<string, string>>) => void): Promise<void> {
  await edit(({ labels }) => {
    change((labels as Record<string, Record<string, Record<string, string>>>)["en"] ?? {});
    return { labels };
  });
}

type Field = { typeDefinition: { name: string; options?: { value: string; displayOrder: number }[] } } & Json;

async function editInputs(change: (fields: Field[]) => Field[]): Promise<void> {
  await edit(({ inputFields }) => ({ inputFields: change(inputFields as Field[]) }));
}

describe("register", () => {
  test("makes one definition, with our address, however often it runs", async () => {
    const first = await action("register");
    expect(first).toMatchObject({ exitCode: 0, problems: "" });
    const second = await action("register");
    const all = await registered();
    expect(all).toMatchObject([
      {
        actionUrl: `https://line.example.com/hubspot/actions/send-line-audience/${SEGMENT}`,
        published: false,
        revisionId: "1",
      },
    ]);
    expect(JSON.stringify(all)).not.toMatch(/PUBLIC_URL|INTAKE_SEGMENT/);
    const id = String(all[0]?.["id"]);
    expect(first.lines).toEqual([`created definition ${id} (not published: only your own portal sees it)`]);
    expect(second.lines).toEqual([`definition ${id} is up to date (not published: only your own portal sees it)`]);
    expect(await action("diff")).toEqual({ exitCode: 0, lines: [], problems: "" });
  });

  test("changes what a person has edited, and says what", async () => {
    await action("register");
    await editLabels(({ inputFieldLabels = {} }) => (inputFieldLabels["gender"] = "Sex"));
    const { lines } = await action("register");
    expect(lines[0]).toBe('inputFields.gender.label en: "Sex" → "Who · gender"');
    expect(await action("diff")).toMatchObject({ exitCode: 0, lines: [] });
    expect(await registered()).toMatchObject([{ revisionId: "3" }]);
  });

  test("takes a new host into the same definition", async () => {
    await action("register", { PUBLIC_URL: "https://tunnel.example.net" });
    const { lines } = await action("register");
    expect(lines).toContain(
      'inputFields.channel.optionsUrl: "https://tunnel.example.net/hubspot/options/channel/…" → "https://line.example.com/hubspot/options/channel/…"',
    );
    expect(await registered()).toHaveLength(1);
  });

  test("takes a new segment into the same definition, the first of several, and prints none", async () => {
    await action("register");
    const newer = "segment-of-the-command-2";
    const { lines } = await action("register", { INTAKE_SEGMENT: `${newer}, ${SEGMENT}` });
    expect(lines[0]).toMatch(/^actionUrl: /);
    expect(lines.join("\n")).not.toContain("segment-of");
    const [ours, ...others] = await registered();
    expect(ours?.["actionUrl"]).toBe(`https://line.example.com/hubspot/actions/send-line-audience/${newer}`);
    expect(others).toEqual([]);
  });

  test("leaves an app's other actions alone", async () => {
    await action("register");
    const [ours = {}] = await registered();
    const { id: _, revisionId: __, ...definition } = ours;
    for (let number = 0; number < 101; number += 1)
      hubspot.control.publishAction(appId, { ...definition, actionUrl: `https://line.example.com/other/${number}` });
    await atHubSpot(`/${String(ours["id"])}`, "PATCH", { actionUrl: "https://line.example.com/other/101" });
    // Ours is now on the second page of the answer.
    expect((await action("register")).lines[0]).toMatch(/^created/);
    expect((await action("register")).lines[0]).toMatch(/up to date/);
  });

  test("asks when several definitions could be meant", async () => {
    await action("register");
    const [{ id: _, revisionId: __, ...copy } = {}] = await registered();
    hubspot.control.publishAction(appId, { ...copy, actionUrl: String(copy["actionUrl"]).replace("line", "second") });
    expect(await action("diff")).toMatchObject({ exitCode: 0, lines: [] });
    const { exitCode, problems } = await action("register", { PUBLIC_URL: "https://third.example.com" });
    expect(exitCode).toBe(2);
    expect(problems).toMatch(/several definitions of the app could be meant: \d+ \(https:\/\/line.*second/);
    expect(problems).not.toContain(SEGMENT);
  });

  test("empties what the file no longer says", async () => {
    await action("register");
    await edit(() => ({ objectRequestOptions: { properties: ["firstname"] } }));
    expect((await action("diff")).lines).toEqual(['objectRequestOptions: ["firstname"] → none']);
    await action("register");
    expect((await action("diff")).lines).toEqual([]);
  });
});

describe("publish", () => {
  test("publishes what is registered; a later register does not take it back", async () => {
    await action("register");
    expect((await action("publish")).lines[0]).toBe("published: false → true");
    expect(await registered()).toMatchObject([{ published: true }]);
    expect((await action("publish")).lines[0]).toMatch(/up to date/);
    await editLabels((english) => delete english["inputFieldDescriptions"]?.["gender"]);
    await action("register");
    expect(await registered()).toMatchObject([{ published: true }]);
    expect(await action("diff")).toMatchObject({ exitCode: 0, lines: [] });
  });

  test("registers first where none is registered", async () => {
    expect((await action("publish")).exitCode).toBe(0);
    expect(await registered()).toMatchObject([{ published: true }]);
  });
});

describe("diff", () => {
  test("says that nothing is registered, and registers nothing", async () => {
    expect(await action("diff")).toMatchObject({ exitCode: 1, lines: ["the action is not registered"] });
    expect(await registered()).toEqual([]);
  });

  test("prints one line for a changed label, and changes nothing", async () => {
    await action("register");
    await editLabels(({ inputFieldLabels = {} }) => (inputFieldLabels["gender"] = "Sex"));
    const shown = { exitCode: 1, lines: ['inputFields.gender.label en: "Sex" → "Who · gender"'], problems: "" };
    expect(await action("diff")).toEqual(shown);
    expect(await action("diff")).toEqual(shown);
  });

  test("prints one line for a missing option, and none for the order", async () => {
    await action("register");
    await editInputs((fields) =>
      fields.map((field) => {
        const { options = [], ...type } = field.typeDefinition;
        const onlyMale = options.filter(({ value }) => value === "male");
        return type.name === "gender" ? { ...field, typeDefinition: { ...type, options: onlyMale } } : field;
      }),
    );
    expect((await action("diff")).lines).toEqual(['inputFields.gender.options.female.label: none → "Female"']);
  });

  test("prints one line for a moved field", async () => {
    await action("register");
    await editInputs(([first, ...others]) => [...others, ...(first ? [first] : [])]);
    const { lines } = await action("diff");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^inputFields order: \["message",.*"channel"\] → \["channel","message",/);
  });

  test("names a rule's and an option's text by their places", async () => {
    await action("register");
    await editLabels(({ executionRules = {}, inputFieldOptionLabels = {} }) => {
      executionRules["REHEARSED"] = "Only tried.";
      (inputFieldOptionLabels as unknown as Record<string, Json>)["gender"] = { male: "Men", female: "Women", x: "X" };
    });
    expect((await action("diff")).lines.map((line) => line.replace(/: .*→.*/, ""))).toEqual([
      "inputFields.gender.options.male.label en",
      "inputFields.gender.options.female.label en",
      "inputFields.gender.options.x.label en",
      "executionRules.REHEARSED.label en",
    ]);
  });

  test("names a changed order of options and whether a field is required", async () => {
    await action("register");
    await editInputs((fields) =>
      fields.map((field) => {
        const { options, ...type } = field.typeDefinition;
        const turned = options?.map((option, index) => ({ ...option, displayOrder: options.length - index }));
        if (type.name === "gender") return { ...field, typeDefinition: { ...type, options: turned ?? [] } };
        return type.name === "deliveryList" ? { ...field, isRequired: false } : field;
      }),
    );
    expect((await action("diff")).lines).toEqual([
      "inputFields.deliveryList.isRequired: false → true",
      'inputFields.gender.options order: ["female","male"] → ["male","female"]',
    ]);
  });
});

test("its help says that it is for legacy apps, and what apps of today use", async () => {
  const { exitCode, lines } = await action("--help");
  expect(exitCode).toBe(0);
  expect(lines.join("\n")).toMatch(/legacy apps only.*hs project upload/);
});

describe("what is wrong is said", () => {
  test("all missing settings at once", async () => {
    const { exitCode, problems } = await action("register", { PUBLIC_URL: undefined, HUBSPOT_DEVELOPER_API_KEY: " " });
    expect(exitCode).toBe(2);
    expect(problems.split("\n")).toEqual([
      expect.stringMatching(/^PUBLIC_URL is missing: /),
      expect.stringMatching(/^HUBSPOT_DEVELOPER_API_KEY is missing: /),
    ]);
  });

  test("a segment that is too short, without showing it", async () => {
    const { exitCode, problems } = await action("diff", { INTAKE_SEGMENT: "guessable" });
    expect([exitCode, problems]).toEqual([2, "INTAKE_SEGMENT is no random value: npm run segment makes one"]);
  });

  test.each([["https//line.example.com"], ["file:///etc"]])("PUBLIC_URL = %s", async (PUBLIC_URL) => {
    const { problems } = await action("diff", { PUBLIC_URL });
    expect(problems).toBe(`PUBLIC_URL is no http(s) address: ${PUBLIC_URL}`);
  });

  test("HubSpot's own refusal, without the key", async () => {
    const { exitCode, problems } = await action("register", { HUBSPOT_DEVELOPER_API_KEY: "wrong-key" });
    expect(exitCode).toBe(2);
    expect(problems).toBe(
      `HubSpot answered 401 to GET /automation/actions/2026-09/${appId}: Authentication credentials not found.`,
    );
    expect((await action("register", { PUBLIC_URL: "http://line.example.com" })).problems).toMatch(/must use https/);
  });

  test("HubSpot out of reach", async () => {
    const { exitCode, problems } = await action("diff", { HUBSPOT_API_URL: "http://127.0.0.1:1" });
    expect(exitCode).toBe(2);
    expect(problems).toMatch(/^HubSpot cannot be reached at http:\/\/127\.0\.0\.1:1: ./);
    expect(problems).not.toContain(developerApiKey);
  });

  test.each(["", "unregister", "register twice"])("a command that does not exist: %j", async (command) => {
    expect(await action(command)).toMatchObject({ exitCode: 2, problems: "say what to do: register, publish, diff" });
  });
});
