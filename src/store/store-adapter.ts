/** PostgreSQL behind `ports/store`. */
import { afterUninstall } from "../delivery/commands.ts";
import type { WindowDefaults } from "../delivery/open-delivery.ts";
import type { Store } from "../ports/store.ts";
import * as accounts from "./accounts.ts";
import type { Database, Db } from "./database.ts";
import { loadDelivery, recordChange, type OnChange } from "./deliveries.ts";
import { enrollBatch, finishRelease, heldEnrollments, markReleased } from "./enrollments.ts";
import * as messages from "./saved-messages.ts";
import type { Secrets } from "./secrets.ts";
import * as sessions from "./sessions.ts";
import { listDeliveries, viewDelivery } from "./views.ts";

export interface StoreOptions {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly windowDefaults: WindowDefaults;
  readonly onChange: OnChange;
}

export function createStore({ database, secrets, windowDefaults, onChange }: StoreOptions): Store {
  const { db } = database;
  return {
    enroll: (arrivals) => enrollBatch(database, arrivals, windowDefaults),
    delivery: (id) => loadDelivery(db, id),
    record: (id, change) => recordChange(db, id, change, onChange),
    held: (deliveryId, page) => heldEnrollments(db, deliveryId, page),
    markReleased: (deliveryId, completed, gone) => markReleased(db, deliveryId, completed, gone),
    finishRelease: (deliveryId) => finishRelease(db, deliveryId),

    saveInstallation: (installation) => accounts.saveInstallation(db, secrets, installation),
    uninstall: (portalId) => uninstall(db, portalId, onChange),
    portal: (portalId) => accounts.loadPortal(db, portalId),
    saveRecordType: (portalId, typeId, why) => accounts.saveRecordType(db, portalId, typeId, why),
    saveChannel: (channel) => accounts.saveChannel(db, secrets, channel),
    channels: (portalId) => accounts.loadChannels(db, portalId),
    savedMessages: (portalId) => messages.listSavedMessages(db, portalId),
    savedMessage: (portalId, id) => messages.loadSavedMessage(db, portalId, id),
    createSavedMessage: (portalId, name, content) => messages.createSavedMessage(db, portalId, name, content),
    changeSavedMessage: (portalId, id, change) => messages.changeSavedMessage(db, portalId, id, change),
    deleteSavedMessage: (portalId, id) => messages.deleteSavedMessage(db, portalId, id),
    startSession: (session) => sessions.startSession(db, session),
    session: (secret) => sessions.findSession(db, secret),
    endSession: (secret) => sessions.endSession(db, secret),

    viewDelivery: (portalId, id) => viewDelivery(db, portalId, id),
    listDeliveries: (portalId, page) => listDeliveries(db, portalId, page),
  };
}

async function uninstall(db: Db, portalId: number, onChange: OnChange): Promise<void> {
  await accounts.markUninstalled(db, portalId);
  const open = await db
    .selectFrom("deliveries")
    .select("id")
    .where("portal_id", "=", portalId)
    .where("phase", "in", ["collecting", "sealed"])
    .execute();
  for (const { id } of open) await recordChange(db, id, afterUninstall, onChange);
}
