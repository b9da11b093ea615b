/** A portal's settings as people write them, in a form and through the API. */
import Joi from "joi";
import type { QuietHours } from "../../delivery/inputs.ts";
import { MIN_RECIPIENTS } from "../../delivery/targeting/minimums.ts";
import { LONGEST_COLLECTING_SECONDS } from "../../delivery/lifecycle/window.ts";
import type { Role } from "../../ports/store/members.ts";
import type { KnownSettings, PortalSettings } from "../../ports/store/settings.ts";
import { LANGUAGES } from "../../i18n/wording.ts";
import { numberIn, WHOLE_NUMBER } from "../web/fields.ts";
import { POLICY_FIELDS } from "./policies/fields.ts";
import { NEW_MEMBER_ROLES, ROLES } from "../request/rights.ts";

interface ClockTimes {
  readonly from: string;
  readonly to: string;
}

export type WrittenSettings = Partial<Omit<PortalSettings, "quietHours">> & { readonly quietHours?: ClockTimes | null };

const LONGEST_QUIET_SECONDS = 6 * 3600;

const CLOCK_TIME = Joi.string()
  .pattern(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "clock time")
  .required();

export const SETTINGS_FIELDS = Joi.object<WrittenSettings>({
  quietSeconds: WHOLE_NUMBER.min(10).max(LONGEST_QUIET_SECONDS).allow(null),
  ceilingSeconds: WHOLE_NUMBER.min(60).max(LONGEST_COLLECTING_SECONDS).allow(null),
  // It may only be lowered.
  minimumEnrolled: WHOLE_NUMBER.min(1).max(MIN_RECIPIENTS),
  quietHours: Joi.object({ from: CLOCK_TIME, to: CLOCK_TIME.invalid(Joi.ref("from")) }).allow(null),
  language: Joi.string().valid(...LANGUAGES),
  timeZone: Joi.string().trim().min(1).max(100),
  newMemberRole: Joi.string().valid(...NEW_MEMBER_ROLES),
  ...POLICY_FIELDS,
});

/** An empty list is a viewer's, which everyone is. */
export const ROLE_FIELDS = Joi.object<{ roles: readonly Role[] }>({
  roles: Joi.array()
    .items(Joi.string().valid(...ROLES))
    .required(),
});

/** `before` and `limit` of the audit trail. */
export const TRAIL_FIELDS = Joi.object<{ limit: number; before: number | null }>({
  limit: Joi.number().integer().min(1).max(200).default(50),
  before: Joi.number().integer().min(1).default(null),
}).unknown();

function minutesOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return hour * 60 + minute;
}

const two = (value: number): string => String(value).padStart(2, "0");
const timeOf = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

export const clockTimes = ({ from, to }: QuietHours): ClockTimes => ({ from: timeOf(from), to: timeOf(to) });

export function readSettings({ quietHours, ...rest }: WrittenSettings): Partial<PortalSettings> {
  if (quietHours === undefined) return rest;
  const hours = quietHours === null ? null : { from: minutesOf(quietHours.from), to: minutesOf(quietHours.to) };
  return { ...rest, quietHours: hours };
}

export const settingsJson = ({ quietHours, ...rest }: KnownSettings) => ({
  ...rest,
  quietHours: quietHours === null ? null : clockTimes(quietHours),
});

export type SettingsForm = Readonly<Record<(typeof FORM_FIELDS)[number], string>>;
export const FORM_FIELDS = [
  "quietMinutes",
  "ceilingMinutes",
  "minimumEnrolled",
  "quietFrom",
  "quietTo",
  "language",
  "timeZone",
  "newMemberRole",
] as const;

/** Minutes as people write them; null for none. What is no number stays as it is, for the check to say so. */
function secondsOf(minutes: string): number | string | null {
  if (minutes.trim() === "") return null;
  const seconds = Number(minutes) * 60;
  return Number.isFinite(seconds) ? seconds : minutes;
}

/** What the form means, to be checked like a request to the API. */
export const meantBy = (form: SettingsForm): Record<string, unknown> => ({
  quietSeconds: secondsOf(form.quietMinutes),
  ceilingSeconds: secondsOf(form.ceilingMinutes),
  minimumEnrolled: numberIn(form.minimumEnrolled),
  quietHours: form.quietFrom === "" && form.quietTo === "" ? null : { from: form.quietFrom, to: form.quietTo },
  language: form.language,
  timeZone: form.timeZone,
  newMemberRole: form.newMemberRole,
});

const minutesText = (seconds: number | null): string => (seconds === null ? "" : String(seconds / 60));

export function settingsForm(settings: PortalSettings): SettingsForm {
  const { quietHours } = settings;
  const times = quietHours === null ? { from: "", to: "" } : clockTimes(quietHours);
  return {
    quietMinutes: minutesText(settings.quietSeconds),
    ceilingMinutes: minutesText(settings.ceilingSeconds),
    minimumEnrolled: String(settings.minimumEnrolled),
    quietFrom: times.from,
    quietTo: times.to,
    language: settings.language,
    timeZone: settings.timeZone,
    newMemberRole: settings.newMemberRole,
  };
}
