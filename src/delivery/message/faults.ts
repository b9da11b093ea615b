/** What can be wrong with a value that a person wrote, by name and with the figures that its sentence needs. */
import { finding, type Figures, type Finding } from "../codes.ts";

export const FAULTS = {
  missing: [],
  empty: [],
  code: [],
  not_known: [],
  not_allowed: [],
  no_text: [],
  too_short: ["least"],
  too_long: ["length", "most"],
  fewer_characters: ["most"],
  no_address: ["schemes"],
  no_link: ["schemes"],
  no_uri: [],
  no_scheme: [],
  no_number: [],
  not_whole: [],
  out_of_range: ["least", "most"],
  too_small: ["least"],
  too_large: ["most"],
  not_one_of: ["allowed"],
  no_list: [],
  too_few: ["least"],
  too_many: ["count", "most"],
  fewer_entries: ["most"],
  no_object: [],
  no_yes_or_no: [],
  no_id: [],
  no_clock_time: [],
  not_digits: [],
  not_plain: ["most"],
  no_name: ["most"],
  same_twice: [],
  too_many_bytes: ["bytes", "most"],
  uneven_buttons: ["count"],
  uneven_columns: [],
  no_video_place: [],
  no_block: ["allowed"],
  no_emoji_place: [],
  control_character: [],
  null_character: [],
  half_character: [],
  name_null_character: [],
  name_half_character: [],
  too_deep: ["most"],
} as const satisfies Record<string, readonly string[]>;

export type FaultName = keyof typeof FAULTS;

/** `property` as LINE names it: `messages[0].text`. */
export interface Fault {
  readonly property: string;
  readonly problem: FaultName;
  readonly figures: Figures;
}

export const fault = (property: string, problem: FaultName, figures: Figures = {}): Fault => ({
  property,
  problem,
  figures,
});

export const invalidMessage = ({ property, problem, figures }: Fault): Finding =>
  finding("MESSAGE_INVALID", { ...figures, property, problem });
