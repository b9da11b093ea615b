/** PostgreSQL behind `ports/store/`. */
import { afterStop } from "../delivery/lifecycle/commands.ts";
import type { WindowDefaults } from "../delivery/lifecycle/open-delivery.ts";
import type { Store } from "../ports/store/store.ts";
import * as accounts from "./accounts/accounts.ts";
import * as channels from "./accounts/channels.ts";
import * as members from "./accounts/members.ts";
import * as removal from "./accounts/access/removal.ts";
import { auditTrail, recordAudit } from "./accounts/audit.ts";
import { audienceUses, channelHealth, markVerified } from "./accounts/channel-health.ts";
import type { Database, Db } from "./postgres/database.ts";
import { listDeliveries, namedThings } from "./deliveries/list.ts";
import { loadDelivery, loadRequiredVersion, recordChange, type OnChange } from "./deliveries/deliveries.ts";
import { enrollBatch } from "./enrollments/enrollments.ts";
import { contactData, forgetContact } from "./accounts/privacy.ts";
import { finishRelease, heldEnrollments, markReleased, putOffRelease } from "./deliveries/release.ts";
import { namesOfAudiences } from "./deliveries/audience-names.ts";
import { otherDeliveries } from "./enrollments/edits/other-deliveries.ts";
import * as messages from "./accounts/saved-messages.ts";
import * as recipients from "./deliveries/recipients.ts";
import * as records from "./deliveries/records.ts";
import { loadPolicies } from "./accounts/policies.ts";
import type { Secrets } from "./postgres/secrets.ts";
import * as sessions from "./accounts/sessions.ts";
import * as stop from "./deliveries/sending-stop.ts";
import * as settings from "./accounts/settings.ts";
import * as testers from "./accounts/testers.ts";
import { recentSends, similarSends, versionOf, viewDelivery } from "./deliveries/views.ts";

export interface StoreOptions {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly windowDefaults: WindowDefaults;
  readonly onChange: OnChange;
}

export function createStore({ database, secrets, windowDefaults, onChange }: StoreOptions): Store {
  const { db } = database;
  return {
    enroll: (arrivals) => enrollBatch(database, arrivals, windowDefaults, onChange),
    delivery: (id) => loadDelivery(db, id),
    requiredVersion: (id) => loadRequiredVersion(db, id),
    record: (id, change) => recordChange(db, id, change, onChange),
    recordFor: (portalId, id, change) =>
      recordChange(db, id, (fresh, now) => (fresh.portalId === portalId ? change(fresh, now) : null), onChange),
    otherDeliveries: (id) => otherDeliveries(db, id),
    held: (deliveryId, page) => heldEnrollments(db, deliveryId, page),
    markReleased: (deliveryId, completed, gone) => markReleased(db, deliveryId, completed, gone),
    finishRelease: (deliveryId) => finishRelease(db, deliveryId),
    putOffRelease: (deliveryId, why, seconds) => putOffRelease(db, deliveryId, why, seconds),

    recipientCounts: (id, purpose) => recipients.countRecipients(db, id, purpose),
    recipientIds: (id, purpose, page) => recipients.readRecipientIds(db, id, purpose, page),
    addRecipients: (id, purpose, members) => recipients.addRecipients(db, id, purpose, members),
    markInvalid: (id, purpose, ids) => recipients.markInvalid(db, id, purpose, ids),
    suppressedEnrolled: (id) => recipients.countSuppressedEnrolled(db, id),
    deleteRecipients: (id) => recipients.deleteRecipients(db, id),

    saveInstallation: (installation, voidSince) => accounts.saveInstallation(db, secrets, installation, voidSince),
    disconnect: (by) => removal.disconnect(db, by),
    disconnecting: (portalId) => removal.disconnecting(db, portalId),
    endDisconnect: (portalId) => removal.endDisconnect(db, portalId),
    cancelUnsent: (portalId) => removal.cancelUnsent(db, portalId, onChange),
    portal: (portalId) => accounts.loadPortal(db, portalId),
    saveRecordType: (portalId, typeId, why, asOf) => records.saveRecordType(db, portalId, { typeId, why, asOf }),
    oweRecord: (portalId, deliveryId, why) => records.oweRecord(db, portalId, deliveryId, why),
    recordWritten: (portalId, deliveryId) => records.recordWritten(db, portalId, deliveryId),
    owedRecords: (portalId) => records.owedRecords(db, portalId),
    saveChannel: (channel) => channels.saveChannel(db, secrets, channel),
    changeChannel: (portalId, id, change) => channels.changeChannel(db, portalId, id, change),
    channels: (portalId) => channels.loadChannels(db, portalId),
    channelHealth: (portalId, channelId) => channelHealth(db, portalId, channelId),
    markVerified: (portalId, channelId, account) => markVerified(db, portalId, channelId, account),
    audienceUses: (portalId, channelId, days) => audienceUses(db, portalId, channelId, days),
    savedMessages: (portalId) => messages.listSavedMessages(db, portalId),
    savedMessagesSize: (portalId, except) => messages.savedMessagesSize(db, portalId, except),
    savedMessage: (portalId, id) => messages.loadSavedMessage(db, portalId, id),
    createSavedMessage: (portalId, content, by) => messages.createSavedMessage(db, portalId, content, by),
    changeSavedMessage: (portalId, id, change, by) => messages.changeSavedMessage(db, portalId, id, change, by),
    deleteSavedMessage: (portalId, id) => messages.deleteSavedMessage(db, portalId, id),
    testers: (portalId, channelId) => testers.listTesters(db, portalId, channelId),
    saveTester: (portalId, channelId, tester) => testers.saveTester(db, portalId, channelId, tester),
    deleteTester: (portalId, id) => testers.deleteTester(db, portalId, id),
    startSession: (session) => sessions.startSession(db, session),
    session: (secret) => sessions.findSession(db, secret),
    endSession: (secret) => sessions.endSession(db, secret),

    contactData: (portalId, contactId) => contactData(db, portalId, contactId),
    forgetContact: (portalId, contactId) => forgetContact(db, portalId, contactId),
    settings: (portalId) => settings.loadSettings(db, portalId, windowDefaults),
    policies: (portalId) => loadPolicies(db, portalId),
    changeSettings: (portalId, change) => settings.changeSettings(db, portalId, change),
    members: (portalId) => members.listMembers(db, portalId),
    rolesOf: (portalId, userId) => members.rolesOf(db, portalId, userId),
    changeRoles: (portalId, memberId, roles) => members.changeRoles(db, portalId, memberId, roles),
    removeMember: (portalId, memberId) => members.removeMember(db, portalId, memberId),
    claimMembershipCheck: (portalId, userId) => members.claimMembershipCheck(db, portalId, userId),
    personLeft: (portalId, userId) => members.personLeft(db, portalId, userId),
    endSessionsOfPerson: (portalId, userId) => sessions.endSessionsOfPerson(db, portalId, userId),
    recordAudit: (note) => recordAudit(db, note),
    auditTrail: (portalId, page) => auditTrail(db, portalId, page),

    sendingStop: (portalId) => stop.sendingStop(db, portalId),
    stopSending: (portalId, by) => stopSending(db, { portalId, by }, onChange),
    resumeSending: (portalId) => stop.resumeSending(db, portalId),

    viewDelivery: (portalId, id) => viewDelivery(db, portalId, id),
    audienceNames: (portalId, ids) => namesOfAudiences(db, portalId, ids),
    recentSends: (portalId, channelId, since) => recentSends(db, portalId, channelId, since),
    similarSends: (to) => similarSends(db, to),
    listDeliveries: (portalId, page) => listDeliveries(db, portalId, page),
    versionOf: (portalId, id) => versionOf(db, portalId, id),
    namedThings: (portalId, chosen) => namedThings(db, portalId, chosen),
  };
}

async function stopSending(
  db: Db,
  { portalId, by }: { readonly portalId: number; readonly by: string },
  onChange: OnChange,
): Promise<{ readonly cancelled: number } | null> {
  if (!(await stop.markStopped(db, portalId, by))) return null;
  let cancelled = 0;
  for (const id of await stop.beforeSending(db, portalId)) {
    const recorded = await recordChange(db, id, (fresh, now) => afterStop(fresh, by, now), onChange);
    if (recorded.kind === "recorded") cancelled += 1;
  }
  return { cancelled };
}
