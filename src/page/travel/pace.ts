// How fast a run is played: a number of steps per second, or its own time.
import type { TimelineMoment } from '../../volumeMigrate/records.ts';
import type { Position } from './positions.ts';

export interface Pace {
  readonly name: string;
  /** Milliseconds from one position to the next; `betweenMs` is the time between them in the run. */
  readonly waitMs: (betweenMs: number) => number;
}

const steps = (perSecond: number): Pace => ({
  name: `${perSecond} ${perSecond === 1 ? 'step' : 'steps'}/s`,
  waitMs: () => 1000 / perSecond,
});

// No browser shows more than about sixty frames a second.
const FRAME_MS = 16;

const times = (factor: number): Pace => ({
  name: factor === 1 ? 'its own time' : `its time × ${factor}`,
  waitMs: (betweenMs) => Math.max(FRAME_MS, betweenMs / factor),
});

export const PACES: readonly Pace[] = [
  ...[1, 2, 5, 10, 30].map(steps),
  ...[0.1, 1, 10, 100, 1000].map(times),
];

export const USUAL_PACE = 1;

/** How long to stay at a position before the next. */
export function waitAt(
  pace: Pace,
  moments: readonly TimelineMoment[],
  positions: readonly Position[],
  index: number,
): number {
  const timeOf = (at: number): number => moments[positions[at]?.moment ?? 0]?.afterMs ?? 0;
  return pace.waitMs(timeOf(index + 1) - timeOf(index));
}
