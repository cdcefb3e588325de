// The chart by itself: where each result leads, where a cancel leads, what is deleted and what never is.
import { describe, expect, test } from 'vitest';
import {
  alpha,
  attached,
  beta,
  cancel,
  DESTINATION_ID,
  deadline,
  details,
  done,
  failed,
  fault,
  pool,
  record,
  type Step,
  seen,
  seenSwap,
  server,
  swapped,
  VOLUME_ID,
  volume,
  walk,
} from './walk.ts';

const toNode = { destinationNode: 'node2@alpha#alpha' };
const toType = { destinationType: 'beta' };
const bySwap = { migrationType: 'swap', destinationType: 'beta' };
const byAttachment = { ...bySwap, swapMethod: 'attachment' as const };

const untilRead: readonly Step[] = [
  done('getVolume', volume()),
  done('listAttachments', []),
  done('listHolders', []),
  done('listSnapshots', []),
];
const untilMigrating: readonly Step[] = [
  ...untilRead,
  done('getPools', [pool('node2@alpha#alpha', 'alpha')]),
  done('getVolumeType', alpha),
  done('requestMigration'),
];
const untilRetyping: readonly Step[] = [
  ...untilRead,
  done('getVolumeType', beta),
  done('getTypeDetails', details()),
  done('listPools', [pool('node1@beta#beta', 'beta')]),
  done('getQuotas', []),
  done('requestRetype'),
];
const untilChoice: readonly Step[] = [
  done('getVolume', attached()),
  done('listAttachments', [record()]),
  done('listHolders', [server()]),
  done('getServers', [server()]),
  done('getVolumeType', beta),
  done('getTypeDetails', details()),
  done('listSnapshots', []),
  done('listPools', [pool('node1@beta#beta', 'beta')]),
];
const untilRetypingInUse: readonly Step[] = [...untilChoice, done('getQuotas', []), done('requestRetype')];
const taken = done('probeSwap', { directSwap: 'taken' });
const untilSteps: readonly Step[] = [...untilChoice, taken, done('getQuotas', [])];
const user = { id: 'u1', name: 'volume-migrate-1' };
const untilSwap: readonly Step[] = [
  ...untilSteps,
  done('createTemporaryUser', user),
  done('grantRole'),
  done('createDestinationVolume', { volumeId: DESTINATION_ID }),
  seen(volume({ id: DESTINATION_ID })),
  done('copyAttributes'),
];
const untilWatchingSwap: readonly Step[] = [...untilSwap, done('swapVolume', { requestId: 'req-swap' })];
const untilProof: readonly Step[] = [...untilWatchingSwap, seenSwap(swapped())];
const untilDeletion: readonly Step[] = [...untilProof, seenSwap(swapped())];

describe('a migration is over only when', () => {
  const rows = [
    [
      'starting',
      volume({ status: 'maintenance', migrationStatus: 'starting' }),
      'cold.migrating.watchingMigration',
    ],
    ['null after completing', volume({ migrationStatus: null }), 'cold.migrating.watchingMigration'],
    [
      'success while the status is not yet back',
      volume({ status: 'maintenance', migrationStatus: 'success', host: 'node2@alpha#alpha' }),
      'cold.migrating.watchingMigration',
    ],
    [
      'success on the node asked for',
      volume({ migrationStatus: 'success', host: 'node2@alpha#alpha' }),
      'verifying.watchingSourceCopies',
    ],
    [
      'success on another pool of the backend asked for',
      volume({ migrationStatus: 'success', host: 'node2@alpha#other' }),
      'failed',
    ],
    ['success on another node', volume({ migrationStatus: 'success' }), 'failed'],
    ['error', volume({ migrationStatus: 'error' }), 'explaining.listingPools'],
    ['the volume is gone', null, 'explaining.listingPools'],
  ] as const;
  test.each(rows)('%s', (_, sighting, state) => {
    expect(walk(toNode, [...untilMigrating, seen(sighting)]).state).toBe(state);
  });
});

describe('a retype is over only when', () => {
  const rows = [
    ['retyping', [volume({ status: 'retyping' })], 'cold.retyping.watchingRetype'],
    [
      'retyping with an old success',
      [volume({ status: 'retyping', migrationStatus: 'success' })],
      'cold.retyping.watchingRetype',
    ],
    ['at rest with the old type', [volume()], 'explaining.listingPools'],
    [
      'at rest with the old type and an old success',
      [volume({ migrationStatus: 'success' })],
      'explaining.listingPools',
    ],
    [
      'the new type on the same backend, migration_status never set',
      [volume({ volumeType: 'beta', volumeTypeId: 'beta-id' })],
      'verifying.watchingSourceCopies',
    ],
    [
      'the new type on the same backend with an old error',
      [volume({ volumeType: 'beta', volumeTypeId: 'beta-id', migrationStatus: 'error' })],
      'verifying.watchingSourceCopies',
    ],
    [
      'the new type and host, null after completing',
      [volume({ volumeType: 'beta', volumeTypeId: 'beta-id', host: 'node1@beta#beta' })],
      'cold.retyping.watchingRetype',
    ],
    [
      'the new type, null, after a move was seen',
      [
        volume({ status: 'retyping', migrationStatus: 'migrating' }),
        volume({ volumeType: 'beta', volumeTypeId: 'beta-id' }),
      ],
      'cold.retyping.watchingRetype',
    ],
    [
      'the new type and success after a move',
      [
        volume({ status: 'retyping', migrationStatus: 'migrating' }),
        volume({
          volumeType: 'beta',
          volumeTypeId: 'beta-id',
          host: 'node1@beta#beta',
          migrationStatus: 'success',
        }),
      ],
      'verifying.watchingSourceCopies',
    ],
    [
      'error with the old type after a move',
      [volume({ status: 'retyping', migrationStatus: 'migrating' }), volume({ migrationStatus: 'error' })],
      'explaining.listingPools',
    ],
  ] as const;
  test.each(rows)('%s', (_, sightings, state) => {
    expect(walk(toType, [...untilRetyping, ...sightings.map(seen)]).state).toBe(state);
  });
});

describe('how a swap is done', () => {
  const old = attached({ migrationStatus: 'success' });
  const oldChoice = [done('getVolume', old), ...untilChoice.slice(1)];
  const refused = done('probeSwap', {
    directSwap: 'refused',
    status: 409,
    message: 'not migrating',
    requestId: null,
  });
  const rows = [
    [
      'retype, without a probe',
      { ...bySwap, swapMethod: 'retype' as const },
      untilChoice,
      'swap.retypingInUse.gettingQuotas',
    ],
    ['auto probes Nova', bySwap, untilChoice, 'swap.probingSwap'],
    ['auto with a Nova that takes it', bySwap, untilSteps, 'swap.updatingAttachment.creatingTemporaryUser'],
    ['auto with a guarded Nova', bySwap, [...untilChoice, refused], 'swap.retypingInUse.gettingQuotas'],
    ['auto with an old migration_status: no probe', bySwap, oldChoice, 'swap.retypingInUse.gettingQuotas'],
    [
      'attachment with a guarded Nova, before anything is made',
      byAttachment,
      [...untilChoice, refused],
      'failed',
    ],
    [
      'attachment with an old migration_status, which opens the guard without making the swap safe',
      byAttachment,
      oldChoice,
      'failed',
    ],
  ] as const;
  test.each(rows)('%s', (_, changes, steps, state) => {
    expect(walk(changes, steps).state).toBe(state);
  });

  const withSnapshots = [
    ...untilChoice.slice(0, -2),
    done('listSnapshots', ['s1']),
    // The pool that it is on serves the type: it need not move.
    done('listPools', [pool('node1@alpha#alpha', 'beta')]),
    taken,
    done('getQuotas', []),
  ];
  test('auto retypes a volume with snapshots in use: its source could not be deleted', () => {
    const { state, context } = walk(bySwap, withSnapshots);
    expect(state).toBe('swap.retypingInUse.gettingQuotas');
    expect(context.warnings[0]).toContain('has 1 snapshot (s1)');
  });

  test('by attachment, a volume with snapshots is refused before the first change: its source could not be deleted', () => {
    const { output } = walk(byAttachment, withSnapshots);
    expect(output?.error).toMatchObject({
      code: 'SourceCannotBeReplaced',
      message: 'Invalid state for swapping volume',
    });
    expect(output?.error?.reasons[0]).toContain('has 1 snapshot (s1)');
  });
});

describe('the source of a swap is deleted only on all four signs', () => {
  const missing = [
    ['the instance action has no result yet', { result: null }],
    ["Nova's list still shows the source", { attachedVolumeIds: [VOLUME_ID] }],
    ["Nova's list shows both", { attachedVolumeIds: [VOLUME_ID, DESTINATION_ID] }],
    ["Nova's list shows neither", { attachedVolumeIds: [] }],
    ['the source is not yet available', { source: volume({ status: 'detaching' }) }],
    ['the source is gone, and the instance action has no result', { source: null, result: null }],
    ['the source still has an attachment', { source: attached({ status: 'available' }) }],
    ['the destination is not in-use', { destination: volume({ id: DESTINATION_ID, status: 'attaching' }) }],
    [
      'others have Cinder move the destination',
      { destination: attached({ id: DESTINATION_ID, migrationStatus: 'migrating' }) },
    ],
    ['the destination is gone', { destination: null }],
  ] as const;
  test.each(missing)('not while %s', (_, changes) => {
    expect(walk(byAttachment, [...untilWatchingSwap, seenSwap(swapped(changes))]).state).toBe(
      'swap.updatingAttachment.watchingSwap',
    );
  });

  test.each(missing)('nor if a second check finds that %s: both volumes stay and are named', (_, changes) => {
    const { state, context } = walk(byAttachment, [...untilProof, seenSwap(swapped(changes)), deadline]);
    expect(state).toBe('cleaningUp.deletingTemporaryUser');
    expect(context.leftovers.map(({ id }) => id)).toEqual([VOLUME_ID, DESTINATION_ID]);
  });

  test('with all four, twice', () => {
    expect(walk(byAttachment, untilDeletion).state).toBe('swap.updatingAttachment.deletingSourceVolume');
  });
});

describe('the temporary user is deleted whatever happened', () => {
  const ends: readonly (readonly [string, readonly Step[]])[] = [
    ['the role cannot be granted', [...untilSteps, done('createTemporaryUser', user), failed('grantRole')]],
    [
      'the destination cannot be created',
      [
        ...untilSteps,
        done('createTemporaryUser', user),
        done('grantRole'),
        failed('createDestinationVolume'),
      ],
    ],
    ['the swap may have been asked', [...untilSwap, failed('swapVolume', fault({ uncertain: true }))]],
    ['the swap was not seen to its end', [...untilWatchingSwap, deadline]],
    [
      'Nova failed and did not put the source back',
      [...untilWatchingSwap, seenSwap(swapped({ result: 'Error' })), deadline],
    ],
  ];
  test.each(ends)('%s', (_, steps) => {
    const ended = walk(byAttachment, steps);
    expect(ended.state).toBe('cleaningUp.deletingTemporaryUser');
    expect(walk(byAttachment, [...steps, done('deleteTemporaryUser')]).output?.status).toBe('FAILED');
  });

  test('a refused swap first removes the unused destination', () => {
    const steps = [...untilSwap, failed('swapVolume'), done('getVolume', attached())];
    expect(walk(byAttachment, steps).state).toBe('cleaningUp.deletingDestinationVolume');
    const { output } = walk(byAttachment, [
      ...steps,
      done('deleteDestinationVolume'),
      done('deleteTemporaryUser'),
    ]);
    expect(output).toMatchObject({
      status: 'FAILED',
      leftovers: [],
      error: { message: 'the service said no' },
    });
  });

  test('one that cannot be deleted is named', () => {
    const { output } = walk(byAttachment, [
      ...untilDeletion,
      done('deleteSourceVolume'),
      seen(null),
      done('unmarkDestinationVolume'),
      failed('deleteTemporaryUser'),
    ]);
    expect(output).toMatchObject({
      status: 'SUCCEEDED',
      volumeId: DESTINATION_ID,
      leftovers: [{ kind: 'user', id: 'u1' }],
    });
  });
});

describe('cancel', () => {
  const rows: readonly (readonly [string, object, readonly Step[], string])[] = [
    ['before any change ends at once', toNode, untilRead, 'cancelled'],
    ['before any change of a swap ends at once', bySwap, untilChoice, 'cancelled'],
    ['while Cinder migrates goes on watching', toNode, untilMigrating, 'cold.migrating.watchingMigration'],
    ['while Cinder retypes goes on watching', toType, untilRetyping, 'cold.retyping.watchingRetype'],
    [
      'while the migration is being asked waits for the answer',
      toNode,
      untilMigrating.slice(0, -1),
      'cold.migrating.requestingMigration',
    ],
    [
      'while the user is being created waits for the answer',
      byAttachment,
      untilSteps,
      'swap.updatingAttachment.creatingTemporaryUser',
    ],
    [
      'while the destination is being made takes it back',
      byAttachment,
      untilSwap.slice(0, -2),
      'cleaningUp.deletingDestinationVolume',
    ],
    [
      'while the swap is being asked waits for it',
      byAttachment,
      untilSwap,
      'swap.updatingAttachment.swappingVolume',
    ],
    [
      'while Nova swaps waits for the proof',
      byAttachment,
      untilWatchingSwap,
      'swap.updatingAttachment.watchingSwap',
    ],
    ['after the proof finishes', byAttachment, untilDeletion, 'swap.updatingAttachment.deletingSourceVolume'],
  ];
  test.each(rows)('%s', (_, changes, steps, state) => {
    expect(walk(changes, [...steps, cancel]).state).toBe(state);
  });

  test.each([
    ['while Cinder moves data', [...untilMigrating, cancel]],
    ['while Cinder is asked', [...untilMigrating.slice(0, -1), cancel, done('requestMigration')]],
  ])('%s comes too late: the run watches the move to its end', (_, steps) => {
    const { state, context } = walk(toNode, steps);
    expect(state).toBe('cold.migrating.watchingMigration');
    expect(context.warnings).toEqual([expect.stringContaining('cannot stop it')]);
  });

  test.each([
    ['creating the user', untilSteps, [done('createTemporaryUser', user), done('deleteTemporaryUser')]],
    [
      'creating the volume',
      untilSwap.slice(0, -3),
      [
        done('createDestinationVolume', { volumeId: DESTINATION_ID }),
        done('deleteDestinationVolume'),
        done('deleteTemporaryUser'),
      ],
    ],
    [
      'copying attributes',
      untilSwap.slice(0, -1),
      [done('copyAttributes'), done('deleteDestinationVolume'), done('deleteTemporaryUser')],
    ],
  ] as const)('while %s rolls back what was created', (_, steps, rest) => {
    expect(walk(byAttachment, [...steps, cancel, ...rest]).output).toMatchObject({
      status: 'CANCELLED',
      leftovers: [],
      operation: null,
    });
  });

  test('too late for a swap: it is finished, and the outcome says so', () => {
    const { output } = walk(byAttachment, [
      ...untilWatchingSwap,
      cancel,
      seenSwap(swapped()),
      seenSwap(swapped()),
      done('deleteSourceVolume'),
      seen(null),
      done('unmarkDestinationVolume'),
      done('deleteTemporaryUser'),
    ]);
    expect(output).toMatchObject({
      status: 'SUCCEEDED',
      operation: 'swap',
      volumeId: DESTINATION_ID,
      leftovers: [],
    });
    expect(output?.warnings).toContainEqual(
      expect.stringContaining('the run was cancelled too late: the swap'),
    );
  });
});

describe('what others do meanwhile', () => {
  test('the source is deleted after the swap is done: nothing is left to delete, and the run succeeds', () => {
    const { output } = walk(byAttachment, [
      ...untilWatchingSwap,
      seenSwap(swapped({ source: null })),
      done('unmarkDestinationVolume'),
      done('deleteTemporaryUser'),
    ]);
    expect(output).toMatchObject({ status: 'SUCCEEDED', volumeId: DESTINATION_ID, leftovers: [] });
    expect(output?.warnings).toContainEqual(expect.stringContaining('was deleted by someone else'));
  });

  test('Cinder restores the source instead of deleting it: it is named', () => {
    const { context } = walk(byAttachment, [...untilDeletion, done('deleteSourceVolume'), seen(volume())]);
    expect(context.leftovers).toMatchObject([
      { id: VOLUME_ID, why: expect.stringContaining('status available') },
    ]);
  });

  test('the volume is attached while it is retyped: its attachment is waited for', () => {
    const now = {
      volumeType: 'beta',
      volumeTypeId: 'beta-id',
      host: 'node1@beta#beta',
      migrationStatus: 'success',
    };
    const steps = [...untilRetyping, seen(attached({ ...now, attachments: [] }))];
    expect(walk(toType, steps).state).toBe('verifying.watchingAttachment');
    expect(walk(toType, [...steps, seen(attached({ ...now, attachments: [] }))]).state).toBe(
      'verifying.watchingAttachment',
    );
    expect(walk(toType, [...steps, seen(attached(now))]).state).toBe('verifying.gettingServers');
  });

  test('the volume is deleted while Cinder moves it: the run says that Cinder may continue', () => {
    const steps = [
      ...untilMigrating,
      seen(null),
      done('listPools', []),
      done('listOrphans', []),
      failed('getVolume', fault({ code: 'VolumeNotFound' })),
    ];
    expect(walk(toNode, steps).output).toMatchObject({
      status: 'FAILED',
      error: { code: 'VolumeGone' },
      leftovers: [{ kind: 'migration', id: VOLUME_ID }],
      warnings: [],
    });
  });

  test('the row that Cinder moves to is named if the end is not seen: it may hold the only current data', () => {
    const steps = [
      ...untilMigrating,
      deadline,
      done('listPools', []),
      cancel,
      done('listOrphans', [{ id: 'row', isTarget: true }]),
      done('getVolume', volume()),
    ];
    const { output } = walk(toNode, steps);
    expect(output).toMatchObject({ status: 'FAILED', error: { code: 'MigrationNotSeenToEnd' } });
    expect(output?.leftovers).toContainEqual({
      kind: 'volume',
      id: 'row',
      why: expect.stringContaining('Do not delete it'),
    });
  });
});

describe('an in-use move', () => {
  test('whose volume is detached meanwhile is done, and says so', () => {
    const steps = [
      ...untilMoved,
      seen(volume({ volumeType: 'beta', volumeTypeId: 'beta-id', migrationStatus: 'success' })),
    ];
    expect(walk(retype, steps).state).toBe('verifying.watchingSourceCopies');
    expect(walk(retype, steps).context.warnings).toEqual([
      'the volume was detached while it was being moved',
    ]);
  });

  const untilMoved: readonly Step[] = [
    ...untilRetypingInUse,
    seen(
      attached({
        volumeType: 'beta',
        volumeTypeId: 'beta-id',
        host: 'node1@beta#beta',
        migrationStatus: 'success',
        attachments: [],
      }),
    ),
  ];
  const retype = { ...bySwap, swapMethod: 'retype' as const };

  test('is not over while Cinder shows no attachment', () => {
    expect(walk(retype, untilMoved).state).toBe('verifying.watchingAttachment');
    expect(walk(retype, [...untilMoved, seen(attached())]).state).toBe('verifying.gettingServers');
  });

  test('whose attachment Cinder has lost fails, and touches nothing', () => {
    const { output } = walk(retype, [...untilMoved, deadline]);
    expect(output).toMatchObject({ status: 'FAILED', error: { code: 'AttachmentLost' }, leftovers: [] });
  });
});
