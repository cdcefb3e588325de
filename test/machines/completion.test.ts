// When a move is over and how it ended, as tables of what Cinder and Nova show.

import { describe, expect, test } from 'vitest';
import {
  isAttachedTo,
  isOfType,
  migrationVerdict,
  retypeVerdict,
  sourceIsGoneAfterSwap,
  swapHasFailed,
  swapIsProven,
  type Verdict,
} from '../../machines/completion.ts';
import type { SwapSighting, Volume } from '../../machines/types.ts';
import { backendOf, isAtPlace, isMoving } from '../../machines/volumeRules.ts';
import { attached, attachment, beta, DESTINATION_ID, SERVER_ID, swapped, VOLUME_ID, volume } from './walk.ts';

test.each([
  ['starting', true],
  ['migrating', true],
  ['completing', true],
  ['success', false],
  ['error', false],
  ['none', false],
  ['target:x', false],
  ['', false],
  [null, false],
])('migration_status %j: the volume is moving, %s', (migrationStatus, moves) => {
  expect(isMoving(volume({ migrationStatus }))).toBe(moves);
});

test.each([
  ['node@backend#pool', 'node@backend'],
  ['node@backend', 'node@backend'],
  ['node', 'node'],
  ['#pool', ''],
  ['a#b#c', 'a'],
])('the backend of %j is %j', (host, backend) => {
  expect(backendOf(host)).toBe(backend);
});

describe('a migration to node2@alpha#alpha', () => {
  const rows: readonly (readonly [Partial<Volume>, Verdict])[] = [
    [{ migrationStatus: null }, 'pending'],
    [{ migrationStatus: 'starting', status: 'maintenance' }, 'pending'],
    [{ migrationStatus: 'migrating', status: 'maintenance' }, 'pending'],
    [{ migrationStatus: 'completing', status: 'maintenance' }, 'pending'],
    [{ migrationStatus: 'success', status: 'maintenance', host: 'node2@alpha#alpha' }, 'pending'],
    [{ migrationStatus: 'success', host: 'node2@alpha#alpha' }, 'succeeded'],
    [{ migrationStatus: 'success', host: 'node2@alpha#alpha', status: 'in-use' }, 'succeeded'],
    [{ migrationStatus: 'success', host: 'node2@alpha#other' }, 'elsewhere'],
    [{ migrationStatus: 'success', host: 'node2@alpha' }, 'elsewhere'],
    [
      { migrationStatus: 'success', host: 'node9@alpha#alpha', clusterName: 'node2@alpha#alpha' },
      'succeeded',
    ],
    [{ migrationStatus: 'success', host: null, clusterName: 'node2@alpha' }, 'elsewhere'],
    [
      { migrationStatus: 'success', host: 'node9@alpha#other', clusterName: 'node2@alpha#other' },
      'elsewhere',
    ],
    [{ migrationStatus: 'success', host: 'node2@alpha2#alpha' }, 'elsewhere'],
    [{ migrationStatus: 'success', host: 'node1@alpha#alpha' }, 'elsewhere'],
    [{ migrationStatus: 'success', host: null }, 'elsewhere'],
    [{ migrationStatus: 'error' }, 'failed'],
    [{ migrationStatus: 'error', status: 'maintenance' }, 'failed'],
    [{ migrationStatus: 'error', host: 'node2@alpha#alpha' }, 'failed'],
    [{ migrationStatus: 'none', host: 'node2@alpha#alpha' }, 'pending'],
  ];
  test.each(rows)('%j is %s', (changes, verdict) => {
    expect(migrationVerdict(volume(changes), 'node2@alpha#alpha')).toBe(verdict);
  });
});

test.each([
  ['node2@alpha#alpha', null, 'node2@alpha#alpha', true],
  ['node2@alpha#other', null, 'node2@alpha#alpha', false],
  ['node2@alpha', null, 'node2@alpha#alpha', false],
  ['node2@alpha#other', null, 'node2@alpha', true],
  ['node2@alpha', null, 'node2@alpha', true],
  ['node2@alpha2#alpha', null, 'node2@alpha', false],
  [null, null, 'node2@alpha', false],
  ['node2@alpha#alpha', 'c1@alpha#alpha', 'c1@alpha#alpha', true],
  ['node2@alpha#other', 'c1@alpha#other', 'c1@alpha#alpha', false],
  ['node2@alpha#other', 'c1@alpha#other', 'c1@alpha', true],
  ['node2@alpha#alpha', 'c1@alpha', 'c1@alpha#alpha', true],
  ['node2@alpha#other', 'c1@alpha', 'c1@alpha#alpha', false],
  [null, 'c1@alpha', 'c1@alpha#alpha', false],
])('a volume on %j, of cluster %j, is at %j: %s', (host, clusterName, wanted, is) => {
  expect(isAtPlace(volume({ host, clusterName }), wanted)).toBe(is);
});

test.each([
  ['the id of a type', { volumeTypeId: 'beta-id', volumeType: 'anything' }, true],
  ['the id of another type of the same name', { volumeTypeId: 'x', volumeType: 'beta' }, false],
  ['a name alone', { volumeTypeId: null, volumeType: 'beta' }, true],
  ['another name alone', { volumeTypeId: null, volumeType: 'alpha' }, false],
  ['neither', { volumeTypeId: null, volumeType: null }, false],
])('a volume that shows %s is of the type beta: %s', (_, changes, isOf) => {
  expect(isOfType(volume(changes), beta)).toBe(isOf);
});

describe('a retype to beta', () => {
  const now = { volumeType: 'beta', volumeTypeId: 'beta-id' };
  const rows: readonly (readonly [Partial<Volume>, moved: boolean, Verdict])[] = [
    [{ status: 'retyping' }, false, 'pending'],
    [{ status: 'retyping', ...now }, false, 'pending'],
    [{ status: 'retyping', ...now, migrationStatus: 'success' }, true, 'pending'],
    [{ status: 'maintenance', ...now }, false, 'pending'],
    [{ ...now, migrationStatus: 'starting' }, false, 'pending'],
    [{ ...now, migrationStatus: 'migrating' }, true, 'pending'],
    [{ ...now, migrationStatus: 'completing' }, true, 'pending'],
    [{ migrationStatus: 'migrating' }, true, 'pending'],
    [{ status: 'in-use', ...now, migrationStatus: 'migrating' }, false, 'pending'],
    [{}, false, 'failed'],
    [{ migrationStatus: 'success' }, true, 'failed'],
    [{ migrationStatus: 'error' }, true, 'failed'],
    [{ status: 'in-use' }, false, 'failed'],
    [now, false, 'succeeded'],
    [{ ...now, status: 'in-use' }, false, 'succeeded'],
    [{ ...now, migrationStatus: 'error' }, false, 'succeeded'],
    [{ ...now, migrationStatus: 'success' }, true, 'succeeded'],
    [{ ...now, migrationStatus: 'error' }, true, 'failed'],
    [now, true, 'pending'],
    [{ ...now, migrationStatus: 'none' }, true, 'pending'],
  ];
  test.each(rows)('%j, moved %s: %s', (changes, moved, verdict) => {
    expect(retypeVerdict(volume(changes), beta, moved)).toBe(verdict);
  });
});

describe('a swap', () => {
  const gone = { source: null };
  const rows: readonly (readonly [
    string,
    Partial<SwapSighting>,
    'proven' | 'source gone' | 'failed' | null,
  ])[] = [
    ['with all four signs', {}, 'proven'],
    ['without a result', { result: null }, null],
    ['that Nova calls an error', { result: 'Error' }, 'failed'],
    ['whose source Nova still shows', { attachedVolumeIds: [VOLUME_ID, DESTINATION_ID] }, null],
    ['whose destination Nova does not show', { attachedVolumeIds: ['other'] }, null],
    ['whose source is in use', { source: volume({ status: 'in-use' }) }, null],
    ['whose source has an attachment', { source: attached({ status: 'available' }) }, null],
    ['whose destination is not in use', { destination: volume({ id: DESTINATION_ID }) }, null],
    [
      'whose destination is in use, but has lost its attachment',
      { destination: attached({ id: DESTINATION_ID, attachments: [] }) },
      null,
    ],
    [
      'whose destination others have had Cinder move',
      { destination: attached({ id: DESTINATION_ID, migrationStatus: 'success' }) },
      null,
    ],
    ['whose destination is gone', { destination: null }, null],
    ['whose source is gone', gone, 'source gone'],
    ['whose source is gone, without a result', { ...gone, result: null }, null],
    ['whose source is gone, and which Nova calls an error', { ...gone, result: 'Error' }, 'failed'],
    [
      'whose source is gone, and whose destination Nova does not show',
      { ...gone, attachedVolumeIds: [] },
      null,
    ],
    ['whose source is gone, and whose destination is free', { ...gone, destination: volume() }, null],
    ['whose volumes are gone', { ...gone, destination: null }, null],
  ];
  test.each(rows)('%s: %s', (_, changes, is) => {
    const swap = swapped(changes);
    expect([
      swapIsProven(swap, VOLUME_ID, DESTINATION_ID),
      sourceIsGoneAfterSwap(swap, DESTINATION_ID),
      swapHasFailed(swap),
    ]).toEqual([is === 'proven', is === 'source gone', is === 'failed']);
  });
});

test.each([
  ['to its server', [SERVER_ID], attached(), true],
  ['to none, and none is asked for', [], volume(), true],
  ['to another server', ['s2'], attached(), false],
  ['to one of two', [SERVER_ID, 's2'], attached(), false],
  [
    'to its server and to another',
    [SERVER_ID],
    attached({
      attachments: [attachment({ attachmentId: 'b', serverId: 's2' }), ...attached().attachments],
    }),
    true,
  ],
])('a volume that is attached %s', (_, serverIds, one, is) => {
  expect(isAttachedTo(one, serverIds)).toBe(is);
});
