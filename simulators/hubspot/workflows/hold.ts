/** The hold an action asks for: an ISO 8601 duration such as P1D, PT45M, P7DT12H or P1WT1H. */
const pattern = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

const unitsMs = [604_800_000, 86_400_000, 3_600_000, 60_000, 1000];

export function holdMs(duration: string): number | undefined {
  const parts = pattern.exec(duration)?.slice(1);
  if (!parts?.some((part) => part !== undefined)) return undefined;
  return parts.reduce((sum, part, index) => sum + Number(part ?? 0) * (unitsMs[index] ?? 0), 0);
}
