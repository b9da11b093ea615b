/** The few cookies of the console: read strictly, written with every protection a browser offers. */

/** Characters a cookie value may have without quoting. https://www.rfc-editor.org/rfc/rfc6265#section-4.1.1 */
const PLAIN_VALUE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{1,1024}$/;

/**
 * The value of one cookie; null when it is missing, unusual or there twice: a second one of the same name was set for
 * another path or by a neighbouring host, and nobody can tell which of the two is ours.
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

/** Whether the console is reached over HTTPS. */
export const isSecure = (publicUrl: string): boolean => publicUrl.startsWith("https:");

export interface CookieOptions {
  readonly maxAgeSeconds: number;
  /** True where the console is reached over HTTPS. */
  readonly secure: boolean;
}

/** Lax, so that a link from HubSpot finds the person signed in; other sites cannot post with it. */
export function cookie(name: string, value: string, { maxAgeSeconds, secure }: CookieOptions): string {
  const parts = [`${name}=${value}`, "Path=/", `Max-Age=${maxAgeSeconds}`, "HttpOnly", "SameSite=Lax"];
  return [...parts, ...(secure ? ["Secure"] : [])].join("; ");
}

/** Makes the browser forget a cookie. */
export const noCookie = (name: string, secure: boolean): string => cookie(name, "", { maxAgeSeconds: 0, secure });
