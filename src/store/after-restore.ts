import { afterCommand, BEFORE_SENDING } from "../delivery/commands.ts";
import type { Db } from "./database.ts";
import { recordChange } from "./deliveries.ts";

/** Who it was, on the timeline and in the sentence. */
const PERSON = "restore from backup";

/** Answers how many; none of them can be sent any more. */
export async function cancelOpenDeliveries(db: Db): Promise<number> {
  const open = await db.selectFrom("deliveries").select("id").where("phase", "in", BEFORE_SENDING).execute();
  let cancelled = 0;
  for (const { id } of open) {
    const decide: Parameters<typeof recordChange>[2] = (fresh, now) =>
      afterCommand(fresh, { do: "cancel", by: PERSON }, now);
    const recorded = await recordChange(db, id, decide, () => undefined);
    if (recorded.kind === "recorded") cancelled += 1;
  }
  return cancelled;
}
