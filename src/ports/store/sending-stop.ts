/** The stop of all sends of a portal: nothing is opened and nothing goes out until a person allows it again. */

export interface SendingStop {
  /** The e-mail address of who it was; `restore` (`delivery/commands`) after a restore from a backup. */
  readonly by: string;
  readonly at: number;
}

export interface SendingSwitch {
  /** Null while sends are allowed. */
  sendingStop(portalId: number): Promise<SendingStop | null>;
  /**
   * Cancels every delivery that LINE was not asked to send. A second stop finishes what the first
   * one may have left. Answers how many were cancelled; null when there is no such portal.
   */
  stopSending(portalId: number, by: string): Promise<{ readonly cancelled: number } | null>;
  /** Cancelled deliveries stay so. Answers whether anything was stopped. */
  resumeSending(portalId: number): Promise<boolean>;
}
