/** The way to the sign-in, and from there back to a page of ours. */
import { UUID } from "./schemas.ts";

/** Pages that a person may be brought back to; anything else could lead to another site. */
const PAGE = new RegExp(
  `^/(?:deliveries/${UUID}|messages/${UUID}|deliveries|channels|messages(?:/new)?|not-started|notifications|audiences|settings|keys)$`,
);

/** Where the forms with these addresses stand. */
const FORMS: readonly (readonly [forms: RegExp, page: string])[] = [
  [new RegExp(`^/(deliveries|messages)/(${UUID})/.*`), "/$1/$2"],
  [/^\/(?:channels|testers)\/.*/, "/channels"],
  [/^\/keys\/.*/, "/keys"],
  [/^\/sending\/.*/, "/deliveries"],
  [/^\/(?:members\/.*|disconnect$|settings\/.*)/, "/settings"],
];

/** The page itself, or the one on which the form with this address stands; `/` where there is no better one. */
export function safeReturnPath(path: string): string {
  const page = FORMS.reduce((address, [forms, to]) => address.replace(forms, to), path);
  return PAGE.test(page) ? page : "/";
}

/** The page on which the form with this address stands. */
export const pageOfForm = (path: string): string => (path === "/messages" ? "/messages/new" : safeReturnPath(path));

export const signInPath = (path: string): string =>
  `/hubspot/oauth/install?return=${encodeURIComponent(safeReturnPath(path))}`;
