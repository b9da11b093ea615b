/** `npm run action -- register|publish|diff`: `workflow-action.json` ↔ the definition of a legacy app at HubSpot. */
import { createAddresses, readVersions } from "../src/platforms/hubspot/addresses.ts";
import type { Definition } from "./action/definition-lines.ts";
import { definitionsApi } from "./action/definitions-api.ts";
import { diffAction, registerAction, withoutSegments, type Registration } from "./action/register-action.ts";
import { readCommandLine, runCommand } from "./shared/command-line.ts";
import { readDefinition } from "./generate/action.ts";

const COMMANDS = ["register", "publish", "diff"] as const;

const USAGE = `npm run action -- register|publish|diff
For legacy apps only. An app that is a HubSpot project gets its action by "hs project upload" (docs/deployment.md).
  diff      shows how HubSpot's copy differs from workflow-action.json
  register  brings HubSpot's copy to it; the action shows in the developer's own account
  publish   the same, and the action shows in every account that has installed the app`;

const NEEDED = {
  PUBLIC_URL: "what HubSpot calls, for example https://line.example.com",
  INTAKE_SEGMENT: "the same as the service's (npm run segment makes a value); the first is used",
  HUBSPOT_APP_ID: "the id of the HubSpot app",
  HUBSPOT_DEVELOPER_API_KEY: "the developer account's API key",
} as const;

async function main(): Promise<void> {
  const { positionals } = readCommandLine(USAGE, { allowPositionals: true });
  const [command, ...rest] = positionals;
  if (rest.length > 0 || !COMMANDS.some((one) => one === command))
    throw new Error(`say what to do: ${COMMANDS.join(", ")}`);
  const settings = readSettings(process.env);
  const api = definitionsApi(settings);
  const ours = filledIn(readDefinition(), settings);
  if (command === "diff") {
    const lines = (await diffAction(api, ours)) ?? ["the action is not registered"];
    for (const line of lines) say(line);
    process.exitCode = lines.length === 0 ? 0 : 1;
  } else {
    for (const line of inWords(await registerAction(api, ours, { publish: command === "publish" }))) say(line);
  }
}

const say = (line: string): void => void process.stdout.write(`${withoutSegments(line)}\n`);

function readSettings(env: NodeJS.ProcessEnv) {
  const missing = Object.entries(NEEDED).filter(([name]) => !env[name]?.trim());
  if (missing.length > 0)
    throw new Error(missing.map(([name, meaning]) => `${name} is missing: ${meaning}`).join("\n"));
  const value = (name: string) => env[name]?.trim() ?? "";
  return {
    publicUrl: webAddress("PUBLIC_URL", value("PUBLIC_URL")),
    segment: segmentIn(value("INTAKE_SEGMENT")),
    appId: value("HUBSPOT_APP_ID"),
    developerApiKey: value("HUBSPOT_DEVELOPER_API_KEY"),
    apiUrl: webAddress("HUBSPOT_API_URL", value("HUBSPOT_API_URL") || "https://api.hubapi.com"),
    addresses: createAddresses(readVersions(value("HUBSPOT_API_VERSION"))),
  };
}

function webAddress(name: string, value: string): string {
  if (!/^https?:$/.test(URL.parse(value)?.protocol ?? "")) throw new Error(`${name} is no http(s) address: ${value}`);
  return value.replace(/\/+$/, "");
}

/** The one for new addresses. The service checks them all. */
function segmentIn(text: string): string {
  const [first = ""] = text.split(",");
  if (!/^[\w-]{22,}$/.test(first.trim()))
    throw new Error("INTAKE_SEGMENT is no random value: npm run segment makes one");
  return first.trim();
}

function filledIn(definition: object, { publicUrl, segment }: { publicUrl: string; segment: string }): Definition {
  return JSON.parse(JSON.stringify(definition), (_, value: unknown) =>
    typeof value === "string"
      ? value.replaceAll("{PUBLIC_URL}", () => publicUrl).replaceAll("{INTAKE_SEGMENT}", () => segment)
      : value,
  ) as Definition;
}

function inWords(registration: Registration): string[] {
  const { done, id, published } = registration;
  const seen = published
    ? "published: every portal with the app sees it"
    : "not published: only your own portal sees it";
  if (done === "created") return [`created definition ${id} (${seen})`];
  if (done === "nothing") return [`definition ${id} is up to date (${seen})`];
  return [...registration.lines, `changed definition ${id} (${seen})`];
}

runCommand(main, 2);
