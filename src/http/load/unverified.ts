/** What callers may cost that HubSpot's signature has not vouched for; and what it changes once it has. */
import type { Request } from "express";
import type { Connections } from "./connections.ts";
import type { ForwardedForWatch } from "./forwarded-for.ts";
import { createOpenBodies } from "./open-bodies.ts";
import { limitRefusals } from "./refusals.ts";

export interface UnverifiedParts {
  readonly connections: Pick<Connections, "trust">;
  readonly forwardedFor: Pick<ForwardedForWatch, "look">;
  /** Refused requests a minute of one address, 0 for no limit. */
  readonly perAddress: number;
}

export function guardUnverified({ connections, forwardedFor, perAddress }: UnverifiedParts) {
  const { grew } = createOpenBodies();
  return {
    grew,
    limited: limitRefusals(perAddress),
    verified(request: Request): void {
      connections.trust(request.socket);
      forwardedFor.look(request, true);
    },
  };
}
