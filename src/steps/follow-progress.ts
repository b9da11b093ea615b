import type { FollowResult } from "../delivery/lifecycle/step-results.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { Line } from "../ports/line.ts";

/** What became of the accepted request. A 404 is "not visible yet": LINE does not say how soon progress appears. */
export async function followProgress(
  delivery: Delivery,
  requestId: string,
  { line }: { line: Pick<Line, "progress"> },
): Promise<FollowResult> {
  const channel = { portalId: delivery.portalId, channelId: delivery.inputs.channelId };
  const answer = await line.progress(channel, requestId);
  if (answer.kind === "ok") return { kind: "progress", ...answer.value };
  return answer.kind === "later" ? answer : { kind: "later", finding: answer.finding };
}
