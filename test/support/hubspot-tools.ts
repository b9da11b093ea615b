/**
 * HubSpot's own tools over a developer project, as a program of its own: `node hubspot-tools.ts FOLDER PROFILE`. The last
 * line on standard output is what they answered; everything before it, and on standard error, is what they said.
 *
 * `hs project upload` runs the same parser (@hubspot/project-parsing-lib) before it sends anything; HubSpot's build runs
 * the same bundler (@hubspot/ui-extensions-dev-server) on cards and settings pages. What HubSpot checks behind a login,
 * the JSON schema of each component's configuration, is not among them: here every configuration fits its schema.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Components } from "@hubspot/project-parsing-lib/constants";
import { parseProjectConfig } from "@hubspot/project-parsing-lib/projects";
import { mapToInternalType } from "@hubspot/project-parsing-lib/transform";
import { translate } from "@hubspot/project-parsing-lib/translate";
import { remoteBuild } from "@hubspot/ui-extensions-dev-server/build";

export interface Toolwork {
  readonly components: readonly { readonly uid: string; readonly type: string; readonly config: unknown }[];
  readonly skipped: readonly string[];
  /** Entry point → the script that HubSpot serves to browsers. */
  readonly bundles: Readonly<Record<string, string>>;
}

const ACCOUNT = 123_456;

async function main(folder: string, profile: string): Promise<void> {
  await answerSchemas();
  const { srcDir, platformVersion } = parseProjectConfig(folder);
  const source = join(folder, srcDir);
  const context = { projectSourceDir: source, platformVersion, accountId: ACCOUNT };
  const { intermediateRepresentation, skippedHsMetaFiles } = await translate(context, { profile });
  const components = Object.values(intermediateRepresentation.intermediateNodesIndexedByUid).map(
    ({ uid, componentType: type, config }) => ({ uid, type, config }),
  );
  const bundles: Record<string, string> = {};
  for (const { config } of components) {
    const { entrypoint } = config as { entrypoint?: string };
    if (entrypoint !== undefined) bundles[entrypoint] = await bundle(folder, join(source, entrypoint));
  }
  const answer: Toolwork = { components, skipped: skippedHsMetaFiles, bundles };
  process.stdout.write(`\n${JSON.stringify(answer)}\n`);
}

async function bundle(folder: string, file: string): Promise<string> {
  const [root, entryPoint, outputDir] = [join(file, ".."), file, join(folder, "built")];
  await remoteBuild({ root, entryPoint, outputDir, logLevel: "warn" });
  const [, name = ""] = /([^/\\]+)\.\w+$/.exec(file) ?? [];
  return readFileSync(join(outputDir, `${name}.js`), "utf8");
}

/** In the place of HubSpot's API, the one request that the parser makes is answered by schemas that accept everything. */
async function answerSchemas(): Promise<void> {
  const ofParser = createRequire(import.meta.resolve("@hubspot/project-parsing-lib/translate"));
  const client = pathToFileURL(ofParser.resolve("@hubspot/local-dev-lib/http/client")).href;
  const { httpClient } = (await import(client)) as { httpClient: { defaults: { adapter: unknown } } };
  const data = Object.fromEntries(Object.keys(Components).map((type) => [mapToInternalType(type), {}]));
  httpClient.defaults.adapter = async (config: object) => ({ data, status: 200, headers: {}, config });
}

const [folder = "", profile = ""] = process.argv.slice(2);
await main(folder, profile);
