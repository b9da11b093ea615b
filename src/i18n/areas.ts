/** LINE's area codes; each language has its names in `areas.ts`. */
import { AREAS_EN } from "./en/areas.ts";

export type AreaCode = keyof typeof AREAS_EN;

/** Every area LINE accepts. */
export const AREA_CODES = Object.keys(AREAS_EN) as readonly AreaCode[];

/** What the action offers: audiences and attributes are for accounts of Japan, Taiwan and Thailand. */
export const OFFERED_AREAS: readonly AreaCode[] = AREA_CODES.filter((code) => !code.startsWith("id_"));
