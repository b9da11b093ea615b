/** The kinds of job, one function each, so that trouble on one side never blocks the other. */
export type JobName = "advance" | "estimate" | "release" | "reading" | "record" | "tidy";

/** About a whole portal; `access`: whether it still has the app. */
export type PortalJobName = "records" | "access";

/** What a job is about, as its payload says it. */
export interface PortalSubject {
  readonly portalId: number;
}

export interface DeliverySubject extends PortalSubject {
  readonly deliveryId: string;
}

export type JobSubject = PortalSubject | DeliverySubject;
