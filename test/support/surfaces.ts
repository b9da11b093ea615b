/** Everything that leaves the service about a portal's deliveries, as texts that two runs of the same have in common. */
import { ACCOUNT, APP, PORTAL_ID } from "../../simulators/demo-world.ts";
import { LANGUAGES } from "../../src/i18n/languages.ts";
import { extensionFetch } from "./extension-fetch.ts";
import type { RunningService } from "./start-service.ts";

const RECORD = "line_audience_delivery";

/** By where it is shown. */
export type Surfaces = Readonly<Record<string, string>>;

/** `action`: the published action's id. */
export async function surfaces(service: RunningService, action: number): Promise<Surfaces> {
  const { hubspot } = service.world;
  const get = async (path: string, language: string) => {
    const headers = { cookie: service.cookie, "Accept-Language": language };
    const response = await fetch(service.publicUrl + path, { headers });
    return masked(`${response.status} ${await response.text()}`, service);
  };
  const { deliveries } = JSON.parse((await get("/api/deliveries", "en")).replace(/^\d+ /, "")) as {
    deliveries: { list: { name: string } }[];
  };
  const ids = await deliveryIds(service);
  const found: Record<string, string> = {};
  for (const language of LANGUAGES) {
    for (const path of ["/", "/deliveries", "/api/home", "/audiences", "/channels", "/api/deliveries.csv"])
      found[`${path} ${language}`] = await get(path, language);
    for (const [at, id] of ids.entries()) {
      found[`page of ${deliveries[at]?.list.name} ${language}`] = await get(`/deliveries/${id}`, language);
      const card = extensionFetch(hubspot.appUrl, { portalId: PORTAL_ID, appId: APP.appId });
      const shown = await card(`${service.publicUrl}/hubspot/cards/deliveries/${id}?lang=${language}`);
      found[`card of ${deliveries[at]?.list.name} ${language}`] = masked(await shown.text(), service);
    }
  }
  for (const path of ["audiences", "health"])
    found[`API ${path}`] = await get(`/api/channels/${service.channel}/${path}`, "en");
  for (const [at, id] of ids.entries()) {
    const name = deliveries[at]?.list.name ?? "";
    found[`API ${name}`] = await get(`/api/deliveries/${id}`, "en");
    found[`live ${name}`] = masked(await firstEvent(service, `/live/${id}?portal=${PORTAL_ID}`), service);
  }
  const question = { inputFieldName: "audienceId", inputFields: { channel: service.channel } };
  const executions = hubspot.control.executions(PORTAL_ID).map(({ outputFields }) => JSON.stringify(outputFields));
  return {
    ...found,
    "API list": await get("/api/deliveries", "en"),
    "JSON download": await get("/api/deliveries.json", "en"),
    records: masked(JSON.stringify(hubspot.control.records(PORTAL_ID, RECORD).map(recordOf)), service),
    outputs: masked([...new Set(executions)].toSorted().join("\n"), service),
    dropdown: masked(JSON.stringify(await hubspot.control.fetchOptions(PORTAL_ID, action, question)), service),
    metrics: linesOf(await get("/metrics", "en"), /^line_audience_delivery_/).join("\n"),
    log: service.log
      .filter(({ event }) => event.startsWith("delivery."))
      .map(logged(service))
      .join("\n"),
  };
}

const recordOf = ({ properties }: { readonly properties: object }) => properties;

async function deliveryIds({ publicUrl, cookie }: RunningService): Promise<readonly string[]> {
  const response = await fetch(`${publicUrl}/api/deliveries`, { headers: { cookie } });
  const { deliveries } = (await response.json()) as { deliveries: { id: string }[] };
  return deliveries.map(({ id }) => id);
}

async function firstEvent({ publicUrl, cookie }: RunningService, path: string): Promise<string> {
  const ending = new AbortController();
  const response = await fetch(publicUrl + path, { headers: { cookie }, signal: ending.signal });
  const { value } = (await response.body?.getReader().read()) ?? {};
  ending.abort();
  return new TextDecoder().decode(value);
}

const linesOf = (text: string, wanted: RegExp): readonly string[] =>
  text.split("\n").filter((line) => wanted.test(line));

const logged = (service: RunningService) => (line: object) => {
  const { time: _time, retryKey: _key, ...rest } = line as Record<string, unknown>;
  return masked(JSON.stringify(rest), service);
};

/** Ids, addresses and instants differ from run to run: each kind becomes one word. */
function masked(text: string, { publicUrl, world }: RunningService): string {
  const audiences = world.line.control.audiences(ACCOUNT.channelId);
  const named = audiences.reduce(
    (all, { id, description }) => all.replaceAll(String(id), `id of ${description}`),
    text,
  );
  return (
    named
      .replaceAll(publicUrl, "PUBLIC_URL")
      .replaceAll(world.hubspot.appUrl, "HUBSPOT")
      .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "ID")
      .replaceAll(/\b[0-9a-f]{32,64}\b/g, "HASH")
      .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, "INSTANT")
      .replaceAll(/\b1[78]\d{11}\b/g, "INSTANT")
      .replaceAll(/\d{1,2} \w{3,4} \d{4}(?:, \d\d:\d\d)?(?: GMT[+-]?\d*)?/g, "TIME")
      .replaceAll(/\d{4}\/\d\d\/\d\d(?: \d\d:\d\d)?(?: GMT[+-]?\d*)?/g, "TIME")
      .replaceAll(/\d{4}年\d{1,2}月\d{1,2}日(?: \d\d:\d\d)?(?: GMT[+-]?\d*)?/gu, "TIME")
      .replaceAll(/\d{1,2} [\p{Script=Thai}.]+ \d{4}(?: \d\d:\d\d)?(?: GMT[+-]?\d*)?/gu, "TIME")
      // Where a point stands on the axis of time.
      .replaceAll(/ (?:cx|d)="[^"]*"/g, "")
  );
}
