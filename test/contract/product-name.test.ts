/** The app's name where HubSpot and customers read it. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { hubspotProject, hubspotWords } from "../../scripts/generate/hubspot-project.ts";
import { readDefinition } from "../../scripts/generate/action.ts";
import { PRODUCT } from "../../src/app/product.ts";
import { makeDocument } from "../../src/console/api/routes.ts";
import { LANGUAGES, textsIn } from "../../src/i18n/languages.ts";
import { misnamed } from "../support/product-name.ts";
import { filesBelow } from "../support/source-tree.ts";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const json = (path: string): Record<string, unknown> => JSON.parse(read(path));

test.each([
  "LINE Audience for HubSpot",
  "line_audience_for_hubspot",
  "Listcast for HubSpot",
  "HubSpot Listcast",
  "Listcast Hub",
  "ListcastHub",
  "HubSpot × Listcast",
  "HubSpot用Listcast",
])("%s would be refused", (name) => expect(misnamed(name)).toBe(true));

test.each([
  PRODUCT,
  "Open the workflows in the simulated HubSpot",
  "Listcast: LINE Audience messages from HubSpot workflows",
])("%s would not", (name) => expect(misnamed(name)).toBe(false));

describe("the name is on", () => {
  const { config } = hubspotProject()["src/app/app-hsmeta.json"] as { config: { name: string } };

  test.each([
    ["the app", config.name],
    ["package.json", json("package.json")["name"]],
    ["the HubSpot project", json("hubspot-project/hsproject.json")["name"]],
    ["the API", (makeDocument()["info"] as { title: string }).title],
    ["the dashboard", json("ops/dashboard.json")["title"]],
    ["the containers", (parse(read("compose.yaml")) as { name: string }).name],
    ["README", /^# (\w+):/.exec(read("README.md"))?.[1]],
  ])("%s", (_what, name) => expect(String(name).toLowerCase()).toBe(PRODUCT.toLowerCase()));

  test("every label of the action", () => {
    const { labels } = readDefinition() as unknown as { labels: Record<string, { appDisplayName: string }> };
    expect(Object.values(labels).map(({ appDisplayName }) => appDisplayName)).toEqual(
      LANGUAGES.flatMap((language) => (textsIn(language).hubspotLocale === null ? [] : [PRODUCT])),
    );
  });
});

describe("no other name, and none combined with HubSpot's, in", () => {
  test.each(Object.entries(hubspotProject()))("%s", (_path, content) => {
    expect(misnamed(JSON.stringify(content))).toBe(false);
  });

  test("the action's definition", () => expect(misnamed(read("workflow-action.json"))).toBe(false));

  test.each(LANGUAGES)("what is said in %s", (language) => {
    expect(misnamed(JSON.stringify([textsIn(language), hubspotWords()]))).toBe(false);
  });

  test("any file of the service, the project, the simulators and the documents", () => {
    const files = ["src", "hubspot-project", "simulators", "scripts", "docs", "ops"].flatMap(filesBelow);
    const texts = [...files, "README.md", "LICENSE", "Dockerfile", "compose.yaml"].filter(
      (path) => !/\.(?:png|webp)$/.test(path),
    );
    expect(texts.filter((path) => misnamed(read(path)))).toEqual([]);
  });
});
