/** A statement names one portal: the arrivals of each are stored by themselves. */
import type { Arrival, Enrolled } from "../../ports/store/enrollments.ts";
import { invariant } from "../postgres/invariant.ts";

type Enroll = (portalId: number, arrivals: readonly Arrival[]) => Promise<readonly Enrolled[]>;

/** Answers in the order of the arrivals. Rejects when one portal's cannot be stored; those of others then may be. */
export async function enrollByPortal(arrivals: readonly Arrival[], enroll: Enroll): Promise<readonly Enrolled[]> {
  const [first] = arrivals;
  if (first === undefined) return [];
  const { portalId } = first.execution;
  if (arrivals.every(({ execution }) => execution.portalId === portalId)) return enroll(portalId, arrivals);
  const answers = new Map<Arrival, Enrolled>();
  const groups = Map.groupBy(arrivals, ({ execution }) => execution.portalId);
  const stored = [...groups].map(async ([each, own]) => {
    const enrolled = await enroll(each, own);
    own.forEach((arrival, index) => answers.set(arrival, invariant(enrolled[index], "an arrival without an answer")));
  });
  await Promise.all(stored);
  return arrivals.map((arrival) => invariant(answers.get(arrival), "an arrival without an answer"));
}
