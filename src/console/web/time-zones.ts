/** Time zones by their names in the IANA database. */
import { finding } from "../../delivery/codes.ts";
import { Refused } from "../request/refusal.ts";
import { field, html, type FieldProblem, type VNode } from "./elements.ts";

const LIST = "time-zones";

/** Where LINE is used most, first. */
const COMMON_ZONES = ["Asia/Tokyo", "Asia/Taipei", "Asia/Bangkok", "Asia/Jakarta"];
const ZONES: readonly string[] = [...new Set([...COMMON_ZONES, "UTC", ...Intl.supportedValuesOf("timeZone")])];

/** A field for the zone's name; what it offers stands once on the page, in `zoneList`. */
export const zoneField = (label: string, value: string, problem: FieldProblem | null): VNode =>
  field("timeZone", {
    label,
    problem,
    value,
    list: LIST,
    required: true,
    maxlength: "100",
    autocomplete: "off",
    spellcheck: false,
  });

/** Four hundred names weigh more than the rest of a page: no field has them to itself. */
export const zoneList = (): VNode =>
  html`<datalist id=${LIST}>${ZONES.map((zone) => html`<option>${zone}</option>`)}</datalist>`;

/** The name as the IANA database spells it; offsets such as `+09:00` know no summer time and are not taken. */
export function knownZone(name: string): string | null {
  if (!/^[A-Za-z]/.test(name)) return null;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    // RangeError: there is no such zone.
    return null;
  }
}

/** The same, of a city alone too: “new york”. Throws the refusal where there is no such zone. */
export function zoneOf(name: string): string {
  const city = name.toLowerCase().replaceAll(" ", "_");
  const zone = knownZone(name) ?? ZONES.find((one) => one.toLowerCase().endsWith(`/${city}`));
  if (zone !== undefined) return zone;
  throw new Refused({ kind: "refused", finding: finding("TIME_ZONE_UNKNOWN", { zone: name }), field: "timeZone" });
}
