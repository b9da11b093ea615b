/** Before each job: what needs a newer version of the service is left to one. */
import { BEHAVIOUR_VERSION } from "../delivery/behaviour.ts";
import type { Deliveries, DeliveryRef } from "../ports/store/deliveries.ts";
import { RetryLater } from "./retry-later.ts";

/** Others may take the job at once; we look again as soon as this. */
const LOOK_AGAIN_SECONDS = 30;

export async function requireSupportedVersion(
  of: DeliveryRef,
  { store }: { store: Pick<Deliveries, "requiredVersion"> },
) {
  const required = await store.requiredVersion(of);
  if (required === null || required <= BEHAVIOUR_VERSION) return;
  throw new RetryLater(
    `version ${required} of the behaviour is needed, this is ${BEHAVIOUR_VERSION}`,
    LOOK_AGAIN_SECONDS,
  );
}
