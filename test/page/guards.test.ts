// What the page says about a guard's result is true, whatever the guard read.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChartEvent, MigrationContext } from '../../machines/context.ts';
import { initialContext } from '../../machines/context.ts';
import { type GuardName, guards } from '../../machines/guards.ts';
import type { MoveSighting, Pool, Quota, Server, Volume, VolumeTypeDetails } from '../../machines/types.ts';
import { askGuard } from '../../src/engine/guardTrace.ts';
import { QUESTIONS, questionOf } from '../../src/page/words/guards.ts';
import type { GuardAsked } from '../../src/volumeMigrate/records.ts';
import {
  alpha,
  attached,
  attachment,
  beta,
  consistent,
  DESTINATION_ID,
  details,
  fault,
  parameters,
  pool,
  quota,
  record,
  SERVER_ID,
  server,
  swapped,
  VOLUME_ID,
  volume,
} from '../machines/walk.ts';
import { runs } from '../properties/runs.ts';

const oneOf = <T>(...values: T[]) => fc.constantFrom(...values);

const own = attachment();
const others = attachment({ attachmentId: 'b', serverId: 'another-server' });
const stale = attachment({ attachmentId: 'c' });
const host = attachment({ attachmentId: 'd', serverId: '' });
const attachments = oneOf<Volume['attachments']>(
  ...[[], [], [own], [own], [others], [own, others], [own, stale], [host], [own, host]],
);

const volumes = (id: string): fc.Arbitrary<Volume> =>
  fc
    .record({
      status: oneOf(
        'available',
        'available',
        'in-use',
        'in-use',
        'retyping',
        'maintenance',
        'error',
        'error_deleting',
        'creating',
        'detaching',
      ),
      migrationStatus: oneOf(
        null,
        null,
        'success',
        '',
        'starting',
        'migrating',
        'completing',
        'success',
        'error',
      ),
      host: oneOf(null, 'node1@alpha#alpha', 'node2@alpha#alpha', 'node2@beta#beta'),
      clusterName: oneOf(null, 'node2@alpha'),
      volumeType: oneOf('alpha', 'beta', null),
      volumeTypeId: oneOf('alpha-id', 'beta-id', null),
      groupId: oneOf(null, null, null, 'a-group'),
      replicationStatus: oneOf(null, null, 'disabled', 'not-capable', 'enabled'),
      attachments,
      encrypted: oneOf(false, false, true),
      encryptionProvider: oneOf(null, null, null, 'luks', 'plain'),
      multiattach: oneOf(false, false, true),
      refusedImageMetadata: oneOf<readonly string[]>([], [], ['long']),
    })
    .map((changes) => volume({ id, ...changes }));

// So much must be right for a volume to be moved that chance alone rarely makes one, or one with a single
// flaw.
const almostMovable: fc.Arbitrary<Volume> = fc
  .tuple(
    oneOf(volume(), attached()),
    oneOf<keyof Volume>(
      'status',
      'migrationStatus',
      'attachments',
      'groupId',
      'replicationStatus',
      'encryptionProvider',
    ),
    fc.boolean(),
    volumes(VOLUME_ID),
  )
  .map(([one, field, isFlawed, other]) => (isFlawed ? { ...one, [field]: other[field] } : one));
const anyVolume = fc.oneof(volumes(VOLUME_ID), almostMovable);

// Who holds it, according to Cinder's records and Nova: mostly what the volume shows.
type Users = Pick<MigrationContext, 'attachmentRecords' | 'holders'>;
const usersOf = (one: Volume): fc.Arbitrary<Users> => {
  const { records, holders } = consistent(one);
  const agreed = { attachmentRecords: records, holders };
  return oneOf<Users>(
    ...[agreed, agreed, agreed, agreed],
    { ...agreed, attachmentRecords: [...records, record({ id: 'hidden', status: 'reserved' })] },
    { ...agreed, attachmentRecords: records.map((one) => ({ ...one, status: 'detaching' })) },
    { ...agreed, attachmentRecords: [] },
    { ...agreed, holders: [server({ id: 'a-third', vmState: 'shelved' })] },
    { ...agreed, holders: [] },
  );
};

const servers: fc.Arbitrary<readonly Server[]> = fc.subarray([SERVER_ID, 'another-server']).chain((ids) =>
  fc.tuple(
    ...ids.map((id) =>
      fc
        .record({
          vmState: oneOf('active', 'paused', 'stopped'),
          taskState: oneOf(null, null, 'rebooting'),
          volumeIds: oneOf<readonly string[]>([VOLUME_ID], ['root', VOLUME_ID], ['root']),
        })
        .map((changes) => server({ id, ...changes })),
    ),
  ),
);

const pools: fc.Arbitrary<Pool[]> = fc.array(
  fc.tuple(oneOf('alpha', 'beta', undefined), oneOf(undefined, 100, 0)).map(([backend, free]) => ({
    name: 'node2@alpha#alpha',
    capabilities: {
      ...(backend === undefined ? {} : { volume_backend_name: backend }),
      ...(free === undefined ? {} : { free_capacity_gb: free }),
    },
    availabilityZone: 'nova',
  })),
  { maxLength: 2 },
);

const allPools: fc.Arbitrary<readonly Pool[]> = fc.subarray([
  pool('node1@alpha#alpha', 'alpha'),
  pool('node1@beta#beta', 'beta'),
  pool('node2@beta#beta', 'beta', { availabilityZone: 'east' }),
  pool('node3@beta#beta', 'beta', { capabilities: { volume_backend_name: 'beta', free_capacity_gb: 0 } }),
]);

const quotas: fc.Arbitrary<readonly Quota[]> = fc.subarray([
  quota('volumes', { limit: 3, inUse: 1, reserved: 1 }),
  quota('gigabytes_beta', { limit: 1, inUse: 0, reserved: 1 }),
  quota('per_volume_gigabytes', { limit: 1 }),
  quota('per_volume_gigabytes', { limit: 0 }),
  quota('gigabytes'),
  quota('volumes_beta', { limit: 1, inUse: 1 }),
]);

const typeDetails: fc.Arbitrary<VolumeTypeDetails> = fc
  .record({
    hasAccess: oneOf(true, true, true, false),
    encryptionProvider: oneOf(null, null, 'luks', 'plain'),
    frontEndQos: oneOf(
      ...[details().frontEndQos, details().frontEndQos, { own: null, destination: 'gold (q)' }],
    ),
  })
  .map(details);

const move: fc.Arbitrary<MoveSighting> = fc.record({
  volume: fc.option(volumes(VOLUME_ID), { nil: null, freq: 6 }),
  target: fc.option(volumes(DESTINATION_ID), { nil: null, freq: 2 }),
  swap: oneOf('none' as const, 'running' as const, 'Success' as const, 'Error' as const),
});

const contexts: fc.Arbitrary<MigrationContext> = fc
  .record({
    parameters: fc
      .record({
        migrationType: oneOf('cold', 'swap', 'migrate', 'retype', 'warm'),
        destinationNode: oneOf('node2@alpha#alpha', 'node2@alpha#alpha', 'node2@alpha'),
        swapMethod: oneOf('auto' as const, 'attachment' as const, 'retype' as const),
        destinationType: oneOf(null, 'beta'),
        allowEncryptionChange: fc.boolean(),
      })
      .map(parameters),
    volume: anyVolume,
    lastSeen: volumes(VOLUME_ID),
    snapshotIds: fc.subarray(['one', 'two']),
    servers: fc.oneof(servers, oneOf([server()])),
    movesOfServers: oneOf<readonly string[]>([], [], ['another']),
    pools,
    allPools,
    quotas,
    typeDetails,
    move: fc.option(move, { nil: null }),
    did: oneOf(null, 'migrate' as const, 'retype' as const, 'swap' as const),
    volumeType: oneOf(null, alpha),
    destinationVolumeType: oneOf(alpha, beta),
    destinationVolumeId: oneOf(DESTINATION_ID),
    swapAsked: oneOf('no' as const, 'maybe' as const, 'yes' as const),
    moveBegan: fc.boolean(),
    cancelRequested: fc.boolean(),
    failure: oneOf(null, fault()),
    temporaryUser: oneOf(null, { id: 'user', name: 'user' }),
  })
  .map((changes) => ({
    ...initialContext({ runId: 'run', parameters: changes.parameters, startedAt: '' }),
    ...changes,
  }))
  .chain((context) => usersOf(context.volume).map((users) => ({ ...context, ...users })));

const nullable = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null, freq: 4 });

const volumeSeen = nullable(volumes(VOLUME_ID)).map((one) => ({ type: 'volume.seen', volume: one }));
const anySwap = fc.record({
  source: nullable(volumes(VOLUME_ID)),
  destination: nullable(volumes(DESTINATION_ID)),
  attachedVolumeIds: fc.shuffledSubarray([VOLUME_ID, DESTINATION_ID, 'third']),
  result: oneOf(null, 'Success' as const, 'Success' as const, 'Error' as const),
});
// So much must hold for a swap to be proven that chance alone rarely makes one, or one without a single sign.
const { source, destination } = swapped();
const almost = fc
  .tuple(
    fc.constantFrom('source' as const, 'destination' as const),
    fc.constantFrom('status', 'migrationStatus', 'attachments'),
    anySwap,
  )
  .map(([which, field, other]) => {
    const whole = which === 'source' ? source : destination;
    const value = other[which]?.[field as keyof Volume];
    return swapped({ [which]: { ...whole, ...(value === undefined ? {} : { [field]: value }) } });
  });
const swapSeen = fc
  .oneof(anySwap, almost, oneOf(swapped(), swapped({ source: null })))
  .map((swap) => ({ type: 'swap.seen', swap }));
const moveSeen = move.map((one) => ({ type: 'move.seen', move: one }));
const copiesSeen = fc
  .subarray([{ id: 'copy', status: 'deleting' }])
  .map((copies) => ({ type: 'sourceCopies.seen', copies }));
const probed = oneOf('taken', 'refused').map((directSwap) => ({
  type: 'xstate.done.actor.probeSwap',
  output: { directSwap },
}));
const failedCall = fc
  .boolean()
  .map((uncertain) => ({ type: 'xstate.error.actor.x', error: fault({ uncertain }) }));

const serversRead = servers.map((output) => ({ type: 'xstate.done.actor.getServers', output }));

const deadlines = oneOf(null, fault()).map((lastFault) => ({
  type: 'watch.deadline',
  afterMs: 1,
  lastFault,
}));

const stalls = oneOf(15_000, 60_000).map((forMs) => ({ type: 'watch.stalled', forMs }));

// A guard is evaluated for its own events; one that reads none accepts any.
const eventsOf = (guard: GuardName): fc.Arbitrary<unknown> => {
  if (guard === 'takesDirectSwap') return probed;
  if (guard === 'isServerGone') return serversRead;
  if (guard === 'isUncertain' || guard === 'isStartableOtherwise') return failedCall;
  if (guard === 'hasMoveFailed') return moveSeen;
  if (guard === 'isSourceCopyGone') return copiesSeen;
  if (guard === 'isHandedOverForLong') return stalls;
  if (guard === 'isLastReadingFailed') return deadlines;
  return /Swap|RolledBack/.test(guard) ? swapSeen : volumeSeen;
};

const names = Object.keys(guards) as GuardName[];

function ask(name: GuardName, context: MigrationContext, event: unknown): GuardAsked {
  return askGuard(name, guards[name] as never, { context, event: event as ChartEvent });
}

test('every guard of the machine has its question', () => {
  expect(Object.keys(QUESTIONS).sort()).toEqual(names.toSorted());
});

test.each(names)('the words about %s agree with its result', (name) => {
  const answers = new Set<boolean>();
  const judge = (): void =>
    fc.assert(
      fc.property(contexts, eventsOf(name), (context, event) => {
        const asked = ask(name, context, event);
        const { answer, facts } = questionOf(asked);
        answers.add(answer);
        const judged = facts.filter(({ met }) => met !== null);
        expect(facts.length, 'no answer stands without a fact').toBeGreaterThan(0);
        if (judged.length > 0) expect(judged.every(({ met }) => met)).toBe(answer);
      }),
      { numRuns: runs(1500) },
    );
  // Some answers are rare: they come in the first rounds almost always.
  for (let round = 0; round < 16 && answers.size < 2; round += 1) judge();
  if (name !== 'hasDestinationNode') expect(answers.size, 'both answers came').toBe(2);
});

test('a guard that did not hold shows the fact against it, and those that were met', () => {
  const context: MigrationContext = {
    ...initialContext({ runId: 'run', parameters: parameters({}), startedAt: '' }),
    volume: attached(),
    attachmentRecords: [record()],
    snapshotIds: ['one', 'two'],
  };
  const { facts } = questionOf(ask('isDetachedWithoutSnapshots', context, { type: 'x' }));
  expect(facts.filter(({ met }) => met === false).map(({ text }) => text)).toEqual([
    'its status is in-use',
    'it is attached to server 33333333',
    'it has 2 snapshots',
  ]);
  expect(facts.filter(({ met }) => met).map(({ text }) => text)).toContain('it is in no group');
});

test('an unknown guard is shown by its name and what it read', () => {
  const asked = { guard: 'isNew', answer: false, given: { 'context.did': null } };
  expect(questionOf(asked)).toEqual({
    asks: 'isNew',
    answer: false,
    facts: [{ text: 'context.did is null', met: null }],
  });
});
