// Everything that the views show of a run at the page's position.
import { useMemo } from 'preact/hooks';
import { phasesOf } from '../../engine/phases.ts';
import type { InspectedHead, InspectedMoment } from '../../inspector/inspectedTimeline.ts';
import type { TimelineMoment, TimelinePhase } from '../../volumeMigrate/records.ts';
import { type Row, rowsOf } from '../story/rows.ts';
import { stateInWords, workflowOf } from '../words/states.ts';
import type { TypeNames } from '../words/typeNames.ts';
import { type Address, addressOf } from './address.ts';
import { nameOf, type Position, type Trail, trailOf } from './positions.ts';
import { type Player, usePlayer } from './usePlayer.ts';

export interface RunAtPlace {
  readonly head: InspectedHead;
  readonly moments: readonly InspectedMoment[];
  readonly phases: readonly TimelinePhase[];
  readonly rows: readonly Row[];
  readonly player: Player;
  /** Index of the moment of the position. */
  readonly moment: number;
  /** The record of the position. */
  readonly n: number;
  /** Milliseconds since the run started. */
  readonly afterMs: number;
  readonly trail: Trail;
  /** The state of the run in words; empty if it is not known. */
  readonly doing: string;
  /** The moment in words. */
  readonly words: string;
  /** The address of this position. */
  readonly href: string;
  /** The address of a record. */
  readonly hrefOf: (n: number) => string;
  /** Goes to where a state was first entered. */
  readonly goToState: (state: string) => void;
  /** Goes to where the failure began; null if there is none. */
  readonly goToFailure: (() => void) | null;
}

const START: Position = { moment: 0, step: 0 };
const FAILURE = /^(failed|explaining|cleaningUp)\b/;

/** `at`: the name of the position, null for the newest; `names`: those of volume types; `go` is called with the new position. */
export function useRun(
  head: InspectedHead,
  moments: readonly InspectedMoment[],
  at: string | null,
  names: TypeNames,
  go: (address: Address) => void,
): RunAtPlace {
  const { runId } = head;
  const player = usePlayer(moments, at, (name) => go({ run: runId, at: name }));
  const { positions, index, goTo } = player;
  const position = positions[index] ?? START;
  const moment = moments[position.moment];
  const rows = useMemo(() => rowsOf(moments, positions, names), [moments, positions, names]);
  const failure = useMemo(
    () => entryOf(moments, positions, (state) => FAILURE.test(state)),
    [moments, positions],
  );
  const hasFailed = failure >= 0 && head.result?.error !== undefined;
  const trail = useMemo(() => trailOf(moments, position), [moments, positions, index]);
  return {
    ...{ head, moments, rows, player, trail, moment: position.moment },
    phases: useMemo(() => phasesOf(moments), [moments]),
    n: moment?.n ?? 0,
    afterMs: moment?.afterMs ?? 0,
    doing: stateInWords(workflowOf(head), trail.state),
    words: useMemo(() => wordsOf(rows, moment), [rows, moment]),
    href: addressOf({ run: runId, at: nameOf(moments, position) }),
    hrefOf: useMemo(() => (n) => addressOf({ run: runId, at: String(n) }), [runId]),
    goToState: (wanted) => {
      const entered = entryOf(moments, positions, (state) => `${state}.`.startsWith(`${wanted}.`));
      if (entered >= 0) goTo(entered);
    },
    goToFailure: hasFailed ? () => goTo(failure) : null,
  };
}

/** Index of the first position at which a step leads to such a state; -1 if there is none. */
const entryOf = (
  moments: readonly TimelineMoment[],
  positions: readonly Position[],
  isWanted: (state: string) => boolean,
): number =>
  positions.findIndex(({ moment, step }) => {
    const state = moments[moment]?.steps[step]?.state;
    return state !== undefined && isWanted(state);
  });

function wordsOf(rows: readonly Row[], moment: TimelineMoment | undefined): string {
  const row = rows.find((one) => one.type === 'moment' && one.moment === moment);
  return row?.type === 'moment' ? row.told.text : '';
}
