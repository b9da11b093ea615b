/** Settings, people, the audit trail and the stop of all sends, as the JSON API shows them. */
import Joi from "joi";
import { pageWords } from "../../i18n/wording.ts";
import type { SendingStop } from "../../ports/store/sending-stop.ts";
import type { AuditEntry } from "../../ports/store/audit.ts";
import type { Member } from "../../ports/store/members.ts";
import {
  COUNT,
  INSTANT,
  INSTANT_OR_NULL,
  instant,
  instantOrNull,
  REFUSED_ACCESS,
  TEXT,
  WHOLE,
} from "../web/answers.ts";
import { ID, keyOf, listOf, orNull, pick, shape, type ValueOf } from "../web/schemas.ts";
import { ROLE, SETTING_FIELDS } from "./fields.ts";

export const SETTINGS = shape({
  ...SETTING_FIELDS,
  serviceDefaults: shape({ quietSeconds: WHOLE, ceilingSeconds: WHOLE }).description("What null stands for"),
  access: REFUSED_ACCESS,
});

export const MEMBER = shape({
  id: ID,
  email: TEXT,
  roles: listOf(ROLE).min(1).description("`viewer` alone, or all others"),
  signedInAt: INSTANT,
});

export const memberJson = (member: Member) =>
  pick(MEMBER, { ...member, email: member.userEmail, signedInAt: instant(member.signedInAt) });

export const AUDIT_ENTRY = shape({
  number: WHOLE.min(1).description("Grows with time"),
  at: INSTANT,
  by: TEXT,
  deed: keyOf(pageWords("en").settings.deeds),
  subject: TEXT.description("What it was done to, as people call it"),
  details: Joi.object<object>().description("What was changed, mostly as `[before, after]`"),
});

export const auditJson = (entry: AuditEntry) =>
  pick(AUDIT_ENTRY, { ...entry, at: instant(entry.at), by: entry.userEmail, deed: entry.action });

const SENDING_FIELDS = {
  stopped: Joi.boolean(),
  by: orNull(TEXT).description("E-mail address of who stopped; `restore` after a restore from a backup"),
  at: INSTANT_OR_NULL,
};

export const SENDING = shape(SENDING_FIELDS);
export const STOPPED_SENDING = shape({ ...SENDING_FIELDS, cancelled: COUNT });

export const sendingJson = (stop: SendingStop | null): ValueOf<typeof SENDING> => ({
  stopped: stop !== null,
  by: stop?.by ?? null,
  at: instantOrNull(stop?.at),
});
