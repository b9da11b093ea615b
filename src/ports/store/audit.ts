/** Who did what. */

export type AuditAction =
  | "sign_in"
  | "seal"
  | "cancel"
  | "approve"
  | "connect_channel"
  | "change_channel"
  | "verify_channel"
  | "add_tester"
  | "remove_tester"
  | "create_message"
  | "change_message"
  | "delete_message"
  | "restore_message"
  | "test_send"
  | "change_settings"
  | "change_role"
  | "become_administrator"
  | "remove_member"
  | "sign_out_everywhere"
  | "leave_account"
  | "disconnect"
  | "uninstall"
  | "stop_sending"
  | "resume_sending"
  | "make_key"
  | "rotate_key"
  | "revoke_key";

export interface AuditNote {
  readonly portalId: number;
  readonly userId: number;
  readonly userEmail: string;
  readonly action: AuditAction;
  /** What it was done to, as people call it. */
  readonly subject: string;
  /** Names of what was changed, with the values before and after. */
  readonly details: Readonly<Record<string, unknown>>;
}

export interface AuditEntry extends Omit<AuditNote, "portalId"> {
  /** Grows with time. */
  readonly number: number;
  readonly at: number;
}

export interface Audit {
  recordAudit(note: AuditNote): Promise<void>;
  /** Newest first; `before` pages by number. */
  auditTrail(portalId: number, page: { limit: number; before: number | null }): Promise<readonly AuditEntry[]>;
}
