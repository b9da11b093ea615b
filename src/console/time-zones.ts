/** Where LINE is used most, first. */
const COMMON_ZONES = ["Asia/Tokyo", "Asia/Taipei", "Asia/Bangkok", "Asia/Jakarta"];
const ZONES: readonly string[] = [...new Set([...COMMON_ZONES, "UTC", ...Intl.supportedValuesOf("timeZone")])];

/** What a person may choose from; the one that is set is among them. */
export const timeZones = (current: string): readonly string[] =>
  ZONES.includes(current) ? ZONES : [current, ...ZONES];

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
