/**
 * `hubspot.fetch` of a card or settings page: HubSpot checks the address, says who is asking, signs, and passes on.
 * https://developers.hubspot.com/docs/apps/developer-platform/add-features/ui-extensibility/fetching-data
 */
import express, { type Request, type RequestHandler, type Response } from "express";
import Joi from "joi";
import type { Answer } from "../poster.ts";
import type { Settings } from "../settings.ts";
import { signatureHeaders } from "../signing.ts";
import { appOf, portalOf, type AppRegistration, type Portal, type World } from "../world.ts";

/** What a card passes to `hubspot.fetch`. Headers are not documented for apps like ours and refused here. */
export interface ExtensionRequest {
  readonly url: string;
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** In milliseconds. */
  readonly timeout?: number;
  readonly body?: object;
}

interface Opened extends ExtensionRequest {
  readonly portalId: number;
  readonly appId: string;
}

const opened = Joi.object<Opened>({
  portalId: Joi.number().required(),
  appId: Joi.string().required(),
  url: Joi.string()
    .custom((url: string, helpers) => (URL.canParse(url) ? url : helpers.error("string.uri")))
    .required(),
  method: Joi.valid("GET", "POST", "PUT", "PATCH", "DELETE"),
  timeout: Joi.number().positive(),
  body: Joi.alternatives(Joi.object().unknown(true), Joi.array()),
});

const MAX_BYTES = 1024 * 1024;
const MAX_AT_ONCE = 20;

/** A request that never reached the app, or whose answer does not reach the card. */
class FetchRefused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** As the record page asks HubSpot for it. Answers the app's status and body, or why there is none. */
export function extensionFetchRoute(world: World): RequestHandler[] {
  const underWay = new Map<string, number>();
  const answer = async (request: Request, response: Response): Promise<void> => {
    const { error, value } = opened.validate(request.body ?? {}, { convert: false });
    if (error) return void response.status(400).json({ message: error.message });
    const account = `${value.appId} in ${value.portalId}`;
    const before = underWay.get(account) ?? 0;
    if (before >= MAX_AT_ONCE) return void response.status(429).json({ message: "too many concurrent requests" });
    underWay.set(account, before + 1);
    try {
      response.json(await extensionFetch(world, value));
    } catch (failure) {
      if (!(failure instanceof FetchRefused)) throw failure;
      response.status(failure.status).json({ message: failure.message });
    } finally {
      underWay.set(account, (underWay.get(account) ?? 1) - 1);
    }
  };
  return [express.json({ limit: 4 * MAX_BYTES }), answer];
}

async function extensionFetch(world: World, wanted: Opened): Promise<{ status: number; body: string }> {
  const [app, portal] = [appOf(world, wanted.appId), portalOf(world, wanted.portalId)];
  if (!isInstalled(world, app, portal)) throw new FetchRefused(403, "the app is not installed in this account");
  const { settings } = world;
  if (!isPermitted(wanted.url, app, settings))
    throw new FetchRefused(400, `${wanted.url} is not in permittedUrls.fetch`);
  if (Array.isArray(wanted.body) && settings.extensionFetchBody !== "all") throw new FetchRefused(400, "no object");
  const body = wanted.body === undefined ? "" : JSON.stringify(wanted.body);
  if (Buffer.byteLength(body) > MAX_BYTES) throw new FetchRefused(413, "the request is larger than 1 MB");
  const answer = await send(world, app, {
    ...wanted,
    url: addressed(wanted.url, app, portal, settings),
    text: body,
  });
  if (Buffer.byteLength(answer.body) > MAX_BYTES) throw new FetchRefused(502, "the answer is larger than 1 MB");
  return { status: answer.status, body: answer.body };
}

const isInstalled = (world: World, { appId }: AppRegistration, { portalId, uninstalledAppIds }: Portal): boolean =>
  !uninstalledAppIds.has(appId) &&
  [...world.refreshTokens.values()].some((grant) => grant.appId === appId && grant.portalId === portalId);

/** The same origin, and below the path where one is given. HubSpot takes https alone; loopback is for the sandbox. */
function isPermitted(url: string, { permittedUrls }: AppRegistration, { extensionFetchPermitted }: Settings): boolean {
  const wanted = new URL(url);
  if (wanted.protocol !== "https:" && wanted.hostname !== "127.0.0.1" && wanted.hostname !== "localhost") return false;
  if (extensionFetchPermitted === "ignored") return true;
  return (permittedUrls?.fetch ?? []).some((entry) => {
    if (extensionFetchPermitted === "text") return url.startsWith(`${entry}/`);
    const { origin, pathname } = new URL(entry);
    return origin === wanted.origin && `${wanted.pathname}/`.startsWith(pathname.replace(/\/*$/, "/"));
  });
}

/** The address with who is asking, which HubSpot appends. How it does is not documented: the settings say. */
function addressed(url: string, { appId }: AppRegistration, { portalId, user }: Portal, settings: Settings): string {
  const { extensionFetchFragment: fragment, extensionFetchNamed: named } = settings;
  if (fragment === "refused" && url.includes("#")) throw new FetchRefused(400, "the address has a fragment");
  const written = settings.extensionFetchPath === "tidied" ? new URL(url).href : url;
  const whole = fragment === "cut" ? withoutFragment(written) : written;
  const query = new URL(whole).searchParams;
  const added = new URLSearchParams();
  const person = { userId: String(user.id), portalId: String(portalId), userEmail: user.email, appId };
  for (const [name, value] of Object.entries(person)) if (named !== "kept" || !query.has(name)) added.set(name, value);
  if (named === "replaced") return replaced(whole, added);
  return `${whole}${new URL(whole).search === "" ? "?" : "&"}${added}`;
}

function replaced(url: string, added: URLSearchParams): string {
  const whole = new URL(url);
  for (const [name, value] of added) whole.searchParams.set(name, value);
  return whole.href;
}

/** What is written in the request line. */
function targetOf(url: string, { extensionFetchFragment, extensionFetchPath }: Settings): string | undefined {
  if (extensionFetchFragment !== "sent" && extensionFetchPath === "tidied") return undefined;
  return (extensionFetchFragment === "sent" ? url : withoutFragment(url)).slice(new URL(url).origin.length);
}

const withoutFragment = (url: string): string => url.split("#", 1)[0] ?? "";

/** Once more where there was no connection or the app failed, within the same time. */
async function send(
  { poster, settings }: World,
  { clientSecret }: AppRegistration,
  { url, method = "GET", timeout = Infinity, text }: ExtensionRequest & { readonly text: string },
): Promise<Answer> {
  const endsAt = Date.now() + Math.min(timeout, settings.extensionFetchTimeoutMs);
  const uri = settings.extensionFetchFragment === "unsigned" ? withoutFragment(url) : url;
  const target = targetOf(url, settings);
  const once = () => {
    const headers = signatureHeaders({ clientSecret, method, uri, body: text }, true);
    const timeoutMs = Math.max(1, endsAt - Date.now());
    return poster.post({ url, ...(target !== undefined && { target }), method, headers, body: text, timeoutMs });
  };
  const first = await once().catch(() => undefined);
  if (first !== undefined && first.status < 500) return first;
  // A timer may fire a moment early.
  if (Date.now() >= endsAt - 1) throw new FetchRefused(504, "the app did not answer in time");
  const second = await once().catch(() => first);
  if (second === undefined) throw new FetchRefused(502, "the app did not answer");
  return second;
}
