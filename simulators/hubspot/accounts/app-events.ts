/**
 * Uninstalling an app, and the webhooks that it gets. There is none about its uninstall (the subscription types of
 * github.com/HubSpot/HubSpot-public-api-spec-collection, Webhooks): its access tokens are answered with 401 at once
 * (github.com/usertour/usertour pull request 487), its refresh token with 400 `BAD_REFRESH_TOKEN`
 * (https://www.nango.dev/blog/hubspot-oauth-bad-refresh-token), and its holds end by themselves.
 */
import { signatureHeaders } from "../signing.ts";
import { appOf, portalOf, type World } from "../world.ts";

export function uninstall(world: World, portalId: number, appId: string): void {
  portalOf(world, portalId).uninstalledAppIds.add(appId);
  for (const grant of world.refreshTokens.values())
    if (grant.portalId === portalId && grant.appId === appId) grant.revoked = true;
}

/** A person asked to be forgotten: the contact is gone from the account; lists lag behind. */
export function forgetContact(world: World, portalId: number, contactId: number, appId: string): void {
  portalOf(world, portalId).objectTypes.get("0-1")?.records.delete(String(contactId));
  const type = "contact.privacyDeletion";
  if (!appOf(world, appId).subscriptions?.includes(type)) return;
  void notify(world, appId, [appEvent(world, portalId, appId, type, { objectId: contactId })]);
}

function appEvent(world: World, portalId: number, appId: string, subscriptionType: string, more: object) {
  return {
    eventId: world.nextId("event"),
    subscriptionId: 1,
    portalId,
    appId: Number(appId),
    occurredAt: world.clock.now(),
    subscriptionType,
    attemptNumber: 0,
    ...more,
  };
}

const MAX_ATTEMPTS = 10;

/** Tried up to ten times until it is answered, over most of a day, as HubSpot does. */
async function notify(world: World, appId: string, events: readonly object[], attempts = MAX_ATTEMPTS): Promise<void> {
  const { webhookUrl, clientSecret } = appOf(world, appId);
  if (webhookUrl === undefined || world.stopping.signal.aborted) return;
  const body = JSON.stringify(events);
  const headers = signatureHeaders({ clientSecret, method: "POST", uri: webhookUrl, body }, true);
  const timeoutMs = world.settings.answerTimeoutMs;
  const answer = await world.poster.post({ url: webhookUrl, headers, body, timeoutMs }).catch(() => undefined);
  if (answer && answer.status < 300) return;
  const again = () => void notify(world, appId, events, attempts - 1);
  const waitMs = world.settings.retryDelayMs * 2 ** (MAX_ATTEMPTS - attempts);
  if (attempts > 1) world.agenda.at(world.clock.now() + waitMs, again);
}
