/** What a person hears about, read and chosen. */
import { choicesOf } from "../../delivery/alerts/recipients.ts";
import type { ValueOf } from "../web/schemas.ts";
import type { CHOICE_FIELDS } from "./fields.ts";
import type { Asking } from "../request/ports.ts";

const SHOWN = 50;

export async function readNotifications({ session, ports: { store, mails } }: Asking) {
  const { portalId, userId } = session;
  const [choices, people, latest, settings] = await Promise.all([
    store.alertChoices(portalId),
    store.members(portalId),
    store.latestNotifications(portalId, SHOWN),
    store.settings(portalId),
  ]);
  const own = people.find((person) => person.userId === userId);
  // An API key is no person.
  const chosen =
    session.keyId === undefined ? choicesOf(session, choices.get(userId) ?? {}) : choicesOf({ roles: [] }, {});
  const addresses = new Map(people.map((person) => [person.userId, person.userEmail]));
  return {
    mails,
    chosen,
    language: own?.mailLanguage ?? null,
    accountLanguage: settings?.language ?? "en",
    latest: latest.map((one) => ({ ...one, to: addresses.get(one.userId) ?? null })),
  };
}

export type NotificationsView = Awaited<ReturnType<typeof readNotifications>>;

/** What is left out stays as it is. */
export async function chooseNotifications(
  { session, ports: { store } }: Asking,
  { mail = {}, language }: ValueOf<typeof CHOICE_FIELDS>,
): Promise<void> {
  await store.chooseAlerts(session.portalId, session.userId, { mail, language });
}
