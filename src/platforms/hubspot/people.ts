/**
 * Who is in a HubSpot account. Needs the optional scope `settings.users.read`; without it nothing is known of anyone.
 * https://developers.hubspot.com/docs/api-reference/latest/account/settings/user-provisioning/guide
 */
import { ok } from "../shared/failures.ts";
import { flag, list, object, readResponse, text } from "../shared/read-response.ts";
import type { Answer } from "../../delivery/answer.ts";
import type { PersonFacts } from "../../ports/hubspot.ts";
import { unreachable } from "./answers.ts";
import type { Ask } from "./request.ts";

const PERSON = object({ email: text, superAdmin: flag });
const PEOPLE = object({ results: list(object({})) });

/** `value` is null where HubSpot says that the account has no such person; `later` where it says nothing certain. */
export async function person(ask: Ask, userId: number): Promise<Answer<PersonFacts | null>> {
  const known = await ask<PersonFacts | null>(
    async (api) => ({ superAdmin: readResponse(PERSON, await api.get("users", [String(userId)])).superAdmin }),
    ({ status, inItsWords }) => (status === 404 && inItsWords ? ok(null) : unreachable),
  );
  if (known.kind !== "ok" || known.value !== null) return known;
  // A path that HubSpot no longer serves is a 404 too: it means the person only where others are listed.
  const others = await ask(
    async (api) => readResponse(PEOPLE, await api.get("users", [], { limit: "1" })).results.length,
    () => unreachable,
  );
  return others.kind === "ok" && others.value > 0 ? known : unreachable;
}
