/** What people may do with simulated platforms beside the service: each page has a bar for it. */

export interface Sandbox {
  /** Of the simulated HubSpot's pages. */
  readonly url: string;
  /** Service time: at wall instant `origin` (ms since 1970) it was `base`, and it runs `speed` times as fast. */
  readonly clock: {
    readonly state: { readonly origin: number; readonly base: number; readonly speed: number };
    setSpeed(speed: number): void;
    skip(ms: number): void;
  };
  /** Deliveries to look at; `coming` while they are made. */
  readonly examples: {
    state(): "absent" | "coming" | "there";
    add(): void;
  };
}
