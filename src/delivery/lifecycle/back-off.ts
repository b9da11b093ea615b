/** Seconds until the next try: doubling from `first` to `most`, never sooner than the platform asked for. */
export function backOffSeconds(tries: number, first: number, most: number, asked = 0): number {
  return Math.max(asked, Math.min(most, first * 2 ** Math.min(tries, 30)));
}
