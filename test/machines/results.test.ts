// The complete output of a run.
import { expect, test } from 'vitest';
import { RUN_ID } from './after.ts';
import {
  byAttachment,
  NEW_VOLUME,
  NODE,
  toDeleteUser,
  toNode,
  toType,
  toWatchMigration,
  toWatchRetype,
} from './reached.ts';
import {
  cancel,
  DESTINATION_ID,
  done,
  failed,
  SERVER_ID,
  type Step,
  seen,
  VOLUME_ID,
  volume,
  walk,
} from './walk.ts';

const ended = {
  runId: RUN_ID,
  operation: 'migrate',
  volumeId: VOLUME_ID,
  sourceVolumeId: VOLUME_ID,
  from: { host: 'node1@alpha#alpha', type: 'alpha' },
  to: { host: 'node1@alpha#alpha', type: 'alpha' },
  warnings: [],
  leftovers: [],
};

const noCopies: Step = { type: 'sourceCopies.seen', copies: [] };

test('a migration that succeeded', () => {
  const steps = [...toWatchMigration, seen(volume({ migrationStatus: 'success', host: NODE })), noCopies];
  expect(walk(toNode, steps).output).toEqual({
    ...ended,
    status: 'SUCCEEDED',
    to: { host: NODE, type: 'alpha' },
  });
});

test('a retype that succeeded', () => {
  const steps = [...toWatchRetype, seen(volume({ volumeType: 'beta', volumeTypeId: 'beta-id' })), noCopies];
  expect(walk(toType, steps).output).toEqual({
    ...ended,
    status: 'SUCCEEDED',
    operation: 'retype',
    to: { host: 'node1@alpha#alpha', type: 'beta' },
  });
});

test('a swap by attachment that succeeded: the data is on another volume', () => {
  expect(walk(byAttachment, [...toDeleteUser, done('deleteTemporaryUser')]).output).toEqual({
    ...ended,
    status: 'SUCCEEDED',
    operation: 'swap',
    volumeId: DESTINATION_ID,
    to: { host: 'node1@beta#beta', type: 'beta' },
    warnings: [
      NEW_VOLUME,
      `server ${SERVER_ID} needs a hard reboot before its next live migration: after a swap by attachment its disk still has the old volume's serial number (OSSN-0094)`,
    ],
  });
});

test('a run that failed before the volume was read', () => {
  const nowhere = { host: null, type: null };
  expect(walk(toNode, [failed('getVolume')]).output).toEqual({
    ...ended,
    status: 'FAILED',
    operation: null,
    from: nowhere,
    to: nowhere,
    error: { name: 'ServiceError', code: 'BadRequest', message: 'the service said no', reasons: [] },
  });
});

test('a run that was cancelled has no error', () => {
  const { output } = walk(toNode, [cancel]);
  expect(output).toMatchObject({ status: 'CANCELLED', operation: null });
  expect(output).not.toHaveProperty('error');
});

test('a run that was cancelled after a failure is a failure', () => {
  const steps = [
    ...toWatchMigration,
    seen(null),
    cancel,
    failed('listPools'),
    failed('listOrphans'),
    failed('getVolume'),
  ];
  expect(walk(toNode, steps).output).toMatchObject({ status: 'FAILED', error: { code: 'VolumeGone' } });
});
