/** The developer project, as HubSpot's own parser and bundler see it (`test/support/hubspot-tools.ts`). */
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Toolwork } from "../support/hubspot-tools.ts";

const ROOT = join(import.meta.dirname, "../..");
const run = promisify(execFile);
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** What is uploaded, with the example as the profile `production`; nothing of ours lies above it. */
function uploaded(): string {
  const folder = mkdtempSync(join(tmpdir(), "hubspot-project-"));
  folders.push(folder);
  const project = join(ROOT, "hubspot-project");
  for (const name of ["hsproject.json", "src"]) cpSync(join(project, name), join(folder, name), { recursive: true });
  cpSync(join(project, "hsprofile.example.json"), join(folder, "src/hsprofile.production.json"));
  // HubSpot's build installs what cards/ and settings/ depend on.
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/** `said`: all that the tools printed, warnings among it. Rejects with it where one of them refuses the project. */
async function toolsOver(folder: string): Promise<Toolwork & { readonly said: string }> {
  const account = { HUBSPOT_ACCOUNT_ID: "123456", HUBSPOT_API_KEY: "00000000-0000-4000-8000-000000000000" };
  const env = { PATH: process.env["PATH"], USE_ENVIRONMENT_HUBSPOT_CONFIG: "true", ...account };
  const program = join(ROOT, "test/support/hubspot-tools.ts");
  const options = { cwd: folder, env, maxBuffer: 2 ** 26 };
  const { stdout, stderr } = await run(process.execPath, [program, folder, "production"], options);
  const lines = stdout.trimEnd().split("\n");
  const answer = JSON.parse(lines.pop() ?? "") as Toolwork;
  return { ...answer, said: `${lines.join("\n")}${stderr}`.trim() };
}

/** A script that asks the page for `React` by name, beside being handed it by its wrapper. */
const GLOBAL_REACT = /\bReact\.\w+/g;

describe("HubSpot's tools", () => {
  let answer: Awaited<ReturnType<typeof toolsOver>>;
  const configOf = (type: string) => answer.components.find((component) => component.type === type)?.config;

  beforeAll(async () => {
    answer = await toolsOver(uploaded());
  });

  test("take the whole project without a warning", () => {
    expect(answer.said).toBe("");
    expect(answer.skipped).toEqual([]);
    const types = answer.components.map(({ type }) => type).toSorted();
    expect(types).toEqual(["APPLICATION", "CARD", "SETTINGS", "WEBHOOKS", "WORKFLOW_ACTION"]);
    expect(JSON.stringify(answer.components)).not.toContain("${");
  });

  test("find the address for privacy deletions, at the segment that the service checks", () => {
    expect(configOf("WEBHOOKS")).toEqual({
      settings: {
        targetUrl: "https://listcast.example/hubspot/webhooks/from-npm-run-segment-keep-it-secret",
        maxConcurrentRequests: expect.any(Number),
      },
      subscriptions: { hubEvents: [{ subscriptionType: "contact.privacyDeletion", active: true }] },
    });
  });

  test("find an action that customers see", () => {
    expect(configOf("WORKFLOW_ACTION")).toMatchObject({ isPublished: true });
  });

  test("find where customers get help", () => {
    expect(configOf("APPLICATION")).toMatchObject({
      support: {
        supportEmail: expect.stringMatching(/^\S+@\S+$/),
        documentationUrl: expect.stringMatching(/^https:/),
        supportUrl: "https://listcast.example/support",
      },
    });
  });

  test("build card and settings page, which use the React they are given and no other", () => {
    const built = Object.entries(answer.bundles);
    expect(built.map(([entrypoint]) => entrypoint).toSorted()).toEqual([
      "/app/cards/delivery-card.tsx",
      "/app/settings/settings-page.tsx",
    ]);
    for (const [, script] of built) {
      expect(script.length).toBeGreaterThan(5000);
      expect(script.match(GLOBAL_REACT)).toBeNull();
    }
  });
});

describe("HubSpot's tools over a project that is wrong", () => {
  test("would skip a component in a folder that HubSpot does not know", async () => {
    const folder = uploaded();
    renameSync(join(folder, "src/app/webhooks"), join(folder, "src/app/hooks"));
    const { skipped, components } = await toolsOver(folder);
    expect(skipped).toEqual([join("app", "hooks", "webhooks-hsmeta.json")]);
    expect(components.map(({ type }) => type)).not.toContain("WEBHOOKS");
  });

  test("would refuse one in the folder of another kind", async () => {
    const folder = uploaded();
    renameSync(
      join(folder, "src/app/webhooks/webhooks-hsmeta.json"),
      join(folder, "src/app/cards/webhooks-hsmeta.json"),
    );
    await expect(toolsOver(folder)).rejects.toThrow(/app\/cards' is incorrect for type 'webhooks'/);
  });

  test("would lean on a global React without the tsconfig files", async () => {
    const folder = uploaded();
    for (const part of ["cards", "settings"]) rmSync(join(folder, "src/app", part, "tsconfig.json"));
    const { bundles } = await toolsOver(folder);
    expect(Object.keys(bundles)).toHaveLength(2);
    for (const script of Object.values(bundles)) expect(script.match(GLOBAL_REACT)).not.toBeNull();
  });
});
