/** Delivery records in HubSpot's custom object: what is owed, and why. */
import type { Finding } from "../../delivery/codes.ts";

/** Deliveries of a portal whose records HubSpot lacks, or that are behind. */
export interface OwedRecords {
  readonly count: number;
  /** The one whose record was refused longest ago; null when none is owed. */
  readonly oldest: string | null;
  /** What the account's own rules refused last; null where they refuse none. Other records are written all the same. */
  readonly byRule: Finding | null;
}

export interface Records {
  /**
   * Without a finding the jobs that write owed records are added with it, two a second; with one, the job that asks HubSpot
   * again. `asOf`: when the caller began; what was asked for since, as by a sign-in, is still to be done.
   */
  saveRecordType(portalId: number, typeId: string | null, why: Finding | null, asOf: number): Promise<void>;
  /**
   * Notes that HubSpot lacks this delivery's record now, or that it is behind. Null: for the reason that concerns the whole
   * portal; false when there is none any more.
   */
  oweRecord(portalId: number, deliveryId: string, why: Finding | null): Promise<boolean>;
  recordWritten(portalId: number, deliveryId: string): Promise<void>;
  owedRecords(portalId: number): Promise<OwedRecords>;
}
