/**
 * Which version of the API a request asks for: HubSpot puts it into the path, a date since 2026 and v1, v3 or v4 before.
 * Paths: the OpenAPI files of github.com/HubSpot/HubSpot-public-api-spec-collection; dates:
 * https://developers.hubspot.com/docs/developer-tooling/platform/versioning
 */
import type { RequestHandler, Response } from "express";
import type { World } from "./world.ts";

const DATE = "(2026-03|2026-09)(?=[/?]|$)";

/** Dated path → the former path of the same family, under which its routes are mounted. */
const families: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`^/automation/actions/callbacks/${DATE}`), "/automation/v4/actions/callbacks"],
  [new RegExp(`^/automation/actions/${DATE}`), "/automation/v4/actions"],
  // OAuth v3 was what the first dated version is; v1 was another.
  [new RegExp(`^/oauth/${DATE}`), "/oauth/v3"],
  [new RegExp(`^/crm-object-schemas/${DATE}`), "/crm-object-schemas/v3"],
  [new RegExp(`^/crm/lists/${DATE}`), "/crm/v3/lists"],
  [new RegExp(`^/crm/objects/${DATE}`), "/crm/v3/objects"],
  [new RegExp(`^/crm/properties/${DATE}`), "/crm/v3/properties"],
  [new RegExp(`^/account-info/${DATE}`), "/account-info/v3"],
  [new RegExp(`^/appinstalls/${DATE}`), "/appinstalls/v3"],
  [new RegExp(`^/settings/users/${DATE}`), "/settings/v3/users"],
];

const FORMER = /\/v[1-4](?=[/?]|$)/;

/**
 * OAuth v1 stops on 2027-02-16 (https://developers.hubspot.com/changelog/v1-oauth-api-deprecation); v3 and v4 are
 * unsupported later in 2027. HubSpot's v1 lists, gone since 2026-04-30, answer HTTP 404:
 * https://developers.hubspot.com/changelog/extension-contact-lists-api-v1-sunset-moved-to-april-30-2026
 * UNVERIFIED: the body of that answer, and when v3 and v4 will be gone.
 */
export function versioned(world: World): RequestHandler {
  return (request, response, next) => {
    const found = families
      .map(([dated, mount]) => ({ match: dated.exec(request.url), mount }))
      .find(({ match }) => match);
    if (found?.match) {
      response.locals["version"] = found.match[1];
      request.url = request.url.replace(found.match[0], found.mount);
      return next();
    }
    if (!FORMER.test(request.path)) return next();
    if (world.settings.formerVersions === "gone") {
      world.refusedFormerCalls.push(`${request.method} ${request.path}`);
      return void response.status(404).send("<html><body><h1>404 Not Found</h1></body></html>");
    }
    response.locals["version"] = "former";
    next();
  };
}

export type Version = "former" | "2026-03" | "2026-09";

export const versionOf = ({ locals }: Response): Version => (locals["version"] as Version | undefined) ?? "former";
