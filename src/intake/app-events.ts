/**
 * HubSpot's webhooks about the app itself. Unknown events are ignored: HubSpot adds kinds.
 * https://developers.hubspot.com/docs/apps/developer-platform/add-features/configure-webhooks
 */
import Joi from "joi";

export type AppEvents =
  | { readonly kind: "malformed"; readonly field: string; readonly problem: string }
  | { readonly kind: "events"; readonly uninstalled: readonly number[] };

interface AppEvent {
  readonly portalId: number;
  readonly subscriptionType?: string;
  readonly appId?: string | number;
}

const EVENTS = Joi.array()
  .items(
    Joi.object({
      portalId: Joi.number().integer().positive().required(),
      subscriptionType: Joi.string(),
      appId: Joi.alternatives(Joi.number(), Joi.string()),
    }).unknown(true),
  )
  .single()
  .required();

export function appEvents(body: unknown, appId: string): AppEvents {
  const { value, error } = EVENTS.validate(body, { errors: { wrap: { label: false } } });
  if (error) {
    const detail = error.details[0];
    return { kind: "malformed", field: detail?.path.join(".") || "body", problem: detail?.message ?? error.message };
  }
  const ours = (value as AppEvent[]).filter((event) => event.appId === undefined || String(event.appId) === appId);
  const gone = ours.filter(({ subscriptionType }) => /uninstall/i.test(subscriptionType ?? ""));
  return { kind: "events", uninstalled: [...new Set(gone.map(({ portalId }) => portalId))] };
}
