// What both moves of an attached volume have in common while Cinder and Nova complete them.
import { stateOf } from '../../machines/context.ts';
import type { MoveSighting, Volume } from '../../machines/types.ts';
import { type Reply, STARTED_AT } from './after.ts';
import {
  broken,
  CINDER_CONTINUES,
  COPY_LIMITS,
  errorWhileNovaCopies,
  gaveUp,
  late,
  moving,
  noWatch,
  quiet,
  refused,
  target,
} from './reached.ts';
import { attached, cancel, DESTINATION_ID, SERVER_ID, type Step, seenMove, VOLUME_ID } from './walk.ts';

/** Where a move that has failed is explained. */
export const EXPLAINED = 'explaining.listingPools';

export const sighting = (volume: Volume | null, changes: Partial<MoveSighting> = {}): MoveSighting => ({
  volume,
  target: null,
  swap: 'Success',
  ...changes,
});

/** What a run keeps of a sighting. */
export const keeps = (move: MoveSighting) => ({
  move,
  ...(move.volume === null ? {} : { lastSeen: move.volume }),
});

export const failing = (changes: Partial<MoveSighting>): MoveSighting => ({ ...gaveUp, ...changes });

/** The watch of a run that has seen the volume `completing`. */
export const watching = (completing: Volume) => ({
  watchMove: {
    volumeId: VOLUME_ID,
    projectId: 'demo',
    serverId: SERVER_ID,
    since: STARTED_AT,
    before: stateOf(attached()),
    known: stateOf(completing),
    limits: { stallAfterMs: 15_000, deadlineMs: COPY_LIMITS.deadlineMs },
  },
});

interface Move {
  readonly state: string;
  readonly completing: Volume;
  /** The codes of a move that failed, and of one that did not end in time. */
  readonly failure: string;
  readonly unseen: string;
}

/** The replies that mean the same whichever call began the move. */
export const settling = ({ state, completing, failure, unseen }: Move): readonly Reply[] => [
  ['Cinder completes', seenMove(sighting(completing)), state, { move: sighting(completing) }],
  ['Cinder shows an error, Nova too, no target', seenMove(gaveUp), EXPLAINED, { ...keeps(gaveUp), failure }],
  ...(
    [
      ['Cinder shows an error, and Nova still copies', failing({ swap: 'running' })],
      ['Cinder shows an error, and Nova success', failing({ swap: 'Success' })],
      ['Cinder and Nova show errors, and the target stays', failing({ target })],
    ] as const
  ).map(([words, move]): Reply => [words, seenMove(move), state, keeps(move)]),
  ['the volume is gone', seenMove(sighting(null)), EXPLAINED, { failure: 'VolumeGone', leftovers: moving }],
  ['the time is over', late, EXPLAINED, { failure: unseen, leftovers: moving }],
  ['the cloud refuses to be asked', noWatch, EXPLAINED, { failure: 'Unauthorized', leftovers: moving }],
  ['the watch breaks', broken('watchMove'), 'failed', { ...refused, leftovers: moving }],
  ['a cancel', cancel, state, { warnings: [CINDER_CONTINUES] }],
];

export const NOT_ENDED = { warnings: ['Cinder and Nova have not ended the migration yet'] };
export const COPYING = {
  warnings: ['Nova is still copying. Do not request another migration of this volume'],
};
/** The guest writes to the target: both volumes are named. */
export const LOST_GUEST = {
  failure: 'GuestUsesDestination',
  status: 'FAILED',
  leftovers: [`volume ${VOLUME_ID}`, `volume ${DESTINATION_ID}`],
} as const;

/** Nothing changes for some seconds after a sighting. */
export const quietly = (move: MoveSighting): readonly Step[] => [seenMove(move), quiet];
/** Nothing changes for the settle time. */
export const forMinute = (move: MoveSighting): readonly Step[] => [
  seenMove(move),
  { type: 'watch.stalled', forMs: 60_000 },
];

/** The errors that a quiet watch has seen; `onTarget` is one while the guest is on the target. */
export const quietErrors = ({ state, failure }: Move, onTarget: MoveSighting): readonly Reply[] => [
  ['nothing new: an error, and the target stays', quietly(failing({ target })), EXPLAINED, { failure }],
  ['nothing new: an error, while the guest is on the target', quietly(onTarget), 'failed', LOST_GUEST],
  ['nothing new: an error, while Nova copies', quietly(errorWhileNovaCopies), state, COPYING],
];
