/**
 * The tables as Kysely sees them; `migrations/` makes them. Columns are named and read as the ports and `delivery/` name and
 * read them, so most rows need no other form.
 */
import type { ColumnType, Generated, GeneratedAlways, Selectable } from "kysely";
import type { AlertKind } from "../../delivery/alerts/alerts.ts";
import type { Code, Figures, Finding } from "../../delivery/codes.ts";
import type { Delivery, OutcomeKind, Phase } from "../../delivery/delivery.ts";
import type { Inputs } from "../../delivery/inputs.ts";
import type { Reading } from "../../delivery/numbers/reading.ts";
import type { Upload, UploadPurpose } from "../../delivery/upload.ts";
import type { ApiKey } from "../../ports/store/access/api-keys.ts";
import type { Alert, Notification, NotificationState } from "../../ports/notify/alerts.ts";
import type { AuditNote } from "../../ports/store/audit.ts";
import type { ChannelFacts, ChannelHealth, Tester } from "../../ports/store/channels.ts";
import type { HeldEnrollment } from "../../ports/store/enrollments.ts";
import type { Role } from "../../ports/store/members.ts";
import type { NotStartedEntry } from "../../ports/store/enrollments.ts";
import type { SavedMessage } from "../../ports/store/saved-messages.ts";
import type { SignedInUser } from "../../ports/store/sessions.ts";
import type { PortalSettings } from "../../ports/store/settings.ts";
import type { TimelineEntry } from "../../ports/store/views.ts";

/** Read in milliseconds since 1970. */
type Instant = ColumnType<number, Date, Date>;
type NullableInstant = ColumnType<number | null, Date | null | undefined, Date | null>;

/** Written as JSON text: the driver takes an array for PostgreSQL's own kind. */
type JsonArray<T> = ColumnType<T, string, string>;

type Defaulted<T> = { [Column in keyof T]: Generated<T[Column]> };

/** With instants, which end in `At`, as they are written. */
type Stored<T> = {
  [Column in keyof T]: Column extends `${string}At` | "at"
    ? null extends T[Column]
      ? NullableInstant
      : Instant
    : T[Column];
};

interface PortalTable extends Defaulted<PortalSettings> {
  portalId: number;
  hubDomain: string;
  scopes: string[];
  accessToken: Buffer | null;
  refreshToken: Buffer | null;
  tokenExpiresAt: NullableInstant;
  refreshClaimedUntil: NullableInstant;
  recordTypeId: string | null;
  recordFinding: Finding | null;
  recordsDueAt: NullableInstant;
  installedAt: Instant;
  uninstalledAt: NullableInstant;
  accessFinding: Finding | null;
  accessSince: NullableInstant;
  accessRefusals: Generated<number>;
  accessDueAt: NullableInstant;
  disconnectUntil: NullableInstant;
  stoppedAt: NullableInstant;
  stoppedBy: string | null;
}

interface MemberTable extends SignedInUser {
  id: Generated<string>;
  /** Without `viewer`, which everyone is. */
  roles: Generated<Role[]>;
  signedInAt: Instant;
  leftAt: NullableInstant;
  checkedAt: ColumnType<number, Date | undefined, Date>;
  /** Of what is sent to the person; null for the portal's. */
  mailLanguage: Generated<string | null>;
}

interface ApiKeyTable extends Stored<Omit<ApiKey, "id" | "madeBy" | "rotations" | "formerUntil" | "roles">> {
  portalId: number;
  id: Generated<string>;
  /** Without `viewer`, which every key may be. */
  roles: Role[];
  tokenHash: Buffer;
  formerHash: Buffer | null;
  formerUntil: NullableInstant;
  rotations: Generated<number>;
  madeBy: number;
}

interface ChannelTable extends Stored<Omit<ChannelFacts, "quotaFloor">>, Stored<ChannelHealth> {
  channelSecret: Buffer;
  quotaFloor: Generated<number>;
}

interface SavedMessageTable extends Stored<Omit<SavedMessage, "messages">> {
  messages: JsonArray<SavedMessage["messages"]>;
  createdAt: Instant;
  deletedAt: Instant | null;
}

type Counts = "enrolled" | "executions" | "covered";

interface DeliveryTable
  extends
    Stored<Omit<Delivery, "window" | "holdsUntil" | "uploads" | Counts>>,
    Readonly<Delivery["window"]>,
    Defaulted<Pick<Delivery, Counts>> {
  /** Of `inputs`. */
  listId: GeneratedAlways<string>;
  audienceId: GeneratedAlways<string | null>;
  messageKey: GeneratedAlways<string>;
  delivered: GeneratedAlways<number>;
  openRate: GeneratedAlways<number>;
  clickRate: GeneratedAlways<number>;
  lane: string;
  channelId: string;
  lineChannelId: string;
  holdsUntil: Instant;
  uploads: JsonArray<readonly Upload[]>;
  listSize: number | null;
  workflowIds: Generated<string[]>;
  requiresVersion: Generated<number>;
  /** Of `state`. */
  phase: Phase;
  meantFor: GeneratedAlways<string | null>;
  sealedAt: NullableInstant;
  outcome: OutcomeKind | null;
  covers: Generated<boolean>;
  advanceAt: NullableInstant;
  readingAt: NullableInstant;
  releasedAt: NullableInstant;
  releaseWait: Finding | null;
  releaseAt: NullableInstant;
  deletedCount: Generated<number>;
  /** Executions that HubSpot no longer holds. */
  releasedCount: Generated<number>;
  holdsLost: Generated<number>;
  calledAgain: Generated<number>;
}

interface OfDelivery {
  portalId: number;
  deliveryId: string;
}

/** One way in which a step's action was filled in while it took part in a delivery. */
interface EditionTable extends OfDelivery {
  step: string;
  variant: string;
  lane: string;
  key: string;
  inputs: Inputs;
  number: number;
  seenAt: Instant;
  replacedAt: NullableInstant;
}

interface EnrollmentTable extends OfDelivery, HeldEnrollment {
  executionId: string | null;
  receivedAt: Instant;
  releasedAt: NullableInstant;
  holdLost: Generated<boolean>;
  calledAgainAt: NullableInstant;
  /** Monday of the week of `receivedAt`. */
  week: Generated<string>;
  step: string | null;
}

export interface Tables {
  portals: PortalTable;
  members: MemberTable;
  sessions: SignedInUser & { tokenHash: Buffer; createdAt: Instant; expiresAt: Instant };
  apiKeys: ApiKeyTable;
  audit: AuditNote & { number: Generated<number>; at: Instant };
  channels: ChannelTable;
  testers: Tester & { portalId: number };
  savedMessages: SavedMessageTable;
  deliveries: DeliveryTable;
  editions: EditionTable;
  enrollments: EnrollmentTable;
  recipients: OfDelivery & { purpose: UploadPurpose; lineUserId: string; objectId: string; valid: boolean };
  timeline: OfDelivery & Stored<TimelineEntry> & { number: number };
  readings: OfDelivery & { takenAt: Instant; reading: Reading };
  owedRecords: OfDelivery & { finding: Finding; since: Instant };
  refusals: Stored<Omit<NotStartedEntry, "workflowId" | "finding">> & {
    portalId: number;
    workflowId: string;
    code: Code;
    figures: Figures;
  };
  alerts: Stored<Alert> & { id: Generated<string>; portalId: number; announcedAt: NullableInstant };
  notifications: Pick<Notification, "userId"> & {
    portalId: number;
    id: Generated<string>;
    alertId: string;
    state: Generated<NotificationState>;
    tries: Generated<number>;
    finding: Finding | null;
    since: Instant;
    dueAt: NullableInstant;
  };
  alertChoices: { portalId: number; userId: number; kind: AlertKind; byMail: boolean };
  knownNames: { portalId: number; kind: "list" | "audience" | "message"; id: string; name: string };
  /** The delivery whose narrowcast of a LINE account is on its way. */
  sendLocks: OfDelivery & { lineChannelId: string };
  /** Of no portal: what `ports/deployment-facts.ts` names. */
  deploymentFacts: { name: string; value: ColumnType<unknown, string, string>; notedAt: Instant };
}

/** A whole row of a table, as it is read. */
export type Row<Table extends keyof Tables> = Selectable<Tables[Table]>;
