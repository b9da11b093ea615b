/** PostgreSQL behind `ports/store/`. */
import { afterStop } from "../delivery/lifecycle/commands.ts";
import type { WindowDefaults } from "../delivery/lifecycle/open-delivery.ts";
import { BEFORE_SENDING } from "../delivery/delivery.ts";
import type { Store } from "../ports/store/store.ts";
import { loadPortal, saveInstallation } from "./accounts/accounts.ts";
import { apiKeys } from "./accounts/api-keys/api-keys.ts";
import { alerts } from "./alerts/alerts.ts";
import { audit } from "./accounts/audit.ts";
import { cancelUnsent, removal } from "./accounts/access/removal.ts";
import { channels, saveChannel } from "./accounts/channels.ts";
import { members } from "./accounts/members.ts";
import { privacy } from "./accounts/privacy.ts";
import { savedMessages } from "./accounts/saved-messages.ts";
import { sessions } from "./accounts/sessions.ts";
import { loadSettings, settings } from "./accounts/settings.ts";
import { deliveries, recordChange, recordEach, type OnChange } from "./deliveries/deliveries.ts";
import { home } from "./deliveries/home.ts";
import { list } from "./deliveries/list.ts";
import { notStarted } from "./deliveries/not-started.ts";
import { recipients } from "./deliveries/recipients.ts";
import { records } from "./deliveries/records.ts";
import { release } from "./deliveries/release.ts";
import { markStopped, sendingSwitch } from "./deliveries/sending-stop.ts";
import { sends, views } from "./deliveries/views.ts";
import { enrollByPortal } from "./enrollments/by-portal.ts";
import { joinOpenWindows } from "./enrollments/join-open-windows.ts";
import { enrollSlowPath } from "./enrollments/slow-path.ts";
import type { Database, Db, Operations } from "./postgres/database.ts";
import { withPartition } from "./postgres/weeks.ts";
import type { Secrets } from "./postgres/secrets.ts";

export interface StoreOptions {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly windowDefaults: WindowDefaults;
  readonly onChange: OnChange;
}

/** What needs more than the database. */
type Special = "cancelUnsent" | "enroll" | "record" | "saveChannel" | "saveInstallation" | "settings" | "stopSending";

const OPERATIONS: Operations<Omit<Store, Special>> = {
  ...apiKeys,
  ...alerts,
  ...audit,
  ...channels,
  ...deliveries,
  ...home,
  ...list,
  ...members,
  ...notStarted,
  ...privacy,
  ...recipients,
  ...records,
  ...release,
  ...removal,
  ...savedMessages,
  ...sendingSwitch,
  ...sends,
  ...sessions,
  ...settings,
  ...views,
  portal: loadPortal,
};

export function createStore({ database, secrets, windowDefaults, onChange }: StoreOptions): Store {
  const { db, pool } = database;
  return {
    ...on(db, OPERATIONS),
    cancelUnsent: (portalId) => cancelUnsent(db, portalId, onChange),
    // The row of a delivery is locked while members are added: an arrival at the instant of the seal is in the sealed set or
    // covered.
    enroll: (arrivals) =>
      enrollByPortal(arrivals, (portalId, own) =>
        withPartition(
          pool,
          async () =>
            (await joinOpenWindows(pool, portalId, own)) ??
            (await enrollSlowPath(db, portalId, own, { defaults: windowDefaults, onChange })),
        ),
      ),
    record: (of, change) => recordChange(db, of, change, onChange),
    saveChannel: (channel) => saveChannel(db, secrets, channel),
    saveInstallation: (installation, voidSince) => saveInstallation(db, secrets, installation, voidSince),
    settings: (portalId) => loadSettings(db, portalId, windowDefaults),
    async stopSending(portalId, by) {
      if (!(await markStopped(db, portalId, by))) return null;
      const unsent = db.selectFrom("deliveries").select(["portalId", "id"]).where("portalId", "=", portalId);
      const stopping = unsent.where("phase", "in", BEFORE_SENDING);
      return { cancelled: await recordEach(db, stopping, (fresh, now) => afterStop(fresh, by, now), onChange) };
    },
  };
}

/** The operations with this database. */
const on = <Port extends object>(db: Db, operations: Operations<Port>): Port => {
  const all = Object.entries<(db: Db, ...args: unknown[]) => unknown>(operations);
  return Object.fromEntries(all.map(([name, run]) => [name, (...args: unknown[]) => run(db, ...args)])) as Port;
};
