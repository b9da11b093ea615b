/** The tables as Kysely sees them; `migrations/` is what makes them. */
import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from "kysely";
import type { Finding } from "../../delivery/codes.ts";
import type {
  Approval,
  ChangedBack,
  DeliveryList,
  DeliveryState,
  OutcomeKind,
  Phase,
  Preview,
} from "../../delivery/delivery.ts";
import type { Forecast } from "../../delivery/targeting/forecast.ts";
import type { Inputs, QuietHours } from "../../delivery/inputs.ts";
import type { LineMessage } from "../../delivery/message/message.ts";
import type { Reading } from "../../delivery/numbers/reading.ts";
import type { Upload, UploadPurpose } from "../../delivery/upload.ts";
import type { Utm } from "../../delivery/message/utm.ts";
import type { Deed } from "../../ports/store/audit.ts";
import type { NewMemberRole } from "../../ports/store/members.ts";

/** Written as JSON text; `null` stays SQL NULL. */
type Json<T extends object> = JSONColumnType<T>;
type NullableJson<T extends object> = JSONColumnType<T | null, string | null, string | null>;

export interface PortalTable {
  portal_id: number;
  hub_domain: string;
  scopes: string[];
  access_token: Buffer | null;
  refresh_token: Buffer | null;
  token_expires_at: Date | null;
  refresh_claimed_until: Date | null;
  language: Generated<string>;
  minimum_enrolled: Generated<number>;
  record_type_id: string | null;
  record_finding: NullableJson<Finding>;
  records_due_at: Generated<Date | null>;
  installed_at: Date;
  uninstalled_at: Date | null;
  access_finding: NullableJson<Finding>;
  access_since: Generated<Date | null>;
  access_refusals: Generated<number>;
  access_due_at: Generated<Date | null>;
  disconnect_until: Generated<Date | null>;
  stopped_at: Generated<Date | null>;
  stopped_by: Generated<string | null>;
  quiet_seconds: Generated<number | null>;
  ceiling_seconds: Generated<number | null>;
  quiet_hours: NullableJson<QuietHours>;
  time_zone: Generated<string>;
  new_member_role: Generated<NewMemberRole>;
  always_approve: Generated<boolean>;
  approve_above: Generated<number | null>;
  approve_above_factor: Generated<number | null>;
  separate_approver: Generated<boolean>;
  one_send_in_days: Generated<number | null>;
}

export interface MemberTable {
  id: Generated<string>;
  portal_id: number;
  user_id: number;
  user_email: string;
  roles: Generated<string[]>;
  signed_in_at: Date;
  gone_at: Date | null;
  asked_at: Generated<Date>;
}

export interface AuditTable {
  number: Generated<number>;
  portal_id: number;
  at: Date;
  user_id: number;
  user_email: string;
  deed: Deed;
  subject: string;
  details: Json<Record<string, unknown>>;
}

export interface ChannelTable {
  id: string;
  portal_id: number;
  name: string;
  line_channel_id: string;
  channel_secret: Buffer;
  bot_user_id: string;
  basic_id: string;
  display_name: string;
  connected_at: Date;
  verified_at: Date;
  time_zone: Generated<string>;
  quota_floor: Generated<number>;
  last_ok_at: Generated<Date | null>;
  last_error_at: Generated<Date | null>;
  last_error: NullableJson<Finding>;
}

export interface SavedMessageTable {
  id: string;
  portal_id: number;
  name: string;
  messages: Json<LineMessage[]>;
  utm: NullableJson<Utm>;
  version: Generated<number>;
  created_at: Date;
  updated_at: Date;
  changed_by: number | null;
}

export interface TesterTable {
  id: string;
  portal_id: number;
  channel_id: string;
  name: string;
  line_user_id: string;
}

export interface SessionTable {
  token_hash: Buffer;
  portal_id: number;
  user_id: number;
  user_email: string;
  created_at: Date;
  expires_at: Date;
}

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
  record_written_version: number | null;
  served_since: Date | null;
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
  purged: Generated<number>;
  /** Executions that HubSpot no longer holds. */
  let_go: Generated<number>;
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

/** Of no portal: what `ports/deployment-facts.ts` names. */
export interface DeploymentFactTable {
  name: string;
  value: ColumnType<unknown, string, string>;
  noted_at: Date;
}

/** Whose narrowcast of a LINE account is on its way. */
export interface TurnTable {
  line_channel_id: string;
  portal_id: number;
  delivery_id: string;
}

export interface Tables {
  portals: PortalTable;
  members: MemberTable;
  audit: AuditTable;
  channels: ChannelTable;
  saved_messages: SavedMessageTable;
  testers: TesterTable;
  sessions: SessionTable;
  owed_records: OwedRecordTable;
  deliveries: DeliveryTable;
  editions: EditionTable;
  enrollments: EnrollmentTable;
  recipients: RecipientTable;
  timeline: TimelineTable;
  readings: ReadingTable;
  known_names: KnownNameTable;
  turns: TurnTable;
  deployment_facts: DeploymentFactTable;
}
