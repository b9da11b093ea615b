/** Does X-Forwarded-For fit TRUSTED_PROXIES? Where it does not, limits per address count the wrong address. */
import type { Request } from "express";
import type { Logger } from "pino";

export type ForwardedForWatch = ReturnType<typeof watchForwardedFor>;

const HOUR_MS = 3_600_000;

/** `now`: wall time in milliseconds. Anyone can write the header, so that a line is worth a look, and comes once an hour. */
export function watchForwardedFor(trustedProxies: number, log: Logger, now = Date.now) {
  const seen = { sentence: null as string | null, at: Number.NEGATIVE_INFINITY };
  return {
    /** `signed`: validly by HubSpot, which comes by all proxies and has no reason to write an entry of its own. */
    look({ headers }: Request, signed: boolean): void {
      const entries = entriesIn(headers["x-forwarded-for"]);
      if (entries === trustedProxies) return;
      const sentence = mismatchOf(entries, trustedProxies, signed);
      if (sentence === null || now() - seen.at < HOUR_MS) return;
      seen.sentence = sentence;
      seen.at = now();
      log.warn({ event: "proxies.mismatch", trustedProxies, forwardedForEntries: entries }, sentence);
    },
    /** What was wrong within the last hour, in a sentence. */
    get mismatch(): string | null {
      return now() - seen.at < HOUR_MS ? seen.sentence : null;
    },
  };
}

/** Node joins repeated headers with a comma. */
const entriesIn = (header: string | string[] | undefined): number =>
  header === undefined ? 0 : String(header).split(",").length;

function mismatchOf(entries: number, trustedProxies: number, signed: boolean): string | null {
  if (trustedProxies === 0)
    return "X-Forwarded-For arrives with TRUSTED_PROXIES=0: callers behind a proxy share its address and its limits. Set TRUSTED_PROXIES to the number of proxies; without a proxy a caller wrote the header, and nothing is wrong";
  if (entries < trustedProxies)
    return "X-Forwarded-For has fewer entries than TRUSTED_PROXIES says: a request came around a proxy, or there are fewer. Let the service be reached through the proxies only, or lower TRUSTED_PROXIES";
  // Others may write entries of their own in front; that is why only the last ones are believed.
  return signed
    ? "X-Forwarded-For of HubSpot's request has more entries than TRUSTED_PROXIES says: the limits count a proxy's address. Raise TRUSTED_PROXIES to the number of proxies"
    : null;
}
