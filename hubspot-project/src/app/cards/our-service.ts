/**
 * Asks our service through HubSpot, which adds who is asking and signs the request.
 * https://developers.hubspot.com/docs/apps/developer-platform/add-features/ui-extensibility/fetching-data
 */
import { hubspot, logger } from "@hubspot/ui-extensions";
import type { CommandName, Picture } from "./picture.ts";

export interface Asked {
  /** Where our service answers cards; no slash at the end. */
  readonly cardsUrl: string;
  readonly deliveryId: string;
  readonly language: string;
  readonly timeZone: string;
}

export type Answer =
  | { readonly kind: "picture"; readonly picture: Picture }
  /** Our service said no, in the person's language. */
  | { readonly kind: "refused"; readonly title: string; readonly detail: string | null }
  | { readonly kind: "no_answer" };

/** HubSpot waits no longer. */
const TIMEOUT_MS = 15_000;

export async function askService(asked: Asked, command: CommandName | null): Promise<Answer> {
  try {
    const method = command === null ? "GET" : "POST";
    const response = await hubspot.fetch(addressOf(asked, command), { method, timeout: TIMEOUT_MS });
    const told: unknown = await response.json();
    const refusal = refusalIn(told, response);
    if (refusal !== null) return refusal;
    if (response.ok) return { kind: "picture", picture: told as Picture };
    logger.error(`The service answered with status ${response.status}`);
  } catch (error) {
    logger.error(`The service could not be asked: ${String(error)}`);
  }
  return { kind: "no_answer" };
}

function addressOf({ cardsUrl, deliveryId, language, timeZone }: Asked, command: CommandName | null): string {
  const path = [deliveryId, ...(command === null ? [] : [command])].map(encodeURIComponent).join("/");
  const query = `lang=${encodeURIComponent(language)}&timeZone=${encodeURIComponent(timeZone)}`;
  return `${cardsUrl}/hubspot/cards/deliveries/${path}?${query}`;
}

/**
 * A refusal comes with 200 and says so itself, or as a problem with a status of its own, from earlier versions and where the
 * card is switched off: HubSpot was once seen to turn the status of a refusal into 500 on the way.
 */
function refusalIn(told: unknown, { ok, status: httpStatus }: Pick<Response, "ok" | "status">): Answer | null {
  const { kind, status = httpStatus, title, detail } = (told ?? {}) as Readonly<Record<string, unknown>>;
  const isRefusal = kind === "refused" || (!ok && typeof status === "number" && status < 500);
  return isRefusal && typeof title === "string"
    ? { kind: "refused", title, detail: typeof detail === "string" ? detail : null }
    : null;
}
