// What a run warns about before it changes anything, and when it takes another way, in the words that a person reads.
import { describe, expect, test } from 'vitest';
import type {
  MigrationParameters,
  Server,
  Volume,
  VolumeType,
  VolumeTypeDetails,
} from '../../machines/types.ts';
import {
  byAttachment,
  byRetype,
  bySwap,
  NEW_VOLUME,
  readPools,
  taken,
  toCreateUser,
  toRead,
  toRequestMigration,
  toServers,
  toType,
  toWatchRetypeInUse,
} from './reached.ts';
import {
  attached,
  beta,
  details,
  done,
  failed,
  fault,
  pool,
  SERVER_ID,
  type Step,
  seen,
  seenMove,
  server,
  VOLUME_ID,
  volume,
  volumeType,
  walk,
} from './walk.ts';

describe('what Cinder dropped of an owner’s changes while it moved the volume', () => {
  const moving = (changes: Partial<Volume> = {}): Step =>
    seen(attached({ status: 'retyping', migrationStatus: 'migrating', ...changes }));
  const inPlace = { volumeType: 'beta', volumeTypeId: 'beta-id', host: 'node1@beta#beta' };
  const between = seen(attached({ ...inPlace, migrationStatus: null }));
  const done = (changes: Partial<Volume> = {}): Step =>
    seen(attached({ ...inPlace, migrationStatus: 'success', ...changes }));
  const warned = (steps: readonly Step[]): readonly string[] =>
    walk(byRetype, [...toWatchRetypeInUse, ...steps]).context.warnings;
  const dropped = (what: string): string[] => [
    `Cinder dropped changes that were made while it moved the volume (${what}). Make them again`,
  ];

  test.each<readonly [string, Partial<Volume>, string]>([
    ['its name', { name: 'renamed' }, 'name "renamed" is "data1" again'],
    ['its description', { description: 'new' }, 'description "new" is "" again'],
    ['keys of its metadata', { metadataKeys: ['a', 'b'] }, 'metadata keys a, b are none again'],
  ])('%s', (_, change, what) => {
    expect(warned([moving(change), done()])).toEqual(dropped(what));
    // The moment in which Cinder has replaced the volume by the copy, and shows neither completing nor
    // success.
    expect(warned([moving(change), between, done()])).toEqual(dropped(what));
    expect(warned([moving(change), done(change)])).toEqual([]);
  });

  test('seen with Cinder and Nova together', () => {
    const completing = attached({ status: 'retyping', migrationStatus: 'completing', name: 'renamed' });
    const sighting = (volume: Volume | null): Step => seenMove({ volume, target: null, swap: 'Success' });
    const steps = [moving(), seen(completing), sighting(attached({ ...inPlace, migrationStatus: null }))];
    expect(warned([...steps, sighting(attached({ ...inPlace, migrationStatus: 'success' }))])).toEqual(
      dropped('name "renamed" is "data1" again'),
    );
  });

  test('nothing that the owner had already reverted', () => {
    expect(warned([moving({ name: 'renamed' }), moving(), between, done()])).toEqual([]);
  });
});

type Row = readonly [string, Partial<MigrationParameters>, readonly Step[], readonly string[]];

const allowed = { allowEncryptionChange: true };
const luks = details({ encryptionProvider: 'luks' });
const encrypted = { encrypted: true, encryptionProvider: 'luks' };

// Up to the point where the change of type is judged.
const retyping = (one: Volume, of: VolumeTypeDetails, type: VolumeType = beta): readonly Step[] => [
  done('getVolume', one),
  ...toRead.slice(1),
  done('getVolumeType', type),
  done('getTypeDetails', of),
];
const zonedRetype = (zones: string | undefined, zone: string): readonly Step[] => [
  ...retyping(
    volume(),
    details(),
    volumeType('beta', {
      extraSpecs: { volume_backend_name: 'beta', 'RESKEY:availability_zones': zones ?? null },
    }),
  ),
  done('listPools', [pool('p1', 'beta', { availabilityZone: zone })]),
];
const swapping = (servers: readonly Server[]): readonly Step[] => [...toServers, done('getServers', servers)];
const attaching = (one: Volume): readonly Step[] => [done('getVolume', one), ...toCreateUser.slice(1)];

const NO_ENCRYPTION = 'the volume will no longer be encrypted';
const ENCRYPTION =
  'the volume will be encrypted. The encryption header needs space: the data of a full volume does not fit into an encrypted volume of the same size';
const without = (what: string) =>
  `a swap by attachment gives the volume a new ID, and its user_id will be that of the temporary user, which is deleted afterwards, without ${what}. Backups stay with ${VOLUME_ID}. To keep all of this, use swap_method retype`;
const lockedServer = (names: string) => `server ${names} is locked. As an admin, you move its volume anyway`;

const rows: readonly Row[] = [
  ['plain stays plain', toType, retyping(volume(), details()), []],
  ['plain stays plain, a change allowed', { ...toType, ...allowed }, retyping(volume(), details()), []],
  ['plain becomes encrypted', { ...toType, ...allowed }, retyping(volume(), luks), [ENCRYPTION]],
  [
    'encrypted becomes plain',
    { ...toType, ...allowed },
    retyping(volume(encrypted), details()),
    [NO_ENCRYPTION],
  ],
  ['encrypted stays encrypted', toType, retyping(volume(encrypted), luks), []],

  ['the type names no zone', toType, zonedRetype(undefined, 'nova'), []],
  ["the type's zones have the volume's", toType, zonedRetype('east,nova', 'nova'), []],
  [
    "the type's zones are others",
    toType,
    zonedRetype('east, west', 'west'),
    ['the volume leaves availability zone nova: volume type beta allows only east, west'],
  ],

  ['the server is not locked', bySwap, swapping([server()]), []],
  [
    'the server is locked',
    bySwap,
    swapping([server({ locked: true })]),
    [lockedServer(`vm1 (${SERVER_ID})`)],
  ],
  [
    'a server that is locked and one that is not',
    bySwap,
    swapping([server({ id: 's2', name: 'vm2' }), server({ locked: true })]),
    [lockedServer(`vm1 (${SERVER_ID})`)],
  ],
  [
    'two locked servers',
    bySwap,
    swapping([server({ locked: true }), server({ id: 's2', name: 'vm2', locked: true })]),
    [lockedServer(`vm1 (${SERVER_ID}), vm2 (s2)`)],
  ],

  ['a new volume', byAttachment, attaching(attached()), [NEW_VOLUME]],
  [
    'a new volume, of one that was made from a snapshot',
    byAttachment,
    attaching(attached({ snapshotId: 's1' })),
    [without('snapshot_id s1')],
  ],
  [
    'a new volume, of one that was made from another',
    byAttachment,
    attaching(attached({ sourceVolumeId: 'v1' })),
    [without('source_volid v1')],
  ],
  [
    'a new volume, of one that was made from both',
    byAttachment,
    attaching(attached({ snapshotId: 's1', sourceVolumeId: 'v1' })),
    [without('snapshot_id s1 and source_volid v1')],
  ],

  [
    'two reasons against a second volume',
    bySwap,
    [
      done('getVolume', attached({ refusedImageMetadata: ['a'] })),
      ...toCreateUser.slice(1, -4),
      done('listSnapshots', ['s1']),
      readPools,
      taken,
      done('getQuotas', []),
    ],
    [
      'the volume is retyped in use, because a swap by attachment cannot start: ' +
        'the volume has 1 snapshot (s1): delete it first: a swap by attachment deletes the source, and Cinder cannot delete a volume that has snapshots; ' +
        'Cinder refuses to set image metadata a on a new volume (allowed in a key: up to 255 characters of A-Z a-z 0-9 - _ : . / and space; in a value: up to 255 characters, or 65535 bytes from microversion 3.71 on). Use swap_method retype, which keeps the volume',
    ],
  ],
  [
    'no temporary user',
    bySwap,
    [...toCreateUser, failed('createTemporaryUser', fault({ message: 'users are read-only' }))],
    [
      NEW_VOLUME,
      'the volume is retyped in use, because a swap by attachment cannot start: users are read-only',
    ],
  ],

  [
    'a volume that cannot be read after a refusal',
    { destinationNode: 'node2@alpha#alpha' },
    [...toRequestMigration, failed('requestMigration'), failed('getVolume', fault({ message: 'no route' }))],
    ['could not check whether the failed request changed the volume: no route'],
  ],
];

const IGNORED_TYPE = 'destination_type is ignored: ';
test.each<readonly [Partial<MigrationParameters>, readonly string[]]>([
  [
    { migrationType: 'cold', destinationNode: 'n', destinationType: 'beta', swapMethod: 'retype' },
    ['swap_method is ignored: a cold migration swaps nothing'],
  ],
  [
    { migrationType: 'swap', destinationNode: 'n', destinationType: 'beta' },
    ['destination_node is ignored: the scheduler chooses the node of a swap'],
  ],
  [
    { migrationType: 'migrate', destinationNode: 'n', destinationType: 'beta', swapMethod: 'retype' },
    [
      `${IGNORED_TYPE}migrate moves the volume and keeps its type`,
      'swap_method is ignored: migrate swaps nothing',
    ],
  ],
  [
    { migrationType: 'retype', destinationNode: 'n', destinationType: 'beta', swapMethod: 'attachment' },
    [
      'destination_node is ignored: the scheduler chooses the node of a retype',
      'swap_method is ignored: retype swaps nothing',
    ],
  ],
  [{ migrationType: 'migrate', destinationNode: 'n' }, []],
  [{ migrationType: 'retype', destinationType: 'beta' }, []],
])('parameters that a migration type ignores: %j', (changes, warnings) => {
  expect(walk(changes, []).context.warnings).toEqual(warnings);
});

test('a cold migration to a node ignores a type', () => {
  const both = { destinationNode: 'node2@alpha#alpha', destinationType: 'beta' };
  expect(walk(both, toRead).context.warnings).toEqual([
    `${IGNORED_TYPE}a cold migration with destination_node moves the volume and keeps its type`,
  ]);
});

describe('warned of', () => {
  test.each(rows)('%s', (_, changes, steps, warnings) => {
    expect(walk(changes, steps).context.warnings).toEqual(warnings);
  });
});

test('no warning about what a refused run would have done', () => {
  const { state, context } = walk(
    { ...toType, ...allowed },
    retyping(volume(encrypted), details({ hasAccess: false })),
  );
  expect([state, context.warnings]).toEqual(['failed', []]);
  expect(walk(byRetype, swapping([server({ locked: true, vmState: 'stopped' })])).context.warnings).toEqual(
    [],
  );
});
