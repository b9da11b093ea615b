/**
 * Asks our service through HubSpot, which adds who is asking and signs the request.
 * https://developers.hubspot.com/docs/apps/developer-platform/add-features/ui-extensibility/fetching-data
 */
import { hubspot, logger } from "@hubspot/ui-extensions";
import type { CommandName, Picture } from "./picture.ts";

export interface Asked {
  /** Where our service is; no slash at the end. */
  readonly publicUrl: string;
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
    if (response.ok) return { kind: "picture", picture: told as Picture };
    const refusal = refusalIn(told);
    if (refusal !== null && response.status < 500) return refusal;
    logger.error(`The service answered with status ${response.status}`);
  } catch (error) {
    logger.error(`The service could not be asked: ${String(error)}`);
  }
  return { kind: "no_answer" };
}

function addressOf({ publicUrl, deliveryId, language, timeZone }: Asked, command: CommandName | null): string {
  const path = [deliveryId, ...(command === null ? [] : [command])].map(encodeURIComponent).join("/");
  const query = `lang=${encodeURIComponent(language)}&timeZone=${encodeURIComponent(timeZone)}`;
  return `${publicUrl}/hubspot/cards/deliveries/${path}?${query}`;
}

/** Our problems carry a title, and a detail where there is more to say. */
function refusalIn(told: unknown): Answer | null {
  const { title, detail } = (told ?? {}) as { title?: unknown; detail?: unknown };
  return typeof title === "string"
    ? { kind: "refused", title, detail: typeof detail === "string" ? detail : null }
    : null;
}
