/** The developer project against the definition it is made from, and against the platform's rules for its files. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { readDefinition } from "../../scripts/generate/action.ts";
import { hubspotProject, hubspotWords } from "../../scripts/generate/hubspot-project.ts";
import { LANGUAGES } from "../../src/i18n/languages.ts";
import { OPTIONAL_SCOPES, SCOPES } from "../../src/platforms/hubspot/install.ts";
import { RECORD_PROPERTIES, RECORD_SCHEMA } from "../../src/platforms/hubspot/records/delivery-record.ts";

const ROOT = new URL("../../hubspot-project/", import.meta.url);
const files = Object.entries(hubspotProject());
const stored = (path: string): Record<string, unknown> => JSON.parse(readFileSync(new URL(path, ROOT), "utf8"));
const profile = stored("hsprofile.example.json") as { variables: Record<string, string> };

/** As HubSpot fills in the profile's variables. */
function filledIn(path: string): Record<string, unknown> {
  const text = JSON.stringify(stored(path));
  const filled = text.replace(/\$\{(.*?)\}/g, (_whole, name: string) => {
    const value = profile.variables[name];
    if (value === undefined) throw new Error(`the profile has no ${name}`);
    return value;
  });
  return JSON.parse(filled) as Record<string, unknown>;
}

test.each(files)("%s is up to date: npm run generate", (path, content) => {
  expect(stored(path)).toEqual(content);
});

test.each(Object.entries(hubspotWords()))("%s is up to date, with every language", (path, content) => {
  expect(readFileSync(new URL(path, ROOT), "utf8")).toBe(content);
  for (const language of LANGUAGES) expect(content).toContain(`"${language}": {`);
});

test("nothing but profiles lies beside them in the project's source", () => {
  const found = readdirSync(new URL("src/", ROOT), { recursive: true, encoding: "utf8" });
  const ours = found.filter((path) => path.endsWith(".json") && !path.startsWith("hsprofile."));
  const meta = ours.map((path) => `src/${path.replaceAll("\\", "/")}`);
  expect(meta.sort()).toEqual(
    files
      .map(([path]) => path)
      .filter((path) => path.startsWith("src/"))
      .sort(),
  );
});

describe("the documents", () => {
  const read = (path: string) => readFileSync(new URL(path, ROOT), "utf8");

  test("explain every variable of the profile, and no other", () => {
    const explained = [...read("README.md").matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => String(name));
    expect(explained.toSorted()).toEqual(Object.keys(profile.variables).toSorted());
  });

  test("name every scope that the app asks for", () => {
    const page = read("../docs/deployment.md");
    for (const scope of [...SCOPES, ...OPTIONAL_SCOPES]) expect(page).toContain(`\`${scope}\``);
  });
});

describe("the platform's rules", () => {
  const components = () => files.filter(([path]) => path.endsWith("-hsmeta.json")).map(([path]) => stored(path));

  test("the project names itself, its source and a platform version", () => {
    expect(stored("hsproject.json")).toEqual({
      name: expect.stringMatching(/^[\w-]{1,50}$/),
      srcDir: "src",
      platformVersion: expect.stringMatching(/^20\d\d\.(03|09)$/),
    });
  });

  test("every component has a uid of its own, a type and a configuration", () => {
    const uids = components().map(({ uid }) => String(uid));
    expect(new Set(uids).size).toBe(uids.length);
    for (const uid of uids) expect(uid).toMatch(/^\w{1,64}$/);
    expect(components().map(({ type }) => type)).toEqual(["app", "webhooks", "workflow-action", "card", "settings"]);
    for (const component of components()) expect(Object.keys(component)).toEqual(["uid", "type", "config"]);
  });

  test("the app asks for the scopes that installing asks for, and nothing over plain HTTP", () => {
    const { auth, permittedUrls } = filledIn("src/app/app-hsmeta.json")["config"] as {
      auth: { redirectUrls: string[]; requiredScopes: string[] };
      permittedUrls: { fetch: string[] };
    };
    expect(auth.requiredScopes).toContain("automation");
    for (const url of [...auth.redirectUrls, ...permittedUrls.fetch]) expect(url).toMatch(/^https:/);
  });

  test("privacy deletions are subscribed to, with more requests at a time than HubSpot's least", () => {
    const { settings, subscriptions } = stored("src/app/webhooks/webhooks-hsmeta.json")["config"] as {
      settings: { maxConcurrentRequests: number };
      subscriptions: object;
    };
    expect(settings.maxConcurrentRequests).toBeGreaterThan(5);
    expect(subscriptions).toEqual({
      hubEvents: [{ subscriptionType: "contact.privacyDeletion", active: true }],
    });
  });

  test("cards may have nothing signed but what is asked of the card routes", () => {
    const { permittedUrls } = stored("src/app/app-hsmeta.json")["config"] as { permittedUrls: { fetch: string[] } };
    expect(permittedUrls.fetch).toEqual(["${CARDS_URL}/hubspot/cards"]);
  });

  test("what the workflow engine calls ends in the segment, which is in no card's file", () => {
    const engine = ["workflow-actions/send-line-audience-hsmeta.json", "webhooks/webhooks-hsmeta.json"];
    const text = engine.map((path) => JSON.stringify(stored(`src/app/${path}`))).join();
    const called = [...text.matchAll(/"(\$\{PUBLIC_URL\}[^"]*)"/g)].map(([, url]) => url);
    expect(called).toHaveLength(10);
    for (const url of called)
      expect(url).toMatch(/\/hubspot\/((actions|options)\/[\w-]+|webhooks)\/\$\{INTAKE_SEGMENT\}$/);
    const others = readdirSync(new URL("src/app/", ROOT), { recursive: true, encoding: "utf8" })
      .filter((path) => /\.(json|tsx?)$/.test(path) && !engine.includes(path))
      .filter((path) => readFileSync(new URL(`src/app/${path}`, ROOT), "utf8").includes("INTAKE_SEGMENT"));
    expect(others).toEqual([]);
  });

  test("the action is the registered one", () => {
    const { isPublished, supportedClients, ...config } = filledIn(
      "src/app/workflow-actions/send-line-audience-hsmeta.json",
    )["config"] as Record<string, unknown>;
    const { published, functions, ...definition } = readDefinition();
    const text = JSON.stringify(definition).replace(
      /\{(PUBLIC_URL|INTAKE_SEGMENT)\}/g,
      (_whole, name: string) => profile.variables[name] ?? "",
    );
    expect(config).toEqual(JSON.parse(text));
    expect(functions).toEqual([]);
    // A legacy app's definition is published by a command of its own; what is uploaded can only be seen if it says so.
    expect({ published, isPublished }).toEqual({ published: false, isPublished: true });
    expect(supportedClients).toEqual([{ client: "WORKFLOWS" }]);
  });

  test("card and settings page point to a file of the project that registers itself there", () => {
    const places = { card: "crm.record.tab", settings: "settings" };
    for (const [type, place] of Object.entries(places)) {
      const { config } = components().find((one) => one["type"] === type) as { config: { entrypoint: string } };
      const file = new URL(`src${config.entrypoint}`, ROOT);
      expect([config.entrypoint, existsSync(file)]).toEqual([config.entrypoint, true]);
      expect(readFileSync(file, "utf8")).toContain(`hubspot.extend<"${place}">(`);
      expect(existsSync(new URL("package.json", file))).toBe(true);
    }
  });

  test("the card is on the record of our custom object, by the name that is the same in every account", () => {
    const { config } = components().find(({ type }) => type === "card") as { config: Record<string, unknown> };
    expect(config).toMatchObject({ location: "crm.record.tab", objectTypes: [`p_${RECORD_SCHEMA.name}`] });
    expect(RECORD_PROPERTIES.map(({ name }) => name)).toContain("delivery_id");
    const card = readFileSync(new URL("src/app/cards/delivery-card.tsx", ROOT), "utf8");
    expect(card).toContain('["delivery_id"]');
  });
});
