/** What is asked of the addresses in the environment beyond their form. */

type Environment = Readonly<Record<string, string | undefined>>;

/** Problems of those addresses that `isUrl` knows to be addresses, a line each. */
export function addressProblems(set: Environment, isUrl: (name: string) => boolean): readonly string[] {
  return [
    ...(set["NODE_ENV"] === "production" && isUrl("PUBLIC_URL") ? plainAddress(set["PUBLIC_URL"]) : []),
    ...(isUrl("CARDS_URL") ? cardAddress(set) : []),
    ...(isUrl("PUBLIC_URL") ? ["DOCS_URL", "PRIVACY_URL", "TERMS_URL"] : [])
      .filter((name) => isUrl(name) && leadsBack(set[name], set["PUBLIC_URL"]))
      .map((name) => `${name} is the service's own page: leave it unset to show that page`),
  ];
}

/** Without TLS anyone on the way could take over a session: the browser sends its cookie to any server that answers. */
function plainAddress(publicUrl: string | undefined): readonly string[] {
  if (publicUrl?.startsWith("https://") === true) return [];
  return [
    "PUBLIC_URL must begin with https:// with NODE_ENV=production: session cookies are to travel under TLS alone",
  ];
}

/** HubSpot fetches by https alone, and a path would become part of every address that it signs. */
function cardAddress({ CARDS_URL: address, NODE_ENV }: Environment): readonly string[] {
  if (address === undefined) return [];
  if (NODE_ENV === "production" && !address.startsWith("https://"))
    return ["CARDS_URL must begin with https:// with NODE_ENV=production: HubSpot's cards fetch nothing else"];
  const { origin } = new URL(address);
  return withoutSlash(address) === origin
    ? []
    : [`CARDS_URL is an address without a path, in lower case, such as ${origin}`];
}

/** Pages that lead to an address of the operator's: the address of one of them would lead to itself. */
const OWN_PAGES = ["/help/setup", "/support", "/privacy", "/terms"];

function leadsBack(address: string | undefined, publicUrl: string | undefined): boolean {
  if (address === undefined || publicUrl === undefined) return false;
  const { host, pathname } = new URL(address);
  return host === new URL(publicUrl).host && OWN_PAGES.includes(withoutSlash(pathname).toLowerCase());
}

export const withoutSlash = (text: string): string => text.replace(/\/+$/, "");
