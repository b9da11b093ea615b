/** The environment of a process of the service in a demo: both platforms are simulated, the app and the address are given. */
import { APP, SEGMENT, type World } from "../../simulators/demo-world.ts";
import { FAMILIES } from "../../src/platforms/hubspot/addresses.ts";

/** Every family at the address it had before the dated versions. */
const FORMER_VERSIONS = Object.entries(FAMILIES).map(([name, { former }]) => `${name}=${former.version}`);

export function serviceEnvironment(publicUrl: string, dataDir: string, { urls, hubspot }: World): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
    PORT: new URL(publicUrl).port,
    PUBLIC_URL: publicUrl,
    DATA_DIR: dataDir,
    HUBSPOT_APP_ID: APP.appId,
    HUBSPOT_CLIENT_ID: APP.clientId,
    HUBSPOT_CLIENT_SECRET: APP.clientSecret,
    INTAKE_SEGMENT: SEGMENT,
    HUBSPOT_API_URL: urls.hubspotApiUrl,
    HUBSPOT_API_VERSION: hubspot.control.settings.formerVersions === "served" ? FORMER_VERSIONS.join() : "",
    HUBSPOT_APP_URL: urls.hubspotAppUrl,
    LINE_API_URL: urls.lineApiUrl,
    LINE_DATA_API_URL: urls.lineDataApiUrl,
  };
}
