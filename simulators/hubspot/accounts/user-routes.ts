/**
 * People of an account. https://developers.hubspot.com/docs/api-reference/latest/account/settings/user-provisioning/guide
 * Either scope will do, as the reference says. UNVERIFIED: the words of the 404 for a person who is not in the account.
 */
import { Router, type Response } from "express";
import { callerOf, type Caller } from "../gate.ts";
import { missingScopes, notFound, pathPart, queryNumber } from "../hubspot-error.ts";
import type { PortalUser } from "../world.ts";

const SCOPES = ["crm.objects.users.read", "settings.users.read"];

export function userRoutes(): Router {
  const router = Router();
  router.get("/", (request, response) => {
    const { portal } = reader(response);
    const limit = queryNumber(request, "limit", 100, 100);
    response.json({ results: [...portal.users.values()].slice(0, limit).map(userJson) });
  });
  router.get("/:userId", (request, response) => {
    const { portal } = reader(response);
    const user = portal.users.get(Number(pathPart(request, "userId")));
    if (!user) throw notFound("resource not found");
    response.json(userJson(user));
  });
  return router;
}

function reader(response: Response): Caller {
  const caller = callerOf(response);
  if (SCOPES.some((scope) => caller.grant.scopes.includes(scope))) return caller;
  throw missingScopes(SCOPES);
}

const userJson = ({ id, email, superAdmin }: PortalUser) => ({
  id: String(id),
  email,
  firstName: "",
  lastName: "",
  roleIds: [],
  superAdmin,
});
