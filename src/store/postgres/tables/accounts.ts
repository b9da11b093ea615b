/** HubSpot accounts, their people, LINE accounts and messages. */
import type { Generated } from "kysely";
import type { Finding } from "../../../delivery/codes.ts";
import type { QuietHours } from "../../../delivery/inputs.ts";
import type { LineMessage } from "../../../delivery/message/message.ts";
import type { Utm } from "../../../delivery/message/links.ts";
import type { AuditAction } from "../../../ports/store/audit.ts";
import type { NewMemberRole } from "../../../ports/store/members.ts";
import type { Json, NullableJson } from "./json.ts";

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
  left_at: Date | null;
  checked_at: Generated<Date>;
}

export interface AuditTable {
  number: Generated<number>;
  portal_id: number;
  at: Date;
  user_id: number;
  user_email: string;
  action: AuditAction;
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
