// Which runs of the list a run has started.
import type { InspectedRun } from '../../inspector/inspectedRun.ts';

/** The children of a run that are in the list, in the list's order. */
export const childrenOf = (runs: readonly InspectedRun[], runId: string): readonly InspectedRun[] =>
  runs.filter(({ parent }) => parent === runId);

/**
 * The runs without those that another run of the list has started, which are listed with it: a plan may have hundreds. The chosen
 * run stays.
 */
export function topmost(runs: readonly InspectedRun[], chosen: string | null): readonly InspectedRun[] {
  const listed = new Set(runs.map(({ runId }) => runId));
  return runs.filter(({ runId, parent }) => parent === null || !listed.has(parent) || runId === chosen);
}
