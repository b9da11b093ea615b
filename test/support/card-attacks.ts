/** What a person can make a card ask for: addresses as their own JavaScript may write them. */
import { APP, PORTAL_ID } from "../../simulators/demo-world.ts";

/** An approver and sender of the attacked account. */
export const FORGED_USER = { userId: 9500, userEmail: "boss@hoshi-coffee.example" } as const;

const PERSON = `userId=${FORGED_USER.userId}&portalId=${PORTAL_ID}&userEmail=boss%40hoshi-coffee.example&appId=${APP.appId}`;

/** Behind an address; what HubSpot appends comes after it. */
const QUERIES: Readonly<Record<string, string>> = {
  nothing: "",
  "a bare question mark": "?",
  "a query": "?x=1",
  "a forged person": `?${PERSON}`,
  "a forged portal": `?portalId=${PORTAL_ID}`,
  "a forged portal, twice": `?portalId=${PORTAL_ID}&portalId=${PORTAL_ID}`,
  "an encoded name": `?%70ortalId=${PORTAL_ID}`,
  "a name encoded twice": `?%2570ortalId=${PORTAL_ID}`,
  "another case": `?PORTALID=${PORTAL_ID}&UserID=${FORGED_USER.userId}`,
  "an encoded case": `?%50ortal%49d=${PORTAL_ID}`,
  brackets: `?portalId[]=${PORTAL_ID}`,
  "encoded brackets": `?portalId%5B0%5D=${PORTAL_ID}`,
  "a semicolon": `?x=1;portalId=${PORTAL_ID}`,
  "an encoded ampersand": `?x=1%26portalId=${PORTAL_ID}`,
  "a null byte": `?portalId%00=${PORTAL_ID}`,
  "an underscore": `?portal_id=${PORTAL_ID}`,
  "full width": `?${encodeURIComponent("ｐｏｒｔａｌＩｄ")}=${PORTAL_ID}`,
  "an encoded question mark": `%3F${PERSON}`,
  "an encoded fragment": "%23",
  "more names than Node reads": `?${"a&".repeat(1000)}a`,
  "a forged person and more names than Node reads": `?${PERSON}${"&a".repeat(1000)}`,
  "a path parameter": `;portalId=${PORTAL_ID}`,
};

const FRAGMENTS: Readonly<Record<string, string>> = {
  "a fragment": "#",
  "a fragment with a query in it": "#?",
  "a bare question mark and a fragment": "?#",
  "a query and a fragment": "?x=1#",
  "a forged person and a fragment": `?${PERSON}#`,
};

/** Ways to `path` that lead through the cards' path, or past it. */
const DETOURS: Readonly<Record<string, (path: string) => string>> = {
  "dot segments": (path) => `/hubspot/cards/..${path.replace("/hubspot", "")}`,
  "encoded dots": (path) => `/hubspot/cards/%2e%2E${path.replace("/hubspot", "")}`,
  "encoded slashes": (path) => `/hubspot/cards/..%2f${path.replace("/hubspot/", "")}`,
  "dots encoded twice": (path) => `/hubspot/cards/%252e%252e${path.replace("/hubspot", "")}`,
  "a backslash": (path) => `/hubspot/cards/..\\${path.replace("/hubspot/", "")}`,
  "an encoded backslash": (path) => `/hubspot/cards/..%5c${path.replace("/hubspot/", "")}`,
  "one dot": (path) => path.replace("/hubspot/", "/hubspot/./"),
  "two slashes": (path) => path.replace("/hubspot/", "/hubspot//"),
  "two slashes at the start": (path) => `/${path}`,
};

export interface Attack {
  readonly name: string;
  /** Path and what is behind it. */
  readonly at: string;
}

export const attacksOn = (path: string): readonly Attack[] => [
  ...Object.entries({ ...QUERIES, ...FRAGMENTS }).map(([name, behind]) => ({ name, at: path + behind })),
  ...Object.entries(DETOURS).map(([name, detour]) => ({ name, at: detour(path) })),
  ...Object.entries(DETOURS).map(([name, detour]) => ({ name: `${name} and a fragment`, at: `${detour(path)}#` })),
];
