/**
 * HubSpot's webhooks to the app. Unknown events are ignored: HubSpot adds kinds. That the app was uninstalled is no
 * webhook: HubSpot says so when it refuses tokens (`hubspot/refused-tokens.ts`).
 * https://developers.hubspot.com/docs/apps/developer-platform/add-features/configure-webhooks
 */
import Joi from "joi";

export type AppEvents =
  | { readonly kind: "malformed"; readonly field: string; readonly problem: string }
  | { readonly kind: "events"; readonly forgotten: readonly Contact[] };

/** Somebody who asked to be forgotten. */
export interface Contact {
  readonly portalId: number;
  readonly contactId: string;
}

interface AppEvent {
  readonly portalId: number;
  readonly subscriptionType?: string;
  readonly appId?: string | number;
  readonly objectId?: string | number | null;
}

/** The only event that the app subscribes to (`hubspot-project/src/app/webhooks`). */
export const PRIVACY_DELETION = "contact.privacyDeletion";

/** HubSpot's webhooks are always arrays; a card's request, which HubSpot signs too, is always an object. */
const EVENTS = Joi.array()
  .items(
    Joi.object({
      portalId: Joi.number().integer().positive().required(),
      subscriptionType: Joi.string(),
      appId: Joi.alternatives(Joi.number(), Joi.string()),
      objectId: Joi.alternatives(Joi.number().integer().positive(), Joi.string().pattern(/^\d{1,30}$/)).when(
        "subscriptionType",
        { is: Joi.valid(PRIVACY_DELETION).required(), then: Joi.required(), otherwise: Joi.any() },
      ),
    }).unknown(true),
  )
  .required();

export function appEvents(body: unknown, appId: string): AppEvents {
  const { value, error } = EVENTS.validate(body, { errors: { wrap: { label: false } } });
  if (error) {
    const detail = error.details[0];
    return { kind: "malformed", field: detail?.path.join(".") || "body", problem: detail?.message ?? error.message };
  }
  const ours = (value as AppEvent[]).filter((event) => event.appId === undefined || String(event.appId) === appId);
  return { kind: "events", forgotten: ours.flatMap(contactOf) };
}

function contactOf({ portalId, subscriptionType, objectId }: AppEvent): Contact[] {
  if (subscriptionType !== PRIVACY_DELETION || objectId == null) return [];
  return [{ portalId, contactId: String(objectId) }];
}
