/** Is the certificate of an https address one that HubSpot accepts, and for how long? */
import { once } from "node:events";
import { isIP } from "node:net";
import { connect } from "node:tls";
import { findingsOf, reasonOf, type Finding } from "./finding.ts";

const { ok, warning, fault } = findingsOf("certificate");

const DAY_MS = 86_400_000;
/** Renewal by ACME happens 30 days before the end: less than half of that means that it has failed. */
const SOON_DAYS = 14;
const WITHIN_MS = 10_000;

/** `now`: milliseconds. Null for an address without TLS, which `examineAddress` reports. */
export async function examineCertificate(address: string, now = Date.now()): Promise<Finding | null> {
  const { protocol, hostname, port, host } = new URL(address);
  if (protocol !== "https:") return null;
  const name = hostname.replace(/^\[|\]$/g, "");
  // Not refused by itself, so that the certificate can be read and the reason named.
  const socket = connect({
    host: name,
    port: Number(port || 443),
    rejectUnauthorized: false,
    ...(isIP(name) === 0 && { servername: name }),
  });
  try {
    await once(socket, "secureConnect", { signal: AbortSignal.timeout(WITHIN_MS) });
    if (!socket.authorized)
      return fault(
        `The certificate of ${host} is not trusted: ${reasonOf(socket.authorizationError)}.`,
        "Install a certificate for this host name by a public authority, together with its intermediate certificates.",
      );
    const days = Math.floor((Date.parse(socket.getPeerCertificate().valid_to) - now) / DAY_MS);
    return days < SOON_DAYS
      ? warning(
          `The certificate of ${host} ends in ${days} days.`,
          "Renew it, and find out why it was not renewed by itself: HubSpot calls no address with an expired one.",
        )
      : ok(`The certificate of ${host} is trusted and valid for ${days} more days.`);
  } catch (error) {
    return fault(
      `${host} does not speak TLS: ${reasonOf(error)}`,
      "Check that the proxy ends TLS on this port, and which port PUBLIC_URL names.",
    );
  } finally {
    socket.destroy();
  }
}
