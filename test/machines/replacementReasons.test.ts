// What prevents a second volume from replacing the source: snapshots, image metadata, encryption, each quota.
import { describe, expect, test } from 'vitest';
import { initialContext, type MigrationContext } from '../../machines/context.ts';
import { replacementBlockers } from '../../machines/replacementReasons.ts';
import type { Quota } from '../../machines/types.ts';
import { RUN_ID, STARTED_AT } from './after.ts';
import { attached, details, parameters, quota } from './walk.ts';

const context = (changes: Partial<MigrationContext> = {}): MigrationContext => ({
  ...initialContext({ runId: RUN_ID, startedAt: STARTED_AT, parameters: parameters({}) }),
  volume: attached({ sizeGib: 10 }),
  typeDetails: details(),
  ...changes,
});

const SNAPSHOT =
  'the volume has 1 snapshot (s1): delete it first: a swap by attachment deletes the source, and Cinder cannot delete a volume that has snapshots';
const refused = (what: string, most: string) =>
  `Cinder refuses to set ${what} on a new volume (allowed in a key: up to 255 characters of A-Z a-z 0-9 - _ : . / and space; in a value: up to ${most}). Use swap_method retype, which keeps the volume`;
const metadata = (keys: string) => refused(`metadata ${keys}`, '255 characters');
const imageMetadata = (keys: string) =>
  refused(`image metadata ${keys}`, '255 characters, or 65535 bytes from microversion 3.71 on');
const ENCRYPTED =
  'encrypted volumes cannot be swapped by attachment. Use swap_method retype, or detach the volume first';

const rows: readonly (readonly [string, MigrationContext, readonly string[]])[] = [
  ['nothing', context(), []],
  ['nothing, where nothing is known of the type', context({ typeDetails: null }), []],
  ['snapshots', context({ snapshotIds: ['s1'] }), [SNAPSHOT]],
  [
    'one key of image metadata',
    context({ volume: attached({ refusedImageMetadata: ['os_version'] }) }),
    [imageMetadata('os_version')],
  ],
  [
    'two keys of image metadata',
    context({ volume: attached({ refusedImageMetadata: ['a', 'b'] }) }),
    [imageMetadata('a, b')],
  ],
  ['a key of metadata', context({ volume: attached({ refusedMetadata: ['größe'] }) }), [metadata('größe')]],
  [
    'two keys of metadata',
    context({ volume: attached({ refusedMetadata: ['a', 'b'] }) }),
    [metadata('a, b')],
  ],
  ['an encrypted volume', context({ volume: attached({ encrypted: true }) }), [ENCRYPTED]],
  ['an encrypted type', context({ typeDetails: details({ encryptionProvider: 'plain' }) }), [ENCRYPTED]],
  [
    'an encrypted volume, where nothing is known of the type',
    context({ volume: attached({ encrypted: true }), typeDetails: null }),
    [ENCRYPTED],
  ],
  [
    'all of it',
    context({
      volume: attached({ sizeGib: 10, encrypted: true, refusedMetadata: ['b'], refusedImageMetadata: ['a'] }),
      snapshotIds: ['s1'],
      quotas: [quota('volumes', { limit: 1, inUse: 1 }), quota('gigabytes', { limit: 15, inUse: 10 })],
    }),
    [
      SNAPSHOT,
      metadata('b'),
      imageMetadata('a'),
      ENCRYPTED,
      expect.stringContaining('quota volumes is 1'),
      expect.stringContaining('quota gigabytes is 15'),
    ],
  ],
];

describe('what prevents a second volume from replacing it', () => {
  test.each(rows)('%s', (_, known, reasons) => {
    expect(replacementBlockers(known)).toEqual(reasons);
  });
});

describe('a quota of the project, for a volume of 10 GiB', () => {
  const full = (name: string, of: { limit: number; inUse: number; reserved: number }, needed: number) => [
    `project demo: quota ${name} is ${of.limit}, with ${of.inUse} in use and ${of.reserved} reserved, and a second volume requires ${needed}; swap_method retype creates no second volume that counts against the quota`,
  ];
  const used = { inUse: 5, reserved: 2 };
  const rows: readonly (readonly [string, Quota, readonly string[]])[] = [
    ['without a limit', quota('volumes', { inUse: 1000 }), []],
    ['of volumes, with room for one', quota('volumes', { limit: 8, ...used }), []],
    ['of volumes, full', quota('volumes', { limit: 7, ...used }), full('volumes', { limit: 7, ...used }, 1)],
    ['of volumes of the type, with room for one', quota('volumes_beta', { limit: 8, ...used }), []],
    [
      'of volumes of the type, full',
      quota('volumes_beta', { limit: 7, ...used }),
      full('volumes_beta', { limit: 7, ...used }, 1),
    ],
    ['of gigabytes, with room for as many', quota('gigabytes', { limit: 17, ...used }), []],
    [
      'of gigabytes, with room for one less',
      quota('gigabytes', { limit: 16, ...used }),
      full('gigabytes', { limit: 16, ...used }, 10),
    ],
    [
      'of gigabytes of the type, with room for one less',
      quota('gigabytes_beta', { limit: 16, ...used }),
      full('gigabytes_beta', { limit: 16, ...used }, 10),
    ],
    ['of none', quota('volumes', { limit: 0 }), full('volumes', { limit: 0, inUse: 0, reserved: 0 }, 1)],
    ['for one volume, of as many gigabytes', quota('per_volume_gigabytes', { limit: 10, ...used }), []],
    [
      'for one volume, of less',
      quota('per_volume_gigabytes', { limit: 9 }),
      ['project demo: quota per_volume_gigabytes is 9, but the volume has 10 GiB'],
    ],
    ['for one volume, without a limit', quota('per_volume_gigabytes'), []],
  ];
  test.each(rows)('%s', (_, one, reasons) => {
    expect(replacementBlockers(context({ quotas: [one] }))).toEqual(reasons);
  });
});
