/** The jobs `notify` and `alerts`: chooses who is notified of what has happened. May be repeated and run several times at once. */
import { readersOf } from "../../delivery/alerts/recipients.ts";
import type { Alerts } from "../../ports/notify/alerts.ts";
import type { Members } from "../../ports/store/members.ts";

interface AnnouncePorts {
  readonly store: Pick<Alerts, "newAlerts" | "announce" | "alertChoices"> & Pick<Members, "members">;
  /** Whether there is a mail server at all. */
  readonly mails: boolean;
}

/** A problem that is over already needs no one. */
export async function announceAlerts(portalId: number, { store, mails }: AnnouncePorts): Promise<void> {
  const alerts = await store.newAlerts(portalId);
  if (alerts.length === 0) return;
  const [people, choices] = await Promise.all([store.members(portalId), store.alertChoices(portalId)]);
  for (const { id, kind, closedAt } of alerts) {
    const wanted = mails && (closedAt === null || kind === "delivery_finished");
    const readers = wanted ? readersOf(kind, people, (userId) => choices.get(userId) ?? {}) : [];
    await store.announce(
      portalId,
      id,
      readers.map(({ userId }) => userId),
    );
  }
}
