/** What is stored about a contact of a portal, and how it goes. */

/** All of it; nothing is stored about a contact anywhere else. */
export interface ContactData {
  readonly portalId: number;
  readonly contactId: string;
  readonly executions: readonly {
    readonly deliveryId: string;
    readonly callbackId: string;
    readonly executionId: string | null;
    readonly covered: boolean;
    readonly receivedAt: number;
    readonly releasedAt: number | null;
  }[];
  /** LINE user IDs on their way to LINE. */
  readonly recipients: readonly {
    readonly deliveryId: string;
    readonly purpose: string;
    readonly lineUserId: string;
    readonly valid: boolean;
  }[];
  /** Places on timelines that name the contact as an example. */
  readonly examples: readonly { readonly deliveryId: string; readonly at: number; readonly text: string }[];
}

export interface Privacy {
  contactData(portalId: number, contactId: string): Promise<ContactData>;
  /** HubSpot's privacy deletion. What is still held is released without knowing for which contact. */
  forgetContact(portalId: number, contactId: string): Promise<void>;
}
