// How a run can end, and how each end is marked.
import type { ChartState } from './chart.ts';

export type Outcome = 'success' | 'failure' | 'cancel';

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  succeeded: 'success',
  failed: 'failure',
  cancelled: 'cancel',
};

/** Null for a state that is not an end, or not one of these. */
export const outcomeOf = (path: string): Outcome | null => OUTCOMES[path] ?? null;

/** Nearly every state can fail or be cancelled: lines for that would hide all others. */
export const isFolded = ({ path }: ChartState): boolean =>
  ['failure', 'cancel'].includes(outcomeOf(path) ?? '');
