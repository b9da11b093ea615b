/** The few cookies of the console: read strictly, written with every protection a browser offers. */
import type { Request, Response } from "express";

/** Characters a cookie value may have without quoting. https://www.rfc-editor.org/rfc/rfc6265#section-4.1.1 */
const PLAIN_VALUE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{1,1024}$/;

/**
 * The value of one cookie; null when it is missing, unusual or there twice: a second one of the same name was set for
 * another path or by a neighbouring host, and no one can tell which of the two is ours.
 */
export function readCookie(header: string | undefined, name: string): string | null {
  const values = (header ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  const [value] = values;
  return values.length === 1 && value !== undefined && PLAIN_VALUE.test(value) ? value : null;
}

/**
 * Under https a name that browsers take from this very host alone, for all of it, and only sent under TLS: a neighbouring
 * host cannot plant a session or a sign-in. https://www.rfc-editor.org/rfc/rfc6265bis#section-4.1.3.2
 */
export const hostOnly = (name: string, secure: boolean): string => (secure ? `__Host-${name}` : name);

export const isSecure = (publicUrl: string): boolean => publicUrl.startsWith("https:");

/** Lax, so that a link from HubSpot finds the person signed in; other sites cannot post with it. 0 seconds: it is forgotten. */
export function setCookie(
  response: Pick<Response, "append">,
  { name, value, seconds, publicUrl }: { name: string; value: string; seconds: number; publicUrl: string },
): void {
  const secure = isSecure(publicUrl);
  const parts = [`${hostOnly(name, secure)}=${value}`, "Path=/", `Max-Age=${seconds}`, "HttpOnly", "SameSite=Lax"];
  response.append("Set-Cookie", [...parts, ...(secure ? ["Secure"] : [])].join("; "));
}

/** The one that `setCookie` has set. */
export const cookieOf = (request: Pick<Request, "get">, name: string, publicUrl: string): string | null =>
  readCookie(request.get("cookie"), hostOnly(name, isSecure(publicUrl)));
