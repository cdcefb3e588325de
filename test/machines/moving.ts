// What the moves by Cinder have in common while they are requested and watched, whichever call began them.
import { stateOf } from '../../machines/context.ts';
import type { MigrationOperation, Volume } from '../../machines/types.ts';
import type { Reply } from './after.ts';
import {
  broken,
  CINDER_CONTINUES,
  COMPARED,
  COPY_LIMITS,
  late,
  lost,
  moving,
  noWatch,
  refused,
  stalled,
} from './reached.ts';
import { cancel, done, failed, seen, VOLUME_ID } from './walk.ts';

interface Requested {
  readonly call: 'requestMigration' | 'requestRetype';
  /** The state that requests it, and the one that watches it. */
  readonly requesting: string;
  readonly watching: string;
}

const OPERATIONS = { requestMigration: 'migrate', requestRetype: 'retype' } as const satisfies Readonly<
  Record<Requested['call'], MigrationOperation>
>;

/** What each reply to the request does. */
export function requestReplies({ call, requesting, watching }: Requested): readonly Reply[] {
  const did = OPERATIONS[call];
  return [
    ['yes', done(call), watching, { did }],
    ['a refusal', failed(call), COMPARED, { failure: 'BadRequest' }],
    ['no answer', failed(call, lost), 'failed', { ...refused, leftovers: moving }],
    ['a cancel', cancel, requesting, { cancelRequested: true }],
    ['a cancel, then yes', [cancel, done(call)], watching, { did, warnings: [CINDER_CONTINUES] }],
    ['a cancel, then a refusal', [cancel, failed(call)], COMPARED, { failure: 'BadRequest' }],
  ];
}

/** The watch of a run that has asked Cinder to copy the volume, which has not changed yet. */
export const copyWatch = (before: Volume) => ({
  watchVolume: {
    ...{ volumeId: VOLUME_ID, before: stateOf(before), known: stateOf(before) },
    limits: COPY_LIMITS,
  },
});

const STALLED = 'no change for 31 min: the copy takes long, or a service has stopped';

/** What ends the watch of a move, or disturbs it. `unseen`: the code of a move that did not end in time. */
export function watchReplies(state: string, unseen: string): readonly Reply[] {
  const explained = (failure: string) => ['explaining.listingPools', { failure, leftovers: moving }] as const;
  return [
    ['the volume is gone', seen(null), ...explained('VolumeGone')],
    ['no change for long', stalled, state, { warnings: [STALLED] }],
    ['no change for long, again', [stalled, stalled], state],
    ['the time is over', late, ...explained(unseen)],
    ['the cloud refuses to be asked', noWatch, ...explained('Unauthorized')],
    ['the watch breaks', broken('watchVolume'), 'failed', { ...refused, leftovers: moving }],
    ['a cancel', cancel, state, { warnings: [CINDER_CONTINUES] }],
  ];
}
