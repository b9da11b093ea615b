/** Does HubSpot accept the app's credentials, and does it still have the addresses that it is asked at? */
import type { Config, HubSpotApp } from "../../src/app/config.ts";
import { createAddresses, FAMILIES, type Addresses, type Family } from "../../src/platforms/hubspot/addresses.ts";
import { HUBSPOT, type HubSpotError } from "../../src/platforms/hubspot/answers.ts";
import { requestTokens } from "../../src/platforms/hubspot/portal-token.ts";
import { appRefused } from "../../src/platforms/hubspot/refused-tokens.ts";
import { withTimeout } from "../../src/platforms/shared/failures.ts";
import { findingsOf, reasonOf, type Finding } from "./finding.ts";

const { ok, warning, fault } = findingsOf("HubSpot");

const WITHIN_MS = 10_000;
const REACH = "Check that this machine reaches HUBSPOT_API_URL: DNS, firewall, proxy. Otherwise HubSpot has an outage.";

interface HubSpotParts {
  readonly app: HubSpotApp;
  readonly config: Pick<Config, "hubspotApiUrl" | "hubspotVersions">;
}

export async function examineHubSpot({ app, config }: HubSpotParts): Promise<readonly Finding[]> {
  const addresses = createAddresses(config.hubspotVersions);
  const credentials = await examineCredentials(app, config.hubspotApiUrl, addresses);
  return [credentials, await examineEndpoints(config.hubspotApiUrl, addresses)];
}

/** Asks for a token with a refresh token that no account has: HubSpot then refuses either that, or the credentials. */
async function examineCredentials(app: HubSpotApp, apiUrl: string, addresses: Addresses): Promise<Finding> {
  try {
    const grant = { grant_type: "refresh_token", refresh_token: "00000000-0000-0000-0000-000000000000" } as const;
    await withTimeout(WITHIN_MS, requestTokens({ apiUrl, addresses, app }, grant));
  } catch (error) {
    const answered = HUBSPOT.errorOf(error);
    return answered === null ? fault(`It does not answer: ${reasonOf(error)}`, REACH) : credentialsFinding(answered);
  }
  return warning(
    "It gave a token for a refresh token that was made up.",
    "Check HUBSPOT_API_URL: that is not HubSpot.",
  );
}

function credentialsFinding(answered: HubSpotError): Finding {
  const { status, message } = answered;
  if (status === 404 || status === 410)
    return fault(
      `It no longer has the address for tokens (HTTP ${status}).`,
      "Remove oauth=… from HUBSPOT_API_VERSION, or install a version of the service that knows the newer address.",
    );
  if (appRefused(answered) !== null)
    return fault(
      `It refuses the app's credentials: ${message}.`,
      "Copy client ID and client secret again from the Auth tab of the app in HubSpot, and restart the service.",
    );
  return status === 400
    ? ok("It accepts the app's credentials.")
    : warning(`It answers ${message}.`, "Run this again later.");
}

/** One request of each family that reads nothing: without a token HubSpot refuses it with 401 where it knows the address. */
const PROBES: readonly (readonly [Family, "GET" | "POST", ...string[]])[] = [
  ["completions", "POST", "complete"],
  ["lists", "POST", "search"],
  ["schemas", "GET"],
  ["properties", "GET", "contacts"],
  ["objects", "POST", "contacts", "batch", "read"],
  ["users", "GET"],
  ["account", "GET", "details"],
];

async function examineEndpoints(apiUrl: string, addresses: Addresses): Promise<Finding> {
  try {
    const asked = await Promise.all(
      PROBES.map(async ([family, method, ...parts]) => {
        const path = addresses.path(family, ...parts);
        return { family, path, status: await statusOf(apiUrl + path, method) };
      }),
    );
    const gone = asked.filter(({ status }) => status === 404 || status === 410);
    if (gone.length > 0)
      return fault(
        `It no longer has ${gone.map(({ path, status }) => `${path} (HTTP ${status})`).join(", ")}.`,
        `Change HUBSPOT_API_VERSION for ${gone.map(({ family }) => family).join(", ")}, or install a newer version of the service.`,
      );
    const former = Object.keys(FAMILIES).filter((name) => addresses.isFormer(name as Family));
    return former.length > 0
      ? warning(
          `Former addresses are used for ${former.join(", ")}, which HubSpot ends in 2027.`,
          "Remove them from HUBSPOT_API_VERSION as soon as the reason for the fallback is gone.",
        )
      : ok("It has every address that the service asks at.");
  } catch (error) {
    return fault(`It does not answer: ${reasonOf(error)}`, REACH);
  }
}

async function statusOf(address: string, method: "GET" | "POST"): Promise<number> {
  const answer = await fetch(address, {
    method,
    redirect: "manual",
    signal: AbortSignal.timeout(WITHIN_MS),
    ...(method === "POST" && { headers: { "Content-Type": "application/json" }, body: "{}" }),
  });
  await answer.body?.cancel();
  return answer.status;
}
