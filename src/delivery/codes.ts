/**
 * Every code a person may meet: who must act, what the service does about it, and the figures its sentence shows.
 * Codes are permanent once published: workflows branch on them. Sentences: `i18n/`.
 */

/** Who can do something about it. */
export type Actor = "no_one" | "builder" | "channel_admin" | "portal_admin" | "operator";

/** What the service does: nothing more, wait and try again, end as failed, or stop and ask a person. */
export type Reaction = "none" | "wait" | "fail" | "ask";

interface CodeFacts {
  readonly actor: Actor;
  readonly reaction: Reaction;
  readonly figures: readonly string[];
}

export const CODES = {
  // How a delivery ends well.
  DELIVERED: { actor: "no_one", reaction: "none", figures: ["success"] },
  REHEARSED: { actor: "no_one", reaction: "none", figures: ["enrolled", "low", "high"] },
  TEST_RUN: { actor: "no_one", reaction: "none", figures: [] },

  // On the way.
  COLLECTING: { actor: "no_one", reaction: "wait", figures: ["enrolled"] },
  REQUESTING: { actor: "no_one", reaction: "none", figures: [] },
  SENDING: { actor: "no_one", reaction: "wait", figures: [] },
  WAITING_FOR_TURN: { actor: "no_one", reaction: "wait", figures: [] },
  QUOTA_RESERVED: { actor: "no_one", reaction: "wait", figures: [] },
  LINE_RATE_LIMITED: { actor: "no_one", reaction: "wait", figures: [] },
  LINE_UNAVAILABLE: { actor: "no_one", reaction: "wait", figures: [] },
  HUBSPOT_UNAVAILABLE: { actor: "no_one", reaction: "wait", figures: [] },
  HUBSPOT_RATE_LIMITED: { actor: "no_one", reaction: "wait", figures: [] },
  HUBSPOT_LOCKED: { actor: "no_one", reaction: "wait", figures: [] },
  HUBSPOT_MIGRATING: { actor: "no_one", reaction: "wait", figures: [] },
  HUBSPOT_HOLDS_UNKNOWN: { actor: "no_one", reaction: "wait", figures: [] },
  APPROVAL_NEEDED: { actor: "portal_admin", reaction: "wait", figures: [] },
  CHANGED_AFTER_SEND: { actor: "portal_admin", reaction: "wait", figures: ["at"] },
  CHANGED_BACK: { actor: "portal_admin", reaction: "wait", figures: [] },
  MAY_BE_BELOW_MINIMUM: { actor: "portal_admin", reaction: "ask", figures: ["why", "needed"] },
  APPROVAL_BY_POLICY: { actor: "portal_admin", reaction: "ask", figures: [] },
  ABOVE_RECIPIENTS: { actor: "portal_admin", reaction: "ask", figures: ["high", "limit"] },
  RECIPIENTS_UNKNOWN: { actor: "portal_admin", reaction: "ask", figures: ["limit"] },
  ABOVE_ENROLLED: { actor: "portal_admin", reaction: "ask", figures: ["high", "enrolled", "factor"] },
  RECENT_SENDS_NOT_EXCLUDED: { actor: "portal_admin", reaction: "ask", figures: ["left", "days"] },
  SEND_TIME_NOT_REACHED: { actor: "no_one", reaction: "wait", figures: ["until"] },
  QUIET_HOURS: { actor: "no_one", reaction: "wait", figures: ["until"] },
  AUDIENCE_PREPARING: { actor: "no_one", reaction: "wait", figures: ["ids"] },
  CHANNEL_UNAUTHORIZED: { actor: "channel_admin", reaction: "wait", figures: ["channel"] },

  // Too small, in several ways: LINE's, and those in which LINE would send.
  ENROLLED_BELOW_MINIMUM: { actor: "builder", reaction: "fail", figures: ["enrolled", "needed", "hint"] },
  AUDIENCE_BELOW_MINIMUM: { actor: "builder", reaction: "fail", figures: ["audience", "size", "needed"] },
  UPLOAD_AUDIENCE_BELOW_MINIMUM: { actor: "builder", reaction: "fail", figures: ["audience", "size", "needed"] },
  CHAT_TAG_BELOW_MINIMUM: { actor: "builder", reaction: "fail", figures: ["audience", "size", "needed"] },
  REACH_BELOW_MINIMUM: { actor: "builder", reaction: "fail", figures: ["reach", "needed"] },
  RECIPIENTS_BELOW_MINIMUM: { actor: "builder", reaction: "fail", figures: ["needed"] },
  AUDIENCE_BELOW_MINIMUM_AT_LINE: { actor: "builder", reaction: "fail", figures: ["needed"] },
  VALID_IDS_BELOW_MINIMUM: { actor: "builder", reaction: "fail", figures: ["valid", "invalid", "needed"] },
  UNSUPPRESSED_IDS_BELOW_MINIMUM: {
    actor: "builder",
    reaction: "fail",
    figures: ["left", "valid", "suppressed", "needed"],
  },
  KEPT_IDS_BELOW_MINIMUM: { actor: "builder", reaction: "fail", figures: ["kept", "sent", "needed"] },
  MAX_RECIPIENTS_BELOW_MINIMUM: { actor: "builder", reaction: "fail", figures: ["maximum", "needed"] },
  QUOTA_BELOW_MINIMUM: { actor: "channel_admin", reaction: "fail", figures: ["available", "needed"] },
  FORECAST_BELOW_MINIMUM: { actor: "builder", reaction: "fail", figures: ["high", "needed"] },

  // LINE user IDs of enrolled or suppressed contacts.
  PROPERTY_HOLDS_NO_LINE_IDS: { actor: "builder", reaction: "fail", figures: ["contacts"] },
  SUPPRESSION_HOLDS_NO_LINE_IDS: { actor: "builder", reaction: "fail", figures: ["list", "property"] },
  SUPPRESSION_LIST_NOT_FOUND: { actor: "builder", reaction: "fail", figures: ["list"] },
  SUPPRESSION_PROPERTY_NOT_FOUND: { actor: "builder", reaction: "fail", figures: ["property"] },
  UPLOAD_FAILED: { actor: "operator", reaction: "fail", figures: ["detail"] },
  AUDIENCES_FULL: { actor: "channel_admin", reaction: "fail", figures: ["maximum"] },

  // Said before the send; never stops it.
  SOME_IDS_INVALID: { actor: "builder", reaction: "none", figures: ["invalid", "valid", "examples"] },
  SUPPRESSION_IDS_INVALID: { actor: "builder", reaction: "none", figures: ["invalid", "valid", "examples"] },
  EXCLUSION_INCOMPLETE: { actor: "builder", reaction: "none", figures: ["left", "days"] },
  SEND_AT_AFTER_HOLDS: { actor: "builder", reaction: "none", figures: [] },
  WOULD_GO_OUT_AT: { actor: "no_one", reaction: "none", figures: ["until"] },
  CEILING_WHILE_ARRIVING: { actor: "builder", reaction: "none", figures: ["enrolled"] },

  // The audience.
  AUDIENCE_NOT_FOUND: { actor: "builder", reaction: "fail", figures: ["audience"] },
  AUDIENCE_NOT_READY: { actor: "builder", reaction: "fail", figures: ["audience", "status"] },
  AUDIENCE_EXPIRES_BEFORE_SEND: { actor: "builder", reaction: "fail", figures: ["audience", "expires"] },
  AUDIENCE_EXPIRED: { actor: "builder", reaction: "fail", figures: ["audience"] },

  // Quota.
  QUOTA_EXHAUSTED: { actor: "channel_admin", reaction: "fail", figures: ["remaining", "allowance"] },
  QUOTA_FLOOR_REACHED: { actor: "channel_admin", reaction: "fail", figures: ["remaining", "floor"] },
  QUOTA_TOO_SMALL: { actor: "channel_admin", reaction: "fail", figures: ["available", "needed"] },
  PARTIAL_DELIVERY_FORBIDDEN: { actor: "channel_admin", reaction: "fail", figures: [] },

  // LINE says no.
  LINE_REFUSED_MESSAGE: { actor: "builder", reaction: "fail", figures: ["detail"] },
  LINE_REFUSED_REQUEST: { actor: "operator", reaction: "fail", figures: ["detail"] },
  LINE_ACCESS_DENIED: { actor: "channel_admin", reaction: "fail", figures: ["detail"] },
  LINE_INTERNAL_ERROR: { actor: "operator", reaction: "fail", figures: [] },
  LINE_FAILED: { actor: "operator", reaction: "fail", figures: ["errorCode", "detail"] },
  LINE_REQUEST_NOT_FOUND: { actor: "operator", reaction: "ask", figures: ["requestId"] },

  // No one can know any more.
  SEND_UNCONFIRMED: { actor: "portal_admin", reaction: "ask", figures: ["attempts"] },
  PROGRESS_UNKNOWN: { actor: "portal_admin", reaction: "ask", figures: ["requestId"] },
  RESTORED_FROM_BACKUP: { actor: "portal_admin", reaction: "ask", figures: [] },

  // A person or a platform ended it.
  CANCELLED_BY_PERSON: { actor: "no_one", reaction: "none", figures: ["person"] },
  JOINED_ANOTHER_DELIVERY: { actor: "no_one", reaction: "none", figures: ["delivery"] },
  SENDING_STOPPED: { actor: "portal_admin", reaction: "fail", figures: ["person"] },
  STOPPED_AFTER_RESTORE: { actor: "portal_admin", reaction: "fail", figures: [] },
  OUT_OF_TIME: { actor: "operator", reaction: "fail", figures: [] },
  APPROVAL_MISSING: { actor: "portal_admin", reaction: "fail", figures: [] },
  PORTAL_UNINSTALLED: { actor: "portal_admin", reaction: "fail", figures: [] },

  // Inputs of the action.
  LIST_NOT_FOUND: { actor: "builder", reaction: "fail", figures: ["list"] },
  LIST_MISSING: { actor: "builder", reaction: "fail", figures: [] },
  CHANNEL_NOT_FOUND: { actor: "builder", reaction: "fail", figures: ["channel"] },
  CHANNEL_CREDENTIALS_REFUSED: { actor: "channel_admin", reaction: "fail", figures: ["channel"] },
  CHANNEL_MISSING: { actor: "builder", reaction: "fail", figures: [] },
  TARGETING_MODE_MISSING: { actor: "builder", reaction: "fail", figures: [] },
  TARGETING_MISSING: { actor: "builder", reaction: "fail", figures: [] },
  MESSAGE_MISSING: { actor: "builder", reaction: "fail", figures: [] },
  MESSAGE_AMBIGUOUS: { actor: "builder", reaction: "fail", figures: [] },
  MESSAGE_IS_CODE: { actor: "builder", reaction: "fail", figures: [] },
  MESSAGE_NOT_FOUND: { actor: "builder", reaction: "fail", figures: ["message"] },
  DELIVERY_NAME_TOO_LONG: { actor: "builder", reaction: "fail", figures: ["length", "maximum"] },
  MESSAGE_TOO_LONG: { actor: "builder", reaction: "fail", figures: ["length", "maximum"] },
  MESSAGE_INVALID: { actor: "builder", reaction: "fail", figures: ["property", "problem"] },
  SAVED_MESSAGES_FULL: {
    actor: "builder",
    reaction: "fail",
    figures: ["count", "maximum", "megabytes", "maximumMegabytes"],
  },
  PERSONAL_TOKEN_IN_MESSAGE: { actor: "builder", reaction: "fail", figures: ["token"] },
  AGE_RANGE_REVERSED: { actor: "builder", reaction: "fail", figures: ["from", "to"] },
  FRIEND_DAYS_REVERSED: { actor: "builder", reaction: "fail", figures: ["from", "to"] },
  CONDITIONS_TOO_MANY: { actor: "builder", reaction: "fail", figures: ["count", "maximum"] },
  AUDIENCE_EXCLUDES_ITSELF: { actor: "builder", reaction: "fail", figures: ["audience"] },
  SUPPRESSION_PROPERTY_MISSING: { actor: "builder", reaction: "fail", figures: [] },
  SEND_AT_PASSED: { actor: "builder", reaction: "fail", figures: ["sendAt"] },
  HOLD_TOO_LONG: { actor: "builder", reaction: "fail", figures: ["hours", "maximum"] },
  TIME_ZONE_UNKNOWN: { actor: "portal_admin", reaction: "fail", figures: ["zone"] },
  MAX_RECIPIENTS_MISSING: { actor: "builder", reaction: "fail", figures: [] },
  INPUT_INVALID: { actor: "builder", reaction: "fail", figures: ["field", "value", "allowed"] },
  PORTAL_NOT_INSTALLED: { actor: "portal_admin", reaction: "fail", figures: [] },

  // Writing the delivery record; never stops a send.
  RECORDS_NOT_IN_PLAN: { actor: "portal_admin", reaction: "ask", figures: [] },
  RECORDS_SCOPES_MISSING: { actor: "portal_admin", reaction: "ask", figures: ["scopes"] },
  RECORDS_QUOTA_FULL: { actor: "portal_admin", reaction: "ask", figures: [] },
  RECORDS_REFUSED_BY_RULE: { actor: "portal_admin", reaction: "ask", figures: ["properties"] },
  HUBSPOT_UNAUTHORIZED: { actor: "portal_admin", reaction: "ask", figures: [] },
  HUBSPOT_SCOPES_MISSING: { actor: "portal_admin", reaction: "ask", figures: ["scopes"] },
  HUBSPOT_APP_REFUSED: { actor: "operator", reaction: "ask", figures: ["detail"] },
  HUBSPOT_REFUSED: { actor: "operator", reaction: "ask", figures: ["detail"] },

  // Notifying people; never stops a send.
  MAIL_REFUSED: { actor: "portal_admin", reaction: "none", figures: ["detail"] },
  MAIL_UNAVAILABLE: { actor: "operator", reaction: "none", figures: [] },
} as const satisfies Record<string, CodeFacts>;

export type Code = keyof typeof CODES;

export type Figures = Readonly<Record<string, string | number>>;

/** A code with the figures of this case: everything a sentence needs. */
export interface Finding {
  readonly code: Code;
  readonly figures: Figures;
}

export const finding = (code: Code, figures: Figures = {}): Finding => ({ code, figures });
