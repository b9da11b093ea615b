/** What a person does once, over HTTP: install the app in a portal, then connect a LINE Official Account. */

export interface Account {
  readonly channelId: string;
  readonly channelSecret: string;
  readonly displayName: string;
}

export interface Connection {
  /** The console's session cookie, as a Cookie header. */
  readonly cookie: string;
  /** The service's id of the connected account. */
  readonly channel: string;
}

export async function connectService(publicUrl: string, portalId: number, account: Account): Promise<Connection> {
  const cookie = await installApp(publicUrl, portalId);
  const { channelId, channelSecret, displayName: name } = account;
  const connected = await callApi<{ id: string }>(publicUrl, cookie, "/api/channels", {
    name,
    channelId,
    channelSecret,
  });
  return { cookie, channel: connected.id };
}

/** Follows the install flow as a browser would: our redirect, HubSpot's page and its form, our callback. */
async function installApp(publicUrl: string, portalId: number): Promise<string> {
  const install = await fetch(`${publicUrl}/hubspot/oauth/install`, { redirect: "manual" });
  const state = cookiesOf(install);
  const page = await fetch(locationOf(install, publicUrl));
  const form = new URLSearchParams({ ...hiddenInputs(await page.text()), portalId: String(portalId) });
  const approved = await fetch(new URL("/oauth/authorize", page.url), {
    method: "POST",
    body: form,
    redirect: "manual",
  });
  const callback = await fetch(locationOf(approved, page.url), { headers: { cookie: state }, redirect: "manual" });
  if (callback.status !== 302 && callback.status !== 303) {
    throw new Error(`installing the app ended with HTTP ${callback.status}: ${await callback.text()}`);
  }
  return cookiesOf(callback);
}

/** Sends JSON to the service's API as the signed-in person. */
export async function callApi<T>(
  publicUrl: string,
  cookie: string,
  path: string,
  body: unknown,
  method: "POST" | "PATCH" = "POST",
): Promise<T> {
  const headers = { cookie, "Content-Type": "application/json", Origin: publicUrl };
  const response = await fetch(publicUrl + path, { method, headers, body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered HTTP ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}

function locationOf(response: Response, base: string): URL {
  const location = response.headers.get("location");
  if (location === null) throw new Error(`${response.url} answered HTTP ${response.status} and no redirect`);
  return new URL(location, base);
}

const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");

function hiddenInputs(html: string): Record<string, string> {
  const inputs = [...html.matchAll(/<input\b[^>]*>/g)].map(([tag]) => tag).filter((tag) => /type="hidden"/.test(tag));
  return Object.fromEntries(inputs.map((tag) => [attribute(tag, "name"), attribute(tag, "value")]));
}

function attribute(tag: string, name: string): string {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? "";
  return value
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
