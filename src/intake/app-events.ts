/**
 * HubSpot's webhooks to the app. Unknown events are ignored: HubSpot adds kinds. That the app was uninstalled is no
 * webhook: HubSpot says so when it refuses tokens (`platforms/hubspot/refused-tokens.ts`).
 * https://developers.hubspot.com/docs/apps/developer-platform/add-features/configure-webhooks
 */
import Joi from "joi";

interface Fault {
  readonly field: string;
  readonly problem: string;
}

export type AppEvents =
  | ({ readonly kind: "malformed" } & Fault)
  /** `unusable`: the first privacy deletion that names no contact; the others are valid beside it. */
  | { readonly kind: "events"; readonly forgotten: readonly Contact[]; readonly unusable: Fault | null };

/** A person who asked to be forgotten. */
export interface Contact {
  readonly portalId: number;
  readonly contactId: string;
}

/** The only event that the app subscribes to (`hubspot-project/src/app/webhooks`). */
export const PRIVACY_DELETION = "contact.privacyDeletion";

/** HubSpot's webhooks are always arrays; a card's request, which HubSpot signs too, is always an object. */
const EVENTS = Joi.array().required();

const DELETION = Joi.object<{ portalId: number; objectId: string | number }>({
  portalId: Joi.number().integer().positive().required(),
  objectId: Joi.alternatives(Joi.number().integer().positive(), Joi.string().pattern(/^\d{1,30}$/)).required(),
}).unknown(true);

const READING = { errors: { wrap: { label: false } } } as const;

export function appEvents(body: unknown, appId: string): AppEvents {
  const { error } = EVENTS.validate(body, READING);
  if (error) return { kind: "malformed", ...faultOf(error, []) };
  const forgotten: Contact[] = [];
  let unusable: Fault | null = null;
  for (const [index, event] of (body as readonly unknown[]).entries()) {
    if (!isOurs(event, appId)) continue;
    const read = DELETION.validate(event, READING);
    if (read.error) unusable ??= faultOf(read.error, [index]);
    else forgotten.push({ portalId: read.value.portalId, contactId: String(read.value.objectId) });
  }
  return { kind: "events", forgotten, unusable };
}

/** Of other kinds nothing is asked: HubSpot may give them any shape. */
function isOurs(event: unknown, appId: string): boolean {
  const { subscriptionType, appId: receiver } = (event ?? {}) as Readonly<Record<string, unknown>>;
  return (
    subscriptionType === PRIVACY_DELETION && (receiver == null || receiver === appId || receiver === Number(appId))
  );
}

function faultOf({ details, message }: Joi.ValidationError, above: readonly number[]): Fault {
  const [detail] = details;
  return { field: [...above, ...(detail?.path ?? [])].join(".") || "body", problem: detail?.message ?? message };
}
