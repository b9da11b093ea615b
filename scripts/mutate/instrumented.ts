/** What Stryker's instrumented code reads and writes while it runs: which mutant acts, who runs which mutant, and how often. */
import type { MutantCoverage } from "@stryker-mutator/api/core";

interface Shared {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: MutantCoverage;
}

const shared = ((globalThis as unknown as Record<string, Shared>)["__stryker__"] ??= {});

/** @param hitLimit how often it may act: then it runs endlessly */
export function activate(mutant: string, hitLimit: number | undefined): void {
  shared.activeMutant = mutant;
  shared.hitLimit = hitLimit;
  shared.hitCount = hitLimit === undefined ? undefined : 0;
  // For processes that tests start.
  process.env["__STRYKER_ACTIVE_MUTANT__"] = mutant;
}

export function deactivate(): void {
  shared.activeMutant = undefined;
  delete process.env["__STRYKER_ACTIVE_MUTANT__"];
}

export const ranEndlessly = (): boolean => (shared.hitCount ?? 0) > (shared.hitLimit ?? Number.POSITIVE_INFINITY);

interface Watched {
  /** What runs from now on is run by these tests. */
  readonly entering: (ids: readonly string[]) => void;
  /** What runs from now on is run by none: files are loaded. */
  readonly loading: () => void;
  readonly result: () => MutantCoverage;
}

export function watchCoverage(): Watched {
  const labels = new Map<string, readonly string[]>();
  return {
    entering(ids) {
      const label = ids.length === 1 ? (ids[0] ?? "") : `several ${labels.size}`;
      labels.set(label, ids);
      shared.currentTestId = label;
    },
    loading() {
      shared.currentTestId = undefined;
    },
    result() {
      const { static: loaded, perTest } = shared.mutantCoverage ?? { static: {}, perTest: {} };
      const own: MutantCoverage["perTest"] = {};
      for (const [label, hits] of Object.entries(perTest))
        for (const id of labels.get(label) ?? [])
          for (const [mutant, count] of Object.entries(hits)) {
            const counts = (own[id] ??= {});
            counts[mutant] = (counts[mutant] ?? 0) + count;
          }
      return { static: loaded, perTest: own };
    },
  };
}
