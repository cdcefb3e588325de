// Every refusal of the chart: its code, its exact words, and every reason.
import { describe, expect, test } from 'vitest';
import { REFUSALS } from '../../machines/refusals.ts';
import type { Fault, MigrationParameters, MoveSighting } from '../../machines/types.ts';
import { RUN_ID } from './after.ts';
import {
  byAttachment,
  byMigrate,
  byRetype,
  byRetypeType,
  bySwap,
  errorWhileNovaCopies,
  gaveUp,
  late,
  NODE,
  quiet,
  readPools,
  stuck,
  taken,
  toChoose,
  toMovable,
  toMovesOfServers,
  toNode,
  toRead,
  toRetypeQuotas,
  toServers,
  toSettle,
  toSettleMigration,
  toSnapshots,
  toType,
  toWatchMigration,
  toWatchRetype,
  toWatchRetypeInUse,
  toWatchSwap,
  toWatchVolume,
  unused,
} from './reached.ts';
import {
  alpha,
  attached,
  beta,
  DESTINATION_ID,
  details,
  done,
  fault,
  pool,
  quota,
  SERVER_ID,
  type Step,
  seen,
  seenMove,
  seenSwap,
  server,
  swapped,
  VOLUME_ID,
  volume,
  walk,
} from './walk.ts';

type Row = readonly [
  changes: Partial<MigrationParameters>,
  steps: readonly Step[],
  refusal: Pick<Fault, 'code' | 'name' | 'message' | 'reasons'>,
];

const LOGS = `to find the cause, search the service logs (cinder-scheduler, cinder-volume, nova-compute) for request ID req-${RUN_ID}`;
const shown = (status: string, migrationStatus: string, host = 'node1@alpha#alpha'): string =>
  `Cinder shows migration_status ${migrationStatus}, status ${status}, host ${host}; it does not report why a migration failed`;

const lastShown = (status: string, migrationStatus: string, host = 'node1@alpha#alpha'): string =>
  `the time limit of this run has passed, but the migration has not ended: Cinder last showed migration_status ${migrationStatus}, status ${status}, host ${host}`;
const HOW_FAR = `to see its progress, search the service logs for request ID req-${RUN_ID}. limits.deadlineMs sets how long a run waits`;

const lateBlind: Step = {
  type: 'watch.deadline',
  afterMs: 1,
  lastFault: {
    name: 'E',
    code: 'c',
    message: 'no route',
    reasons: [],
    status: null,
    requestId: null,
    uncertain: false,
  },
};
// Nobody asked Nova: Cinder lost the attachment while it made the target.
const detachedBeforeCopy: MoveSighting = {
  volume: attached({ migrationStatus: 'error', attachments: [] }),
  target: null,
  swap: 'none',
};
const DETACHED_BEFORE_COPY =
  'the volume is in-use without an attachment, as after a detach while Cinder was making the copy. ' +
  'If Nova does not list it on any server either, an admin can make it available again with the action os-detach';
const unseen: Step = {
  type: 'swap.seen',
  swap: swapped({ source: null, destination: null, attachedVolumeIds: [], result: null }),
};

const rows: readonly Row[] = [
  [
    { migrationType: 'live' },
    [],
    {
      code: 'UnsupportedMigrationType',
      name: 'Invalid',
      message: "Migration of type 'live' is not supported.",
      reasons: ['migration_type is "swap" (the default), "cold", "migrate" or "retype"'],
    },
  ],
  [
    toNode,
    [done('getVolume', volume()), ...unused, done('listSnapshots', ['s1', 's2'])],
    {
      code: 'InvalidStateForColdMigration',
      name: 'Invalid',
      message: 'Invalid state for cold migration',
      reasons: ['the volume has 2 snapshots (s1, s2): delete them first'],
    },
  ],
  [
    {},
    toRead,
    {
      code: 'DestinationRequired',
      name: 'Invalid',
      message: 'destination host or destination type is required when migration type is cold',
      reasons: [
        'give destination_node to move the volume to a pool, or destination_type to change its volume type',
      ],
    },
  ],
  ...(
    [
      [NODE, { host: NODE }, `the volume is already on ${NODE}`],
      [
        'node2@alpha',
        { host: NODE },
        `the volume is already on ${NODE}. To move it within its backend, name the pool`,
      ],
      [
        'cluster@alpha#alpha',
        { host: NODE, clusterName: 'cluster@alpha' },
        `the volume is already on ${NODE}`,
      ],
    ] as const
  ).map(
    ([destinationNode, place, reason]): Row => [
      { destinationNode },
      [done('getVolume', volume(place)), ...toRead.slice(1)],
      {
        code: 'DestinationNodeMustBeDifferent',
        name: 'Invalid',
        message: 'Destination node must be different for migrating',
        reasons: [reason],
      },
    ],
  ),
  [
    toNode,
    [...toRead, done('getPools', [pool(NODE, 'beta'), pool('p2', 'gamma')]), done('getVolumeType', alpha)],
    {
      code: 'VolumeTypeMustBeSame',
      name: 'Invalid',
      message: 'Volume type must be same for migrating',
      reasons: [
        `volume type alpha requires volume_backend_name "alpha", but pool ${NODE} reports "beta"`,
        'volume type alpha requires volume_backend_name "alpha", but pool p2 reports "gamma"',
      ],
    },
  ],
  [
    toType,
    [...toRead, done('getVolumeType', alpha)],
    {
      code: 'VolumeTypeMustBeDifferent',
      name: 'Invalid',
      message: 'Volume type must be different for retyping',
      reasons: [`volume ${VOLUME_ID} already has type alpha`],
    },
  ],
  [
    toType,
    [...toRead, done('getVolumeType', beta), done('getTypeDetails', details({ hasAccess: false }))],
    {
      code: 'VolumeTypeNotAllowed',
      name: 'Invalid',
      message: `Volume ${VOLUME_ID} cannot have volume type beta`,
      reasons: [
        'project demo has no access to the private volume type beta: its owner could neither extend nor clone the volume. Grant access first: openstack volume type set --project demo beta',
      ],
    },
  ],
  [
    toType,
    [...toRetypeQuotas.slice(0, -1), done('listPools', [pool(NODE, 'alpha')])],
    {
      code: 'NoPlaceForVolume',
      name: 'Invalid',
      message: `No pool can take volume ${VOLUME_ID} with volume type beta`,
      reasons: [`no pool serves volume type beta (volume_backend_name=beta); pools: ${NODE}`],
    },
  ],
  [
    toType,
    [...toRetypeQuotas, done('getQuotas', [quota('gigabytes_beta', { limit: 3, inUse: 2, reserved: 1 })])],
    {
      code: 'OverQuota',
      name: 'Invalid',
      message: 'The quota of project demo does not allow another volume of type beta',
      reasons: [
        'project demo: quota gigabytes_beta is 3, with 2 in use and 1 reserved, and the retype requires 1. Raise it first',
      ],
    },
  ],
  [
    { migrationType: 'swap' },
    [],
    {
      code: 'DestinationTypeRequired',
      name: 'Invalid',
      message: 'destination type is required when migration type is swap',
      reasons: ['give destination_type: it names the target volume type. A swap ignores destination_node'],
    },
  ],
  [
    { migrationType: 'retype' },
    [],
    {
      code: 'DestinationTypeRequired',
      name: 'Invalid',
      message: 'destination type is required when migration type is retype',
      reasons: ['give destination_type: it names the target volume type. A retype ignores destination_node'],
    },
  ],
  [
    { migrationType: 'migrate' },
    [],
    {
      code: 'DestinationNodeRequired',
      name: 'Invalid',
      message: 'destination node is required when migration type is migrate',
      reasons: ['give destination_node: it names the pool to which the volume is moved'],
    },
  ],
  [
    { migrationType: 'migrate', destinationNode: 'node2@alpha' },
    [...toMovable, done('getPools', [pool(NODE, 'alpha'), pool('node2@alpha#second', 'alpha')])],
    {
      code: 'DestinationPoolRequired',
      name: 'Invalid',
      message: 'destination_node node2@alpha does not name a pool',
      reasons: [`name the pool in full, as host@backend#pool: ${NODE}, node2@alpha#second`],
    },
  ],
  [
    byMigrate,
    [...toServers, done('listSnapshots', ['s1']), ...toMovable.slice(-2)],
    {
      code: 'InvalidStateForMigratingVolume',
      name: 'Invalid',
      message: 'Invalid state for migrating volume',
      reasons: ['the volume has 1 snapshot (s1): delete it first'],
    },
  ],
  [
    byRetypeType,
    [...toMovesOfServers, done('listMovesOfServers', ['v2'])],
    {
      code: 'InvalidStateForRetypingVolume',
      name: 'Invalid',
      message: 'Invalid state for retyping volume',
      reasons: [
        'volume v2 of the same server is being moved, and Nova works on one volume of a server at a time. Wait until that move ends',
      ],
    },
  ],
  [
    byMigrate,
    [...toSettleMigration, seenMove(gaveUp)],
    {
      code: 'MigrationFailed',
      name: 'MigrationFailed',
      message: `Cinder gave up migrating volume ${VOLUME_ID} to ${NODE}`,
      reasons: [shown('in-use', 'error'), LOGS],
    },
  ],
  [
    byMigrate,
    [...toSettleMigration, seenMove(detachedBeforeCopy)],
    {
      code: 'MigrationFailed',
      name: 'MigrationFailed',
      message: `Cinder gave up migrating volume ${VOLUME_ID} to ${NODE}`,
      reasons: [DETACHED_BEFORE_COPY, shown('in-use', 'error'), LOGS],
    },
  ],
  [
    byRetype,
    [...toSettle, seenMove(detachedBeforeCopy)],
    {
      code: 'RetypeFailed',
      name: 'RetypeFailed',
      message: `Cinder gave up retyping volume ${VOLUME_ID} to beta: its type is alpha, its migration_status error`,
      reasons: [DETACHED_BEFORE_COPY, shown('in-use', 'error'), LOGS],
    },
  ],
  [
    byMigrate,
    [...toSettleMigration, seenMove({ ...detachedBeforeCopy, swap: 'Error' })],
    {
      code: 'MigrationFailed',
      name: 'MigrationFailed',
      message: `Cinder gave up migrating volume ${VOLUME_ID} to ${NODE}`,
      reasons: [DETACHED_BEFORE_COPY, shown('in-use', 'error'), LOGS],
    },
  ],
  [
    byMigrate,
    [...toSettleMigration, seenMove(errorWhileNovaCopies), late],
    {
      code: 'MigrationNotSeenToEnd',
      name: 'DeadlinePassed',
      message: `The migration of volume ${VOLUME_ID} to ${NODE} did not end within the time limit`,
      reasons: [
        `Nova is still copying (instance action swap_volume of server ${SERVER_ID} has not ended). Do not request another migration of this volume before it has ended`,
        lastShown('in-use', 'error'),
        HOW_FAR,
      ],
    },
  ],
  [
    bySwap,
    [...toServers, done('getServers', [server({ vmState: 'stopped' })])],
    {
      code: 'InvalidStateForSwappingVolume',
      name: 'Invalid',
      message: 'Invalid state for swapping volume',
      reasons: [`server vm1 (${SERVER_ID}): vm_state is stopped; it must be active, paused or resized`],
    },
  ],
  [
    byAttachment,
    [done('getVolume', attached({ migrationStatus: 'success' })), ...toChoose.slice(1)],
    {
      code: 'SwapNotAskable',
      name: 'SwapRefused',
      message: `Cannot determine whether Nova accepts direct swaps: volume ${VOLUME_ID} has an old migration_status`,
      reasons: [
        "the volume's migration_status is success, which makes Nova accept a direct swap (OSSN-0094) without making it safe",
        'use swap_method auto or retype',
      ],
    },
  ],
  [
    byAttachment,
    [...toSnapshots, done('listSnapshots', ['s1']), readPools, taken, done('getQuotas', [])],
    {
      code: 'SourceCannotBeReplaced',
      name: 'Invalid',
      message: 'Invalid state for swapping volume',
      reasons: [
        'the volume has 1 snapshot (s1): delete it first: a swap by attachment deletes the source, and Cinder cannot delete a volume that has snapshots',
      ],
    },
  ],
  [
    toNode,
    [done('getVolume', volume({ sizeGib: 200 })), ...toWatchMigration.slice(1, -1)],
    {
      code: 'NoRoomOnDestination',
      name: 'Invalid',
      message: `${NODE} has no room for volume ${VOLUME_ID}`,
      reasons: [`pool ${NODE} has 100 GiB free, but the volume needs 200 GiB`],
    },
  ],
  [
    toNode,
    [...toWatchMigration, seen(volume({ migrationStatus: 'error' }))],
    {
      code: 'MigrationFailed',
      name: 'MigrationFailed',
      message: `Cinder gave up migrating volume ${VOLUME_ID} to ${NODE}`,
      reasons: [shown('available', 'error'), LOGS],
    },
  ],
  [
    toNode,
    [...toWatchMigration, seen(volume({ migrationStatus: 'success', host: 'node3@a#a' }))],
    {
      code: 'MigratedElsewhere',
      name: 'MigrationFailed',
      message: `Cinder reports success, but the volume is on node3@a#a, not on ${NODE}`,
      reasons: [LOGS],
    },
  ],
  [
    toNode,
    [...toWatchMigration, late],
    {
      code: 'MigrationNotSeenToEnd',
      name: 'DeadlinePassed',
      message: `The migration of volume ${VOLUME_ID} to ${NODE} did not end within the time limit`,
      reasons: [lastShown('available', 'none'), HOW_FAR],
    },
  ],
  [
    toNode,
    [
      ...toWatchMigration,
      seen(volume({ status: 'maintenance', migrationStatus: 'success', host: NODE })),
      late,
    ],
    {
      code: 'MigrationNotSeenToEnd',
      name: 'DeadlinePassed',
      message: `The migration of volume ${VOLUME_ID} to ${NODE} did not end within the time limit`,
      reasons: [
        'the data has arrived, but Cinder has not unlocked the volume: its status is still maintenance',
        lastShown('maintenance', 'success', NODE),
        HOW_FAR,
      ],
    },
  ],
  [
    toNode,
    [...toWatchMigration, lateBlind],
    {
      code: 'MigrationNotSeenToEnd',
      name: 'DeadlinePassed',
      message: `The migration of volume ${VOLUME_ID} to ${NODE} did not end within the time limit`,
      reasons: ['the last reading failed: no route', lastShown('available', 'none'), HOW_FAR],
    },
  ],
  [
    toType,
    [
      ...toWatchRetype,
      seen(volume({ status: 'retyping', migrationStatus: 'migrating', host: null })),
      lateBlind,
    ],
    {
      code: 'RetypeNotSeenToEnd',
      name: 'DeadlinePassed',
      message: `The retype of volume ${VOLUME_ID} to beta did not end within the time limit`,
      reasons: ['the last reading failed: no route', lastShown('retyping', 'migrating', 'unknown'), HOW_FAR],
    },
  ],
  [
    toType,
    [...toWatchRetype, seen(volume())],
    {
      code: 'RetypeFailed',
      name: 'RetypeFailed',
      message: `Cinder gave up retyping volume ${VOLUME_ID} to beta: its type is alpha`,
      reasons: [shown('available', 'none'), LOGS],
    },
  ],
  [
    toType,
    [...toWatchRetype, seen(volume({ migrationStatus: 'error' }))],
    {
      code: 'RetypeFailed',
      name: 'RetypeFailed',
      message: `Cinder gave up retyping volume ${VOLUME_ID} to beta: its type is alpha, its migration_status error`,
      reasons: [shown('available', 'error'), LOGS],
    },
  ],
  [
    byRetype,
    [...toSettle, seenMove(errorWhileNovaCopies), late],
    {
      code: 'RetypeNotSeenToEnd',
      name: 'DeadlinePassed',
      message: `The retype of volume ${VOLUME_ID} to beta did not end within the time limit`,
      reasons: [
        `Nova is still copying (instance action swap_volume of server ${SERVER_ID} has not ended). Do not request another migration of this volume before it has ended`,
        lastShown('in-use', 'error'),
        HOW_FAR,
      ],
    },
  ],
  [
    byRetype,
    [...toSettle, seenMove(stuck()), quiet],
    {
      code: 'GuestUsesDestination',
      name: 'GuestUsesDestination',
      message: `Cinder did not complete the migration of volume ${VOLUME_ID}: the guest now writes to volume ${DESTINATION_ID}`,
      reasons: [
        `do not reboot, stop or detach from server ${SERVER_ID}, and do not reset any status: that would lose what the guest has written, or the disk`,
        `both volumes exist: ${VOLUME_ID} holds the data as of the end of Nova's copy, and ${DESTINATION_ID} holds what the guest has written since`,
        'have an operator complete the migration in Cinder by hand while the server runs',
        shown('retyping', 'completing'),
        LOGS,
      ],
    },
  ],
  [
    byRetype,
    [...toSettle, seenMove(gaveUp)],
    {
      code: 'RetypeFailed',
      name: 'RetypeFailed',
      message: `Cinder gave up retyping volume ${VOLUME_ID} to beta: its type is alpha, its migration_status error`,
      reasons: [shown('in-use', 'error'), LOGS],
    },
  ],
  [
    toNode,
    [...toWatchMigration, seen(null)],
    {
      code: 'VolumeGone',
      name: 'VolumeGone',
      message: `Volume ${VOLUME_ID} is gone: it was deleted during the run`,
      reasons: [],
    },
  ],
  [
    byRetype,
    [
      ...toWatchRetypeInUse,
      seen(attached({ volumeType: 'beta', volumeTypeId: 'beta-id', attachments: [] })),
      { type: 'watch.deadline', afterMs: 1, lastFault: fault() },
    ],
    {
      code: 'AttachmentNotSeen',
      name: 'AttachmentNotSeen',
      message: `Volume ${VOLUME_ID} was moved, but its attachment could not be checked afterwards`,
      reasons: [
        'the last reading failed: the service said no',
        `check the volume again, and do not move it until it shows its attachment to server ${SERVER_ID}`,
      ],
    },
  ],
  [
    byRetype,
    [
      ...toWatchRetypeInUse,
      seen(attached({ volumeType: 'beta', volumeTypeId: 'beta-id', attachments: [] })),
      late,
    ],
    {
      code: 'AttachmentLost',
      name: 'AttachmentLost',
      message: `Cinder has lost the attachment of volume ${VOLUME_ID}`,
      reasons: [
        `the data was moved, but Cinder no longer shows an attachment to server ${SERVER_ID}, while Nova still uses the volume`,
        'do not change anything until the attachment record is repaired: another migration would move the volume under the running guest',
      ],
    },
  ],
  [
    byAttachment,
    [...toWatchVolume, seen(volume({ id: DESTINATION_ID, status: 'error' }))],
    {
      code: 'DestinationVolumeFailed',
      name: 'DestinationVolumeFailed',
      message: 'Cinder could not create a destination volume of type beta: its status is error',
      reasons: [LOGS],
    },
  ],
  [
    byAttachment,
    [...toWatchVolume, seen(null), done('listMessages', ['no room'])],
    {
      code: 'DestinationVolumeFailed',
      name: 'DestinationVolumeFailed',
      message: 'Cinder could not create a destination volume of type beta: its status is gone',
      reasons: [LOGS, 'no room'],
    },
  ],
  [
    byAttachment,
    [...toWatchVolume, seen(volume({ id: DESTINATION_ID, status: 'in-use' }))],
    {
      code: 'DestinationVolumeTaken',
      name: 'DestinationVolumeTaken',
      message: `Volume ${DESTINATION_ID} was created for the data, but someone else has used or moved it. No data was moved to it`,
      reasons: ['its status is in-use, its migration_status none'],
    },
  ],
  [
    byAttachment,
    [...toWatchSwap, seenSwap(swapped({ result: 'Error' }))],
    {
      code: 'SwapFailed',
      name: 'SwapFailed',
      message: `Nova failed to swap volume ${VOLUME_ID} for ${DESTINATION_ID}`,
      reasons: [
        `the instance action req-swap of server ${SERVER_ID} holds the result. To find the cause, search the nova-compute log`,
      ],
    },
  ],
  [
    byAttachment,
    [...toWatchSwap, late],
    {
      code: 'SwapNotProven',
      name: 'SwapNotProven',
      message: `It is not known whether volume ${VOLUME_ID} was swapped for ${DESTINATION_ID}. Nothing was deleted`,
      reasons: ['Nova has not reported whether the swap started'],
    },
  ],
  [
    byAttachment,
    [...toWatchSwap, seenSwap(swapped({ attachedVolumeIds: ['v1', 'v2'] })), late],
    {
      code: 'SwapNotProven',
      name: 'SwapNotProven',
      message: `It is not known whether volume ${VOLUME_ID} was swapped for ${DESTINATION_ID}. Nothing was deleted`,
      reasons: [
        'last seen: instance action Success, source available, destination in-use, Nova shows v1, v2 attached',
      ],
    },
  ],
  [
    byAttachment,
    [...toWatchSwap, unseen, late],
    {
      code: 'SwapNotProven',
      name: 'SwapNotProven',
      message: `It is not known whether volume ${VOLUME_ID} was swapped for ${DESTINATION_ID}. Nothing was deleted`,
      reasons: [
        'last seen: instance action without a result, source gone, destination gone, Nova shows no volume attached',
      ],
    },
  ],
];

describe('the chart says', () => {
  test.each(
    rows.map((row) => [row[2].code, row[2].message, ...row] as const),
  )('%s: %s', (_code, _message, changes, steps, refusal) => {
    expect(walk(changes, steps).context.failure).toEqual({
      ...refusal,
      status: null,
      requestId: null,
      uncertain: false,
    });
  });

  test('nothing else than what is listed here', () => {
    const said = new Set(rows.map(([, , { code }]) => code));
    expect([...said].toSorted()).toEqual(Object.keys(REFUSALS).toSorted());
  });
});
