/** A portal's settings as people write them, in a form and through the API. */
import Joi from "joi";
import type { QuietHours } from "../../delivery/inputs.ts";
import { MIN_RECIPIENTS } from "../../delivery/targeting/minimums.ts";
import { MAX_COLLECTING_SECONDS } from "../../delivery/lifecycle/window.ts";
import type { KnownSettings, PortalSettings } from "../../ports/store/settings.ts";
import { LANGUAGES } from "../../i18n/wording.ts";
import { WHOLE } from "../web/answers.ts";
import { numberIn, TIME_ZONE, WHOLE_NUMBER } from "../web/fields.ts";
import { listOf, oneOf, orAbsent, orNull, partial, shape, type ValueOf } from "../web/schemas.ts";
import { POLICY_FIELDS } from "./policies/fields.ts";
import { NEW_MEMBER_ROLES, ROLES } from "../request/rights.ts";

const MAX_QUIET_SECONDS = 6 * 3600;

const CLOCK_TIME = Joi.string().pattern(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "clock time");
const CLOCK_TIMES = shape({ from: CLOCK_TIME, to: CLOCK_TIME.invalid(Joi.ref("from")) });

export const NEW_MEMBER_ROLE = oneOf(NEW_MEMBER_ROLES).description("What new people may be given");

export const SETTING_FIELDS = {
  quietSeconds: orNull(WHOLE_NUMBER.min(10).max(MAX_QUIET_SECONDS)).description(
    "Collecting ends when no one has enrolled for so long; null takes the service's default",
  ),
  ceilingSeconds: orNull(WHOLE_NUMBER.min(60).max(MAX_COLLECTING_SECONDS)).description(
    "Collecting ends at the latest after this time; null takes the service's default",
  ),
  minimumEnrolled: WHOLE_NUMBER.min(1)
    .max(MIN_RECIPIENTS)
    .description("Fewest enrolled contacts for a send; may be lowered only"),
  quietHours: orNull(CLOCK_TIMES).description("For actions that say nothing about quiet hours; null for none"),
  language: oneOf<string>(LANGUAGES).description("Of what HubSpot shows about a delivery"),
  timeZone: TIME_ZONE.description("IANA name; of channels that are connected from now on"),
  newMemberRole: NEW_MEMBER_ROLE,
  ...POLICY_FIELDS,
};

export const SETTINGS_FIELDS = partial(SETTING_FIELDS).description(
  "What is left out stays as it is. The policies count for every send that has not begun, whatever a workflow asks for",
);

export type WrittenSettings = ValueOf<typeof SETTINGS_FIELDS>;

export const ROLE = oneOf(ROLES).description("A person may have several; everyone is a viewer");

export const ROLE_FIELDS = shape({
  roles: listOf(ROLE).description("All that the person has from now on; an empty list leaves a viewer"),
});

export const TRAIL_FIELDS = shape({
  limit: WHOLE.min(1).max(200).default(50),
  before: orAbsent(WHOLE.min(1)).description("`nextBefore` of the page before"),
}).unknown();

function minutesOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return hour * 60 + minute;
}

const two = (value: number): string => String(value).padStart(2, "0");
const timeOf = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

export const clockTimes = ({ from, to }: QuietHours): ValueOf<typeof CLOCK_TIMES> => ({
  from: timeOf(from),
  to: timeOf(to),
});

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

/** Fields of the form that go by another name when they are checked. */
const IN_FORM: Readonly<Record<string, string>> = {
  quietSeconds: "quietMinutes",
  ceilingSeconds: "ceilingMinutes",
  "quietHours.from": "quietFrom",
  "quietHours.to": "quietTo",
};

/** The problem at the field as the form calls it. */
export const inForm = <P extends { readonly field: string | null }>(problem: P | null): P | null =>
  problem === null ? null : { ...problem, field: IN_FORM[problem.field ?? ""] ?? problem.field };

/** Minutes as people write them; null for none. What is no number stays as it is, for the check to say so. */
function secondsOf(minutes: string): number | string | null {
  if (minutes.trim() === "") return null;
  const seconds = Number(minutes) * 60;
  return Number.isFinite(seconds) ? seconds : minutes;
}

/** What the form means, to be checked like a request to the API. */
export const parseSettingsForm = ({
  quietMinutes,
  ceilingMinutes,
  minimumEnrolled,
  quietFrom: from,
  quietTo: to,
  ...rest
}: SettingsForm): Record<string, unknown> => ({
  ...rest,
  quietSeconds: secondsOf(quietMinutes),
  ceilingSeconds: secondsOf(ceilingMinutes),
  minimumEnrolled: numberIn(minimumEnrolled),
  quietHours: from === "" && to === "" ? null : { from, to },
});

const minutesText = (seconds: number | null): string => (seconds === null ? "" : String(seconds / 60));

export function settingsForm(settings: PortalSettings): SettingsForm {
  const { quietSeconds, ceilingSeconds, minimumEnrolled, quietHours, language, timeZone, newMemberRole } = settings;
  const { from, to } = quietHours === null ? { from: "", to: "" } : clockTimes(quietHours);
  const minutes = { quietMinutes: minutesText(quietSeconds), ceilingMinutes: minutesText(ceilingSeconds) };
  const rest = { language, timeZone, newMemberRole };
  return { ...minutes, minimumEnrolled: String(minimumEnrolled), quietFrom: from, quietTo: to, ...rest };
}
