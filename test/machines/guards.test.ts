// Guards about what a watch has read, evaluated for other events; and whether Cinder has moved data.
import { describe, expect, test } from 'vitest';
import { assigns } from '../../machines/assigns.ts';
import { initialContext, type MigrationContext } from '../../machines/context.ts';
import { guards, hasMoved } from '../../machines/guards.ts';
import { warnings } from '../../machines/warnings.ts';
import { RUN_ID, STARTED_AT } from './after.ts';
import { NODE } from './reached.ts';
import { attached, beta, DESTINATION_ID, parameters, swapped, volume } from './walk.ts';

const context: MigrationContext = {
  ...initialContext({
    runId: RUN_ID,
    startedAt: STARTED_AT,
    parameters: parameters({ destinationNode: NODE }),
  }),
  volume: attached(),
  lastSeen: attached(),
  destinationVolumeType: beta,
  destinationVolumeId: DESTINATION_ID,
  destinationVolume: volume({ id: DESTINATION_ID }),
  swap: swapped(),
};

const cancel = { type: 'cancel' } as const;

const ABOUT_SIGHTINGS = [
  'isMigrated',
  'hasMigrationFailed',
  'isMigratedElsewhere',
  'isRetyped',
  'hasRetypeFailed',
  'isCompleting',
  'hasMoveFailed',
  'isGuestOnDestination',
  'isMoveOver',
  'isVolumeGone',
  'isAttachmentKept',
  'isDetachedMeanwhile',
  'isSourceCopyGone',
  'isDestinationAvailable',
  'hasDestinationFailed',
  'isDestinationTaken',
  'isSwapProven',
  'isSwapProvenBySourceGone',
  'hasSwapFailed',
  'isRolledBack',
  'hasSourceDeletionFailed',
] as const;

test.each(ABOUT_SIGHTINGS)('%s is false if nothing was read', (name) => {
  expect(guards[name]({ context, event: cancel })).toBe(false);
});

test.each([
  ['keepSeenVolume', assigns.keepSeenVolume, {}],
  ['keepSeenMove', assigns.keepSeenMove, { move: null }],
  ['keepSeenDestination', assigns.keepSeenDestination, { destinationVolume: null }],
  ['keepSeenSwap', assigns.keepSeenSwap, { swap: context.swap, destinationVolume: swapped().destination }],
  ['keepSourceCopies', assigns.keepSourceCopies, { sourceCopies: [] }],
  ['addLastFault', assigns.addLastFault, {}],
  ['warnStalled', warnings.warnStalled, {}],
] as const)('%s reads nothing from an event that is not its own', (_, take, taken) => {
  expect(take(context, cancel)).toEqual(taken);
});

describe('Cinder has moved data since a retype was requested', () => {
  const at = (host: string | null) => volume({ host });
  test.each([
    ['when the backend is another', 'node1@a#a', at('node2@a#a'), false, true],
    ['when the pool is another', 'node1@a#a', at('node1@a#b'), false, true],
    ['not when it had no host', null, at('node2@a#a'), false, false],
    ['not when it shows no host', 'node1@a#a', at(null), false, false],
    ['when it moves', 'node1@a#a', volume({ host: 'node1@a#a', migrationStatus: 'migrating' }), false, true],
    ['when it was seen to move before', 'node1@a#a', at('node1@a#a'), true, true],
  ])('%s', (_, before, seen, moveBegan, moved) => {
    expect(hasMoved({ ...context, volume: at(before), moveBegan }, seen)).toBe(moved);
  });
});
