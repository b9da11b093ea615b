/** What the API refuses: most follows from what a route takes, so that no route forgets to say it. */
import type { ApiRoute } from "../request/api-route.ts";

const OTHER_PORTAL = "`OTHER_PORTAL`: `Portal-Id` names another account than the session's";
const CROSS_SITE = "`CROSS_SITE`: a change asked for by another site";
const NOT_ALLOWED =
  "`NOT_ALLOWED`: the roles of the person or key do not allow it, `neededRoles` says which do, `detail` who can help";

export const REFUSALS = {
  NotSignedIn:
    "`NOT_SIGNED_IN`: no key and no session, or it is over; `KEY_UNKNOWN`, `KEY_EXPIRED`, `KEY_REVOKED`, `KEY_REPLACED` (by a rotation): the key that was sent is not good",
  NotAllowed: NOT_ALLOWED,
  CrossSite: `${CROSS_SITE}; ${NOT_ALLOWED}; \`SESSION_ONLY\`: not with a key; \`APPROVER_WROTE_MESSAGE\`: the account wants another approver than the person who last changed the message, \`detail\` says who may`,
  KeyAbove: `\`KEY_ABOVE_OWN_ROLES\`: the key has roles that the one who asks has not; ${CROSS_SITE}; ${NOT_ALLOWED}`,
  KeyConflict: `\`KEY_NAME_TAKEN\`, or \`TOO_MANY_KEYS\`: there are 50 that are not revoked; ${OTHER_PORTAL}`,
  NotFound: "`NOT_FOUND`: this HubSpot account has no such thing",
  Conflict: `\`DELIVERY_TOO_LATE\` or \`NOTHING_TO_APPROVE\`: the delivery is not where this is possible; ${OTHER_PORTAL}`,
  Unreadable: "`BAD_REQUEST`: the body is not JSON",
  TooLarge: "`TOO_LARGE`: the body is larger than 256 kB",
  JsonOnly: "`JSON_ONLY`: the body is not sent as application/json",
  Refused: "`FIELD_INVALID`, or the code of what LINE or the rules refuse; `field` names the value",
  Later: "The platform does not answer now; the code says why",
  OtherPortal: OTHER_PORTAL,
  LastAdministrator: `\`LAST_ADMINISTRATOR\`: no one could give roles any more; ${OTHER_PORTAL}`,
} as const;

export type RefusalName = keyof typeof REFUSALS;

/** By status. */
export const refusalsOf = ({
  method,
  path,
  body,
  query,
  refusals,
}: ApiRoute): Readonly<Record<number, RefusalName>> => ({
  401: "NotSignedIn",
  409: "OtherPortal",
  ...(method !== "get" && { 403: "CrossSite" }),
  ...(path.includes(":") && { 404: "NotFound" }),
  ...(body !== undefined && { 400: "Unreadable", 413: "TooLarge", 415: "JsonOnly", 422: "Refused" }),
  ...(query !== undefined && { 422: "Refused" }),
  ...refusals,
});
