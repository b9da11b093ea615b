/** What we keep of a delivery, and what its record in HubSpot says. */
import { PORTAL_ID } from "../../../simulators/demo-world.ts";
import { at, type Check, type DeliveryRow, type Evidence } from "./evidence.ts";

export function checkDelivery(delivery: DeliveryRow, check: Check): void {
  const { id, phase, outcome } = delivery;
  check("comes_to_an_outcome", outcome !== null, () => `${id} is still ${phase}`);
  check(
    "released_to_the_last",
    outcome === null || delivery.released_at !== null,
    () => `${id} has not finished its release`,
  );
  check(
    "counted_once",
    (delivery.handed_over || delivery.enrolled === delivery.members) && delivery.executions === delivery.rows,
    () =>
      `${id} counts ${delivery.enrolled} records and ${delivery.executions} executions, and has ${delivery.members} and ${delivery.rows}`,
  );
  if (delivery.sealed_with !== null && !delivery.handed_over)
    check(
      "members_as_sealed",
      delivery.sealed_with === delivery.members,
      () => `${id} was sealed with ${delivery.sealed_with} records and has ${delivery.members}`,
    );
  check(
    "nothing_personal_stays",
    outcome === null || delivery.recipients === 0,
    () => `${id} still has ${delivery.recipients} LINE user IDs`,
  );
}

/** For a portal that has removed the app nothing is opened and nothing sets out for LINE. */
export async function checkRemoval({ stage, deliveries, database }: Evidence, check: Check): Promise<void> {
  const [portal] = await database.query<{ at: Date | null }>("select uninstalled_at as at from portals");
  const removedAt = portal?.at?.getTime();
  if (removedAt === undefined) return;
  const until = removedAt + 2 * stage.past.maxSkewMs;
  for (const { id, opened_at: openedAt, prepared_at: preparedAt } of deliveries)
    check(
      "nothing_begins_after_removal",
      openedAt.getTime() <= until && (preparedAt ?? 0) <= until,
      () => `${id} was opened at ${at(openedAt.getTime())} and prepared at ${at(preparedAt ?? undefined)}`,
    );
}

export function checkRecords({ stage, deliveries }: Evidence, check: Check): void {
  if (stage.past.uninstalled) return;
  const records = stage.world.hubspot.control.records(PORTAL_ID, "line_audience_delivery");
  for (const { id, outcome, code } of deliveries) {
    const own = records.filter(({ properties }) => properties["delivery_id"] === id);
    check(
      "one_correct_record",
      own.length === 1 && own[0]?.properties["outcome"] === outcome,
      () =>
        `${id} is ${outcome} (${code}); its ${own.length} records say ${own.map(({ properties }) => properties["outcome"]).join()}`,
    );
  }
}
