/**
 * Where HubSpot is asked: every address of the service, a family a line. HubSpot puts the version of its API into the path,
 * a date since 2026 and v1 to v4 before; where it stands differs by family.
 *
 * Sources: https://developers.hubspot.com/docs/developer-tooling/platform/versioning and the OpenAPI files of
 * github.com/HubSpot/HubSpot-public-api-spec-collection (Auth/Oauth, Automation/Actions V4, CRM/Lists, CRM/Schemas,
 * CRM/Properties, CRM/Objects, CRM/App Uninstalls, Settings/User Provisioning, Account/Account Info). OAuth v1 stops on
 * 2027-02-16 (https://developers.hubspot.com/changelog/v1-oauth-api-deprecation); v4 is unsupported from 2027-03-30 and
 * v1 to v3 from September 2027. Each family has a fallback to its former address, for an incident at HubSpot.
 */

interface FamilyAddress {
  /** Unless `HUBSPOT_API_VERSION` says otherwise. */
  readonly version: Dated;
  /** `{date}`: a dated version. */
  readonly dated: string;
  readonly former: { readonly version: string; readonly path: string };
}

type Dated = "2026-03" | "2026-09";

const DATED: readonly Dated[] = ["2026-09", "2026-03"];

const family = (dated: string, [version, path]: readonly [string, string], preset: Dated = "2026-09") => ({
  version: preset,
  dated,
  former: { version, path },
});

export const FAMILIES = {
  /** `token`, `token/introspect`, `token/revoke`: everything in a form body. */
  oauth: family("/oauth/{date}", ["v1", "/oauth/v1"], "2026-03"),
  /** `complete`: releases held executions. */
  completions: family("/automation/actions/callbacks/{date}", ["v4", "/automation/v4/actions/callbacks"]),
  /** `search`, an ID, an ID and `memberships`. */
  lists: family("/crm/lists/{date}", ["v3", "/crm/v3/lists"]),
  /** Custom objects. */
  schemas: family("/crm-object-schemas/{date}/schemas", ["v3", "/crm-object-schemas/v3/schemas"]),
  /** An object type, and the name of a property. */
  properties: family("/crm/properties/{date}", ["v3", "/crm/v3/properties"]),
  /** An object type and `batch/read` or `batch/upsert`. */
  objects: family("/crm/objects/{date}", ["v3", "/crm/v3/objects"]),
  /** People of the account. */
  users: family("/settings/users/{date}", ["v3", "/settings/v3/users"]),
  /** `details`. */
  account: family("/account-info/{date}", ["v3", "/account-info/v3"]),
  /** `external-install`: removes the app from the account. */
  installs: family("/appinstalls/{date}", ["v3", "/appinstalls/v3"]),
  /** The app's ID and a definition's. `npm run action` alone, for legacy apps. */
  definitions: family("/automation/actions/{date}", ["v4", "/automation/v4/actions"]),
} as const satisfies Readonly<Record<string, FamilyAddress>>;

export type Family = keyof typeof FAMILIES;
export type Versions = Readonly<Record<Family, string>>;

export interface Addresses {
  readonly versions: Versions;
  /** The path below HUBSPOT_API_URL; the parts after the family's own are encoded. */
  path(family: Family, ...parts: readonly string[]): string;
  /** True where the family is asked at its former address. */
  isFormer(family: Family): boolean;
}

export function createAddresses(versions: Versions = readVersions("")): Addresses {
  const isFormer = (name: Family) => versions[name] === FAMILIES[name].former.version;
  return {
    versions,
    isFormer,
    path(name, ...parts) {
      const { dated, former } = FAMILIES[name];
      const base = isFormer(name) ? former.path : dated.replace("{date}", versions[name]);
      return [base, ...parts.map(encodeURIComponent)].join("/");
    },
  };
}

const NAMES = Object.keys(FAMILIES) as Family[];
const isFamily = (name: string): name is Family => Object.hasOwn(FAMILIES, name);
const versionsOf = (name: Family): readonly string[] => [...DATED, FAMILIES[name].former.version];

/**
 * `HUBSPOT_API_VERSION`: comma-separated, a dated version for all families or `family=version` for one; what is not named
 * stays at its default. Throws an Error that names the families and their versions.
 */
export function readVersions(text: string): Versions {
  const chosen = new Map<Family | "all", string>();
  for (const entry of text.split(",").map((each) => each.trim())) {
    if (entry === "") continue;
    const [left = "", right, ...rest] = entry.split("=").map((each) => each.trim());
    const [name, version] = right === undefined ? (["all", left] as const) : ([left, right] as const);
    if (rest.length > 0) throw problem(`"${entry}" is not family=version`);
    if (name !== "all" && !isFamily(name)) throw problem(`there is no family "${name}"`);
    const known = name === "all" ? DATED : versionsOf(name);
    if (!known.includes(version)) throw problem(`"${entry}" names no version of ${name === "all" ? "all" : name}`);
    if (chosen.has(name)) throw problem(`${name === "all" ? "all families have" : `${name} has`} two versions`);
    chosen.set(name, version);
  }
  const versionOf = (name: Family): string => chosen.get(name) ?? chosen.get("all") ?? FAMILIES[name].version;
  return Object.fromEntries(NAMES.map((name) => [name, versionOf(name)])) as Record<Family, string>;
}

function problem(what: string): Error {
  const families = NAMES.map((name) => `${name} (${versionsOf(name).join(", ")})`).join(", ");
  return new Error(`HUBSPOT_API_VERSION: ${what}. Versions of all: ${DATED.join(", ")}; of one family: ${families}`);
}
