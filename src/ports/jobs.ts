/** The kinds of job, one function each, so that trouble on one side never blocks the other. */
export type JobName = "advance" | "estimate" | "release" | "reading" | "record" | "tidy" | "notify";

/** About a whole portal; `access`: whether it still has the app; `alerts`: chooses who is notified; `mails`: sends what is due. */
export type PortalJobName = "records" | "access" | "alerts" | "mails";

/** What a job is about, as its payload says it. */
export interface PortalSubject {
  readonly portalId: number;
}

export interface DeliverySubject extends PortalSubject {
  readonly deliveryId: string;
}

export type JobSubject = PortalSubject | DeliverySubject;
