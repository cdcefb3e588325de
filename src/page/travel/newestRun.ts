// Which run the page shows while it follows new runs.
import type { InspectedRun } from '../../inspector/inspectedRun.ts';

/**
 * The newest run that no other run started: the many children of one run do not take the page from their parent. The newest of
 * all if there is no other; null if there are no runs. `runs`: the newest first.
 */
export const newestOf = (runs: readonly Pick<InspectedRun, 'runId' | 'parent'>[]): string | null =>
  (runs.find(({ parent }) => parent === null) ?? runs[0])?.runId ?? null;
