/**
 * The same app and action as a project of HubSpot's developer platform (`hs project upload`), from `workflow-action.json`
 * and `src/i18n`. Addresses come from the project's profile. Run after changing the action or a text: npm run generate
 * https://developers.hubspot.com/docs/apps/developer-platform/add-features/custom-workflow-actions
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { RECORD_NAME } from "../../src/platforms/hubspot/records/delivery-record.ts";
import { OPTIONAL_SCOPES, SCOPES } from "../../src/platforms/hubspot/install.ts";
import { PRIVACY_DELETION } from "../../src/intake/app-events.ts";
import { PATHS } from "../../src/intake/trust/workflow-address.ts";
import { PRODUCT } from "../../src/app/product.ts";
import type { PageWords } from "../../src/i18n/en/page.ts";
import { LANGUAGES, pageWords } from "../../src/i18n/wording.ts";
import { readDefinition } from "./action.ts";

const ROOT = new URL("../../hubspot-project/", import.meta.url);

/**
 * The newest version that is generally available; uploads with a version are refused 18 months after it came out.
 * https://developers.hubspot.com/docs/developer-tooling/platform/versioning
 */
const PLATFORM_VERSION = "2026.09";

/** Filled in by HubSpot from `hsprofile.NAME.json`. */
const PUBLIC_URL = "${PUBLIC_URL}";
/** The same as PUBLIC_URL, or a host name of its own for what a person's browser may make HubSpot sign. */
const CARDS_URL = "${CARDS_URL}";
const INTAKE_SEGMENT = "${INTAKE_SEGMENT}";
const SUPPORT_EMAIL = "${SUPPORT_EMAIL}";
const DOCS_URL = "${DOCS_URL}";

/** Path below `hubspot-project/` → content. */
export function hubspotProject(): Readonly<Record<string, object>> {
  return {
    "hsproject.json": { name: "listcast", srcDir: "src", platformVersion: PLATFORM_VERSION },
    "src/app/app-hsmeta.json": app(),
    "src/app/webhooks/webhooks-hsmeta.json": webhooks(),
    "src/app/workflow-actions/send-line-audience-hsmeta.json": action(),
    "src/app/cards/delivery-card-hsmeta.json": card(),
    "src/app/cards/package.json": packageOf("listcast-cards"),
    "src/app/cards/tsconfig.json": TSCONFIG,
    "src/app/settings/settings-page-hsmeta.json": settings(),
    "src/app/settings/package.json": packageOf("listcast-settings"),
    "src/app/settings/tsconfig.json": TSCONFIG,
  };
}

/** The words that card and page need before our service is asked, in every language that we speak. */
export function hubspotWords(): Readonly<Record<string, string>> {
  const of = (part: keyof PageWords["inHubSpot"]) =>
    Object.fromEntries(LANGUAGES.map((language) => [language, pageWords(language).inHubSpot[part]]));
  const file = (words: object) => `${MADE}\nexport const WORDS = ${JSON.stringify(words, null, 2)};\n`;
  return { "src/app/cards/words.ts": file(of("card")), "src/app/settings/words.ts": file(of("settingsPage")) };
}

const MADE = "/** Made from src/i18n by npm run generate. */";

function app() {
  return {
    uid: "listcast",
    type: "app",
    config: {
      name: PRODUCT,
      description: "One run of a workflow over a list becomes one LINE narrowcast, and brings the result back.",
      distribution: "marketplace",
      auth: {
        type: "oauth",
        redirectUrls: [`${PUBLIC_URL}/hubspot/oauth/callback`],
        requiredScopes: [...SCOPES],
        optionalScopes: [...OPTIONAL_SCOPES],
        conditionallyRequiredScopes: [],
      },
      // All that a card may ask HubSpot to sign. https://developers.hubspot.com/docs/apps/developer-platform/build-apps/app-configuration
      permittedUrls: { fetch: [`${CARDS_URL}/hubspot/cards`], iframe: [], img: [] },
      // Shown beside the app in HubSpot, and asked for before a listing.
      support: { supportEmail: SUPPORT_EMAIL, documentationUrl: DOCS_URL, supportUrl: `${PUBLIC_URL}/support` },
    },
  };
}

/**
 * What HubSpot tells about the app's accounts without being asked. In a project nothing else subscribes to it.
 * https://developers.hubspot.com/docs/apps/developer-platform/add-features/configure-webhooks
 */
function webhooks() {
  return {
    uid: "listcast_webhooks",
    type: "webhooks",
    config: {
      // HubSpot takes nothing below 6.
      settings: { targetUrl: `${PUBLIC_URL}/hubspot${PATHS.webhooks}/${INTAKE_SEGMENT}`, maxConcurrentRequests: 10 },
      subscriptions: { hubEvents: [{ subscriptionType: PRIVACY_DELETION, active: true }] },
    },
  };
}

/**
 * Keys that the API and the project name differently; everything else is the same. An action that is not published shows
 * in the developer's own account alone, so an uploaded one always is.
 */
function action() {
  const { published: _legacyOnly, functions: _none, ...definition } = readDefinition();
  const text = JSON.stringify(definition)
    .replaceAll("{PUBLIC_URL}", PUBLIC_URL)
    .replaceAll("{INTAKE_SEGMENT}", INTAKE_SEGMENT);
  return {
    uid: "send_line_audience",
    type: "workflow-action",
    config: {
      ...(JSON.parse(text) as typeof definition),
      isPublished: true,
      supportedClients: [{ client: "WORKFLOWS" }],
    },
  };
}

/**
 * On the record of our custom object, whose name is the same in every account with `p_` before it.
 * https://developers.hubspot.com/docs/apps/developer-platform/add-features/ui-extensibility/app-cards/reference
 */
function card() {
  return {
    uid: "line_delivery_card",
    type: "card",
    config: {
      name: "LINE delivery",
      description: "What was sent to whom, what LINE says became of it, and what can still be done.",
      location: "crm.record.tab",
      entrypoint: "/app/cards/delivery-card.tsx",
      objectTypes: [`p_${RECORD_NAME}`],
    },
  };
}

/** https://developers.hubspot.com/docs/apps/developer-platform/add-features/ui-extensibility/create-a-settings-component */
function settings() {
  return { uid: "line_settings_page", type: "settings", config: { entrypoint: "/app/settings/settings-page.tsx" } };
}

/**
 * As in HubSpot's templates. HubSpot's build compiles JSX as the nearest one says that was uploaded; without any, to calls
 * of a global `React`. https://github.com/HubSpot/hubspot-project-components
 */
const TSCONFIG = {
  compilerOptions: {
    target: "esnext",
    module: "Node16",
    moduleResolution: "Node16",
    esModuleInterop: true,
    allowSyntheticDefaultImports: true,
    forceConsistentCasingInFileNames: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    isolatedModules: true,
    jsx: "react-jsx",
    skipLibCheck: true,
  },
  include: ["**/*.ts", "**/*.tsx"],
  exclude: ["node_modules"],
};

/** HubSpot installs what the sources need; the versions are those they are tested with here. */
function packageOf(name: string) {
  const { version, devDependencies } = JSON.parse(
    readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
  ) as { version: string; devDependencies: Readonly<Record<string, string>> };
  const needed = ["@hubspot/ui-extensions", "react"].map((one) => [one, devDependencies[one]]);
  return { name, version, private: true, type: "module", dependencies: Object.fromEntries(needed) as object };
}

if (import.meta.main) {
  const json = Object.entries(hubspotProject()).map(([path, content]) => [
    path,
    `${JSON.stringify(content, null, 2)}\n`,
  ]);
  for (const [path = "", text = ""] of [...json, ...Object.entries(hubspotWords())]) {
    const file = fileURLToPath(new URL(path, ROOT));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
