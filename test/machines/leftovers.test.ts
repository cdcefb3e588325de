// What a run leaves behind: what it is, and why, in the words that a person reads.
import { describe, expect, test } from 'vitest';
import type { MigrationParameters } from '../../machines/types.ts';
import { RUN_ID } from './after.ts';
import {
  broken,
  byAttachment,
  byRetype,
  compare,
  late,
  lost,
  NODE,
  quiet,
  stuck,
  toCreateUser,
  toCreateVolume,
  toDeleteSource,
  toDeleteUser,
  toNode,
  toRequestRetype,
  toSettle,
  toSwap,
  toType,
  toWatchDeletion,
  toWatchMigration,
  toWatchRetype,
  toWatchSwap,
} from './reached.ts';
import {
  attached,
  DESTINATION_ID,
  done,
  failed,
  fault,
  quota,
  type Step,
  seen,
  seenMove,
  seenSwap,
  swapped,
  VOLUME_ID,
  volume,
  walk,
} from './walk.ts';

type Row = readonly [string, Partial<MigrationParameters>, readonly Step[], readonly object[]];

const no = fault({ message: 'no' });

const MOVING = {
  kind: 'migration',
  id: VOLUME_ID,
  why: 'Cinder may still be moving the volume; it continues by itself',
};

const source = (why: string) => ({
  kind: 'volume',
  id: VOLUME_ID,
  why: `the source of a proven swap, not deleted: ${why}. Its data is on volume ${DESTINATION_ID}`,
});

const both = (shown: string) => [
  {
    kind: 'volume',
    id: VOLUME_ID,
    why: `source of a swap that is not proven; Nova shows as attached: ${shown}`,
  },
  {
    kind: 'volume',
    id: DESTINATION_ID,
    why: 'destination of a swap that is not proven: the guest may have written to it. Delete it only if the source is attached and complete',
  },
];

const arrived = seen(volume({ migrationStatus: 'success', host: NODE }));
const copies: Step = {
  type: 'sourceCopies.seen',
  copies: [
    { id: 'c1', status: 'deleting' },
    { id: 'c2', status: 'error_deleting' },
  ],
};

const rows: readonly Row[] = [
  ['a move that is left to itself', toNode, [...toWatchMigration, broken('watchVolume')], [MOVING]],
  [
    'copies on the old backend',
    toNode,
    [...toWatchMigration, arrived, copies, late],
    [
      {
        kind: 'volume',
        id: 'c1',
        why: 'the copy that the migration left on the old backend (status deleting). Cinder deletes it',
      },
      {
        kind: 'volume',
        id: 'c2',
        why: 'the copy that the migration left on the old backend (status error_deleting). Cinder deletes it',
      },
    ],
  ],
  [
    'orphans of a failed move',
    toNode,
    [
      ...toWatchMigration,
      seen(volume({ migrationStatus: 'error' })),
      failed('listPools'),
      done('listOrphans', [
        { id: 'o1', isTarget: true },
        { id: 'o2', isTarget: false },
      ]),
    ],
    [
      {
        kind: 'volume',
        id: 'o1',
        why: `the row that Cinder moves volume ${VOLUME_ID} to. It may hold the only current data. Do not delete it`,
      },
      {
        kind: 'volume',
        id: 'o2',
        why: `has the name and project of volume ${VOLUME_ID} and was created during the failed migration. It is likely an orphan; check before you delete it`,
      },
    ],
  ],
  [
    'a source that Cinder refuses to delete',
    byAttachment,
    [...toDeleteSource, failed('deleteSourceVolume', no)],
    [source('no')],
  ],
  [
    'a source that Cinder could not delete',
    byAttachment,
    [...toWatchDeletion, seen(volume({ status: 'error_deleting' }))],
    [source('Cinder could not delete it (status error_deleting)')],
  ],
  [
    'a source that is not gone in time',
    byAttachment,
    [...toWatchDeletion, late],
    [source('Cinder is still deleting it')],
  ],
  [
    'a source that may not be looked at',
    byAttachment,
    [...toWatchDeletion, { type: 'watch.failed', fault: no }],
    [source('no')],
  ],
  ['a swap of which nothing was seen', byAttachment, [...toWatchSwap, late], both('unknown')],
  [
    'a swap that was not proven',
    byAttachment,
    [...toWatchSwap, seenSwap(swapped({ attachedVolumeIds: ['v1', 'v2'] })), late],
    both('v1, v2'),
  ],
  [
    'a swap after which nothing is attached',
    byAttachment,
    [...toWatchSwap, seenSwap(swapped({ attachedVolumeIds: [] })), late],
    both('unknown'),
  ],
  [
    'a destination that is not deleted',
    byAttachment,
    [...toSwap, failed('swapVolume'), compare(attached()), failed('deleteDestinationVolume', no)],
    [{ kind: 'volume', id: DESTINATION_ID, why: 'destination created for this run, not deleted: no' }],
  ],
  [
    'a user that is not deleted',
    byAttachment,
    [...toDeleteUser, failed('deleteTemporaryUser', no)],
    [{ kind: 'user', id: 'u1', why: 'temporary user volume-migrate-1, not deleted: no' }],
  ],
  [
    'a user that may have been made',
    byAttachment,
    [...toCreateUser, failed('createTemporaryUser', lost)],
    [
      {
        kind: 'user',
        id: `volume-migrate-${RUN_ID}`,
        why: 'a temporary user of this name may exist: could not check whether it was created',
      },
    ],
  ],
  [
    'a destination that may have been made',
    byAttachment,
    [...toCreateVolume, failed('createDestinationVolume', lost)],
    [
      {
        kind: 'volume',
        id: `volume-migrate:run=${RUN_ID}`,
        why: 'a volume with this metadata may exist: Cinder did not respond to the request to create it',
      },
    ],
  ],
];

// What a failed request has changed nevertheless.
const changes = (steps: readonly Step[], why: string): Row => [
  'what a failed request has changed',
  toType,
  steps,
  [
    {
      kind: 'volume',
      id: VOLUME_ID,
      why: `has changed since it was first read, because of this request or by someone else: ${why}`,
    },
  ],
];
const refusedRetype: readonly Step[] = [...toRequestRetype, failed('requestRetype')];
const explained: readonly Step[] = [failed('listPools'), failed('listOrphans')];
const three = volume({ sizeGib: 3 });
const failedRetype: readonly Step[] = [
  done('getVolume', three),
  ...toWatchRetype.slice(1),
  seen(three),
  ...explained,
  done('getVolume', three),
];
const failedRequests: readonly Row[] = [
  changes([...refusedRetype, compare(volume({ status: 'retyping' }))], 'status is retyping (was available)'),
  changes(
    [
      ...refusedRetype,
      compare(volume({ multiattach: true, encrypted: true, bootable: true, readonly: true })),
    ],
    'multiattach is true (was false), encrypted is true (was false), bootable is true (was false), readonly is true (was false)',
  ),
  [
    'a flag that is set already while Cinder may still move the volume',
    toType,
    [done('getVolume', volume({ multiattach: true })), ...toWatchRetype.slice(1), broken('watchVolume')],
    [
      {
        kind: 'migration',
        id: VOLUME_ID,
        why: 'Cinder may still be moving the volume; it continues by itself. It has already set multiattach to false for volume type beta, and does not set it back if the retype fails',
      },
    ],
  ],
  [
    'quota that a failed retype keeps, beside what others have reserved',
    toType,
    [
      ...failedRetype,
      done('getQuotas', [
        quota('volumes', { reserved: 2 }),
        quota('volumes_beta', { reserved: 2 }),
        quota('gigabytes_beta', { reserved: 5 }),
      ]),
    ],
    [
      {
        kind: 'reservation',
        id: 'demo',
        why: "project demo has quota reserved (volumes_beta 2, gigabytes_beta 5). The failed retype may keep 1 volume and 3 GiB of it until Cinder's reservation_expire, a day by default",
      },
    ],
  ],
  [
    'fewer gigabytes reserved than the volume has: they are not its own',
    toType,
    [
      ...failedRetype,
      done('getQuotas', [quota('volumes_beta', { reserved: 1 }), quota('gigabytes_beta', { reserved: 2 })]),
    ],
    [
      {
        kind: 'reservation',
        id: 'demo',
        why: "project demo has quota reserved (volumes_beta 1). The failed retype may keep 1 volume and 3 GiB of it until Cinder's reservation_expire, a day by default",
      },
    ],
  ],
  [
    'both volumes of a move that is stuck with the guest on the target',
    byRetype,
    [...toSettle, seenMove(stuck()), quiet],
    [
      {
        kind: 'volume',
        id: VOLUME_ID,
        why: "holds the data as of the end of Nova's copy; the guest no longer writes to it",
      },
      {
        kind: 'volume',
        id: DESTINATION_ID,
        why: 'the guest writes to it. Never delete it, and do not reboot the server, stop it or detach the volume before the migration is completed by hand',
      },
    ],
  ],
];

describe('left behind by what failed, with the reason why', () => {
  test.each(failedRequests)('%s (%#)', (_, changes, steps, leftovers) => {
    expect(walk(changes, steps).context.leftovers).toEqual(leftovers);
  });
});

describe('left behind, with the reason why', () => {
  test.each(rows)('%s', (_, changes, steps, leftovers) => {
    expect(walk(changes, steps).context.leftovers).toEqual(leftovers);
  });
});

test.each([
  [0, '0 min'],
  [2_999, '0 min'],
  [3_000, '0.1 min'],
  [90_000, '1.5 min'],
  [60_000, '1 min'],
  [7_200_000, '120 min'],
])('%i ms without a change are %s', (forMs, words) => {
  const { warnings } = walk(toNode, [...toWatchMigration, { type: 'watch.stalled', forMs }]).context;
  expect(warnings).toEqual([`no change for ${words}: the copy takes long, or a service has stopped`]);
});
