/** The tables as Kysely sees them; `migrations/` makes them. */
import type { ColumnType } from "kysely";
import type {
  AuditTable,
  ChannelTable,
  MemberTable,
  PortalTable,
  SavedMessageTable,
  SessionTable,
  TesterTable,
} from "./tables/accounts.ts";
import type {
  DeliveryTable,
  EditionTable,
  EnrollmentTable,
  KnownNameTable,
  OwedRecordTable,
  ReadingTable,
  RecipientTable,
  SendLockTable,
  TimelineTable,
} from "./tables/deliveries.ts";

/** Of no portal: what `ports/deployment-facts.ts` names. */
export interface DeploymentFactTable {
  name: string;
  value: ColumnType<unknown, string, string>;
  noted_at: Date;
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
  send_locks: SendLockTable;
  deployment_facts: DeploymentFactTable;
}
