// The positions in a run: each moment that shows something, step by step of the chart.
import type { ChartStep, TimelineMoment } from '../../volumeMigrate/records.ts';

export interface Position {
  /** Index of the moment. */
  readonly moment: number;
  /** Index of the chart's step within it; 0 if it made none. */
  readonly step: number;
}

/** All positions in order. Requests have none: they are shown with their call. */
export const positionsOf = (moments: readonly TimelineMoment[]): Position[] =>
  moments.flatMap(({ record, steps }, moment) => {
    if (record.kind === 'request') return [];
    return Array.from({ length: Math.max(1, steps.length) }, (_, step) => ({ moment, step }));
  });

/** The state that the run is in at a position. */
export const stateAt = (moment: TimelineMoment, step: number): string =>
  moment.steps[step]?.state ?? moment.state;

/** What part of the chart a run has passed through up to a position. */
export interface Trail {
  readonly state: string;
  /** The source state of the last transition, at this position or before. */
  readonly cameFrom: string;
  /** IDs of the transitions that this position took. */
  readonly taken: readonly string[];
  readonly visitedStates: ReadonlySet<string>;
  readonly visitedTransitions: ReadonlySet<string>;
}

export function trailOf(moments: readonly TimelineMoment[], { moment, step }: Position): Trail {
  const states = new Set<string>();
  const visitedTransitions = new Set<string>();
  let cameFrom = '';
  const visit = ({ state, taken }: ChartStep): void => {
    states.add(state);
    if (taken === null) return;
    visitedTransitions.add(taken.id);
    cameFrom = taken.source;
  };
  for (const { steps } of moments.slice(0, moment)) steps.forEach(visit);
  const here = moments[moment];
  here?.steps.slice(0, step + 1).forEach(visit);
  const taken = here?.steps[step]?.taken;
  return {
    state: here === undefined ? '' : stateAt(here, step),
    cameFrom,
    taken: taken == null ? [] : [taken.id],
    visitedStates: new Set([...states].flatMap(withAncestors)),
    visitedTransitions,
  };
}

/** `a.b.c` → `a`, `a.b`, `a.b.c`. */
export const withAncestors = (state: string): string[] =>
  state.split('.').map((_, index, parts) => parts.slice(0, index + 1).join('.'));

/** How a link names a position: the record's number, and the step if it is not the last. */
export function nameOf(moments: readonly TimelineMoment[], { moment, step }: Position): string {
  const { n = 0, steps = [] } = moments[moment] ?? {};
  return step >= steps.length - 1 ? String(n) : `${n}.${step}`;
}

/** The index of the position that a link names: the last one that is not after it. */
export function indexOfName(
  moments: readonly TimelineMoment[],
  positions: readonly Position[],
  name: string,
): number {
  const [n = Number.NaN, step = Number.POSITIVE_INFINITY] = name.split('.').map(Number);
  if (Number.isNaN(n)) return 0;
  const found = positions.findLastIndex(({ moment, step: at }) => {
    const { n: here = 0 } = moments[moment] ?? {};
    return here < n || (here === n && at <= step);
  });
  return Math.max(0, found);
}
