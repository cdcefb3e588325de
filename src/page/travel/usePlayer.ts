// The position of the page in the run, and how it changes.
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { TimelineMoment } from '../../volumeMigrate/records.ts';
import { PACES, USUAL_PACE, waitAt } from './pace.ts';
import { indexOfName, nameOf, type Position, positionsOf } from './positions.ts';

export interface Player {
  readonly positions: readonly Position[];
  /** Index of the position; 0 if there is none yet. */
  readonly index: number;
  readonly isPlaying: boolean;
  /** Index in `PACES`. */
  readonly pace: number;
  /** Goes to a position and stops playing; beyond the last one it follows new records. */
  readonly goTo: (index: number) => void;
  readonly toggle: () => void;
  readonly setPace: (pace: number) => void;
}

/**
 * A player of a run.
 * `at`: the name of the position, null for the newest; `setAt` is called with the new position.
 */
export function usePlayer(
  moments: readonly TimelineMoment[],
  at: string | null,
  setAt: (at: string | null) => void,
): Player {
  const positions = useMemo(() => positionsOf(moments), [moments]);
  const last = Math.max(0, positions.length - 1);
  const index = useMemo(
    () => (at === null ? last : indexOfName(moments, positions, at)),
    [moments, positions, at],
  );
  const [isPlaying, play] = useState(false);
  const [pace, setPace] = useState(USUAL_PACE);

  const moveTo = (wanted: number): void => {
    const position = positions[Math.max(0, wanted)];
    setAt(wanted >= last || position === undefined ? null : nameOf(moments, position));
  };
  useEffect(() => {
    if (!isPlaying) return;
    if (index >= last) {
      play(false);
      return;
    }
    const chosen = PACES[pace] ?? PACES[USUAL_PACE];
    if (chosen === undefined) return;
    const timer = setTimeout(() => moveTo(index + 1), waitAt(chosen, moments, positions, index));
    return () => clearTimeout(timer);
  }, [isPlaying, index, pace, last]);

  return {
    positions,
    index,
    isPlaying,
    pace,
    setPace,
    goTo: (wanted) => {
      play(false);
      moveTo(wanted);
    },
    toggle: () => {
      if (isPlaying) return play(false);
      // At the end, playing starts over.
      if (index >= last) moveTo(0);
      play(true);
    },
  };
}
