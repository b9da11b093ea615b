/** Does the service answer where HubSpot calls it? Asked from here; HubSpot may see another network. */
import { lookup } from "node:dns/promises";
import { BlockList } from "node:net";
import { findingsOf, reasonOf, type Finding } from "./finding.ts";

const WITHIN_MS = 10_000;

interface Answered {
  readonly status: number;
  /** The code of a problem of ours, or what health says; null for anything else. */
  readonly says: unknown;
}

/** Rejects where nothing answers. */
export async function ask(address: string, method: "GET" | "POST" = "GET"): Promise<Answered> {
  const answer = await fetch(address, { method, redirect: "manual", signal: AbortSignal.timeout(WITHIN_MS) });
  const text = await answer.text();
  const isJson = /json/.test(answer.headers.get("content-type") ?? "");
  const { code, status } = isJson ? (JSON.parse(text) as { code?: unknown; status?: unknown }) : {};
  return { status: answer.status, says: code ?? status ?? null };
}

export async function examineAddress(publicUrl: string): Promise<Finding> {
  const { ok, warning, fault } = findingsOf("public address");
  const proxy =
    "Check PUBLIC_URL, that the service runs, and that the proxy passes requests on to it with path, query and Host unchanged.";
  try {
    const { status, says } = await ask(`${publicUrl}/healthz`);
    if (status !== 200 || says !== "ok")
      return fault(`${publicUrl}/healthz answers HTTP ${status}, not as the service does.`, proxy);
  } catch (error) {
    return fault(`${publicUrl} does not answer: ${reasonOf(error)}`, proxy);
  }
  if (!publicUrl.startsWith("https:"))
    return warning(
      `${publicUrl} answers, without TLS.`,
      "Set PUBLIC_URL to an https address: HubSpot calls nothing else in production.",
    );
  const inner = await innerAddress(publicUrl);
  return inner === null
    ? ok(`${publicUrl} answers.`)
    : warning(
        `${publicUrl} answers, but leads to ${inner} from here, which HubSpot cannot reach.`,
        "Nothing to do if the name has another, public address outside of this network.",
      );
}

/** The first address of its host outside the public internet; null if all are public. */
async function innerAddress(address: string): Promise<string | null> {
  const found = await lookup(new URL(address).hostname.replace(/^\[|\]$/g, ""), { all: true });
  return found.find((one) => !isPublic(one.address, one.family))?.address ?? null;
}

/**
 * Networks that no other network reaches, or that are for documentation, tests, tunnels and groups. IPv6 is public in 2000::/3 alone.
 * https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const NOT_PUBLIC = {
  4:
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 " +
    "192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4",
  6: "::/3 2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20 4000::/2 8000::/1",
};

/** `family`: 4 or 6. One list a family, because a list takes an IPv4 address for an IPv6 address too. */
export function isPublic(address: string, family: number): boolean {
  const version = family === 6 ? 6 : 4;
  const notPublic = new BlockList();
  for (const network of NOT_PUBLIC[version].split(" ")) {
    const [start = "", bits] = network.split("/");
    notPublic.addSubnet(start, Number(bits), `ipv${version}`);
  }
  return !notPublic.check(address, `ipv${version}`);
}

/** Are database, tables and worker of the running service at work? */
export async function examineReadiness(publicUrl: string): Promise<Finding> {
  const { ok, fault } = findingsOf("readiness");
  try {
    const answer = await fetch(`${publicUrl}/readyz`, { redirect: "manual", signal: AbortSignal.timeout(WITHIN_MS) });
    const { status, parts = {}, note } = (await answer.json()) as Readiness;
    if (answer.status === 200 && status === "ready") return ok(note ?? "The service is ready.");
    const failing = Object.entries(parts).flatMap(([part, state]) => (state === "ok" ? [] : [part]));
    return fault(
      `The service is not ready${failing.length > 0 ? `: ${failing.join(", ")}` : ` (HTTP ${answer.status})`}.`,
      "Its log names the reason, at level warn or above.",
    );
  } catch (error) {
    return fault(`It cannot be checked: ${reasonOf(error)}`, "Make the public address answer first.");
  }
}

interface Readiness {
  readonly status?: string;
  readonly parts?: Readonly<Record<string, string>>;
  readonly note?: string;
}

const CARD_PATH = "/hubspot/cards/probe/doctor";

export async function examineCardAddress(publicUrl: string, cardsUrl: string | null): Promise<Finding> {
  const { ok, warning, fault } = findingsOf("card address");
  if (cardsUrl === null)
    return warning(
      "The card has no host name of its own.",
      "Recommended: give it one and set CARDS_URL. docs/deployment.md, “Switch the card on”.",
    );
  try {
    const card = await ask(cardsUrl + CARD_PATH);
    if (card.says !== "SIGNATURE_INVALID")
      return fault(
        `${cardsUrl} does not answer cards (HTTP ${card.status}).`,
        "Check CARDS_URL, here and where the service runs, and that the proxy leads this name to the service with the Host header unchanged.",
      );
    const rest = await ask(`${cardsUrl}/healthz`);
    const elsewhere = await ask(publicUrl + CARD_PATH);
    if (rest.status !== 404 || elsewhere.status !== 404)
      return fault(
        `${rest.status === 404 ? publicUrl : cardsUrl} answers what belongs to the other name.`,
        "Start the service with the same CARDS_URL, and let the proxy pass the Host header on unchanged.",
      );
  } catch (error) {
    return fault(
      `${cardsUrl} does not answer: ${reasonOf(error)}`,
      "Check CARDS_URL, its DNS entry and certificate, and that the proxy leads it to the service.",
    );
  }
  return ok(`${cardsUrl} answers cards and nothing else.`);
}
