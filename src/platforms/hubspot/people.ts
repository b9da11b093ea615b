/**
 * Who is in a HubSpot account. Needs the optional scope `settings.users.read`; without it nothing is known of anyone.
 * https://developers.hubspot.com/docs/api-reference/latest/account/settings/user-provisioning/guide
 */
import { readFields } from "../shared/read-response.ts";
import type { Answer } from "../../ports/answer.ts";
import type { PersonFacts } from "../../ports/hubspot.ts";
import { unreachable } from "./answers.ts";
import type { Ask } from "./ask.ts";

/** `value` is null where HubSpot says that the account has no such person; `later` where it says nothing certain. */
export async function person(portalId: number, userId: number, ask: Ask): Promise<Answer<PersonFacts | null>> {
  let missing = false;
  const known = await ask<PersonFacts | null>(
    portalId,
    async (api) => toPerson(await api.get("users", [String(userId)])),
    ({ status, inItsWords }) => {
      missing = status === 404 && inItsWords;
      return unreachable;
    },
  );
  if (known.kind === "ok" || !missing) return known;
  // A path that HubSpot serves no longer is a 404 too: it means the person only where others are listed.
  const others = await ask(
    portalId,
    async (api) => readFields(await api.get("users", [], { limit: "1" })).list("results").length,
    () => unreachable,
  );
  return others.kind === "ok" && others.value > 0 ? { kind: "ok", value: null } : unreachable;
}

/** HubSpot's reference shows a boolean, its older examples a text. */
function toPerson(answer: unknown): PersonFacts {
  readFields(answer).text("email");
  const { superAdmin } = answer as { readonly superAdmin?: unknown };
  return { superAdmin: superAdmin === true || superAdmin === "true" };
}
