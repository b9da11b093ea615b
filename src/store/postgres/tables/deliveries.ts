/** Deliveries, their executions and what is known of them. */
import type { Generated, GeneratedAlways } from "kysely";
import type { Finding } from "../../../delivery/codes.ts";
import type {
  Approval,
  ChangedBack,
  DeliveryList,
  DeliveryState,
  OutcomeKind,
  Phase,
  Preview,
} from "../../../delivery/delivery.ts";
import type { Inputs } from "../../../delivery/inputs.ts";
import type { Reading } from "../../../delivery/numbers/reading.ts";
import type { Forecast } from "../../../delivery/targeting/forecast.ts";
import type { Upload, UploadPurpose } from "../../../delivery/upload.ts";
import type { Json, NullableJson } from "./json.ts";

export interface DeliveryTable {
  id: string;
  portal_id: number;
  key: string;
  lane: string;
  channel_id: string;
  line_channel_id: string;
  inputs: Json<Inputs>;
  version: number;
  opened_at: Date;
  quiet_seconds: number;
  ceiling_seconds: number;
  minimum: number;
  holds_until: Date;
  list: Json<DeliveryList>;
  list_size: number | null;
  enrolled: Generated<number>;
  executions: Generated<number>;
  covered: Generated<number>;
  last_enrolled_at: Date;
  workflow_ids: Generated<string[]>;
  phase: Phase;
  state: Json<DeliveryState>;
  sealed_at: Date | null;
  outcome: OutcomeKind | null;
  covers: Generated<boolean>;
  advance_at: Date | null;
  reading_at: Date | null;
  released_at: Date | null;
  outage_ended_at: Date | null;
  time_zone: string;
  uploads: Json<Upload[]>;
  approval: NullableJson<Approval>;
  forecast: NullableJson<Forecast>;
  preview: NullableJson<Preview>;
  /** Of `inputs`. */
  list_id: GeneratedAlways<string>;
  audience_id: GeneratedAlways<string | null>;
  /** Of `state`. */
  meant_for: GeneratedAlways<string | null>;
  deleted_count: Generated<number>;
  /** Executions that HubSpot no longer holds. */
  released_count: Generated<number>;
  holds_lost: Generated<number>;
  release_wait: NullableJson<Finding>;
  release_at: Date | null;
  called_again: Generated<number>;
  requires_version: Generated<number>;
  changed_back: NullableJson<ChangedBack>;
}

/** One way in which a step's action was filled in while it took part in a delivery. */
export interface EditionTable {
  portal_id: number;
  delivery_id: string;
  step: string;
  variant: string;
  lane: string;
  key: string;
  inputs: Json<Inputs>;
  number: number;
  seen_at: Date;
  replaced_at: Date | null;
}

export interface OwedRecordTable {
  portal_id: number;
  delivery_id: string;
  finding: Json<Finding>;
  since: Date;
}

export interface EnrollmentTable {
  portal_id: number;
  callback_id: string;
  execution_id: string | null;
  delivery_id: string;
  object_id: string;
  covered: boolean;
  received_at: Date;
  released_at: Date | null;
  hold_lost: Generated<boolean>;
  called_again_at: Generated<Date | null>;
  /** Monday of the week of `received_at`. */
  week: Generated<string>;
  step: Generated<string | null>;
}

export interface RecipientTable {
  portal_id: number;
  delivery_id: string;
  purpose: UploadPurpose;
  line_user_id: string;
  object_id: string;
  valid: boolean;
}

export interface TimelineTable {
  portal_id: number;
  delivery_id: string;
  number: number;
  at: Date;
  event: string;
  phase: Phase;
  finding: NullableJson<Finding>;
  details: Json<Record<string, unknown>>;
}

export interface KnownNameTable {
  portal_id: number;
  kind: "list" | "audience";
  id: string;
  name: string;
}

export interface ReadingTable {
  portal_id: number;
  delivery_id: string;
  taken_at: Date;
  reading: Json<Reading>;
}

/** The delivery whose narrowcast of a LINE account is on its way. */
export interface SendLockTable {
  line_channel_id: string;
  portal_id: number;
  delivery_id: string;
}
