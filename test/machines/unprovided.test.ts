// A machine that is started without its calls, or with too little, reports it.
import { describe, expect, test } from 'vitest';
import { createActor, toPromise } from 'xstate';
import { PORTS, type PortName, unprovided, WATCHES } from '../../machines/actors.ts';
import {
  initialContext,
  moveOf,
  placementOf,
  required,
  serverIdOf,
  serverIdsOf,
  swapToWatch,
  typeChangeOf,
  usersOf,
  volumeOf,
} from '../../machines/context.ts';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { RUN_ID, STARTED_AT } from './after.ts';
import { attached, beta, parameters, SERVER_ID, volume } from './walk.ts';

const input = { runId: RUN_ID, startedAt: STARTED_AT, parameters: parameters({}) };

test('a run whose calls are not provided fails at its first, and names it', async () => {
  const actor = createActor(volumeMigrateMachine, { input });
  const ended = toPromise(actor);
  actor.start();
  expect((await ended).error).toEqual({
    name: 'InternalError',
    code: 'Internal',
    message: 'volumeMigrate: the actor getVolume is not provided; see createActors',
    reasons: [],
  });
});

const CHANGING: readonly PortName[] = [
  'requestMigration',
  'requestRetype',
  'createTemporaryUser',
  'grantRole',
  'createDestinationVolume',
  'copyAttributes',
  'swapVolume',
  'deleteSourceVolume',
  'deleteDestinationVolume',
  'unmarkDestinationVolume',
  'deleteTemporaryUser',
];

describe('the actors', () => {
  test('these calls change something, the others only read', () => {
    const of = (what: string) =>
      Object.entries(PORTS).flatMap(([name, kind]) => (kind === what ? [name] : []));
    expect(of('changes')).toEqual(CHANGING);
    expect(of('reads')).toHaveLength(Object.keys(PORTS).length - CHANGING.length);
  });

  test('a placeholder stands for each of them', () => {
    expect(Object.keys(unprovided)).toEqual([...Object.keys(PORTS), ...WATCHES]);
  });

  test.each(WATCHES)('%s is named when it is not provided', async (name) => {
    const actor = createActor(unprovided[name], { input: {} as never });
    const why = new Promise((resolve) => actor.subscribe({ error: resolve }));
    actor.start();
    expect(String(await why)).toBe(
      `Error: volumeMigrate: the actor ${name} is not provided; see createActors`,
    );
  });
});

describe('what a state needs and does not find', () => {
  const empty = initialContext(input);
  const known = { ...empty, volume: attached(), destinationVolumeId: 'd', swapRequestId: 'r' };
  const rows: readonly (readonly [() => unknown, string])[] = [
    [() => required(null, 'x'), 'x'],
    [() => required(undefined, 'x'), 'x'],
    [() => volumeOf(empty), 'the volume'],
    [() => serverIdsOf(empty), 'the volume'],
    [() => usersOf(empty), 'the volume'],
    [() => moveOf(empty), 'the volume'],
    [() => typeChangeOf(empty), 'the volume'],
    [() => typeChangeOf(known), 'the destination type'],
    [() => typeChangeOf({ ...known, destinationVolumeType: beta }), "the destination type's details"],
    [() => placementOf(empty), 'the volume'],
    [() => placementOf(known), 'the destination type'],
    [() => serverIdOf({ ...empty, volume: volume() }), 'the attachment'],
    [() => swapToWatch({ ...known, destinationVolumeId: null }), 'the destination volume'],
    [() => swapToWatch({ ...known, swapRequestId: null }), "the swap's request id"],
  ];
  test.each(rows)('is named (%#)', (act, name) => {
    expect(act).toThrow(new Error(`volumeMigrate: ${name} is not known yet`));
  });

  test('an existing value is returned, even if it is empty', () => {
    expect([required('', 'x'), required(0, 'x'), required(false, 'x')]).toEqual(['', 0, false]);
    expect(swapToWatch(known)).toEqual({
      serverId: SERVER_ID,
      sourceVolumeId: attached().id,
      destinationVolumeId: 'd',
      requestId: 'r',
    });
  });
});

test('a run starts with an empty context', () => {
  expect(initialContext(input)).toEqual({
    ...input,
    limits: {},
    volume: null,
    lastSeen: null,
    ownersChange: null,
    attachmentRecords: [],
    holders: [],
    snapshotIds: [],
    servers: [],
    movesOfServers: [],
    pools: [],
    volumeType: null,
    destinationVolumeType: null,
    typeDetails: null,
    allPools: [],
    quotas: [],
    swapRefusal: null,
    temporaryUser: null,
    destinationVolumeId: null,
    destinationVolume: null,
    swapAsked: 'no',
    swapRequestId: null,
    swap: null,
    provenSource: null,
    swapProven: false,
    sourceDeleted: false,
    moveBegan: false,
    move: null,
    sourceCopies: [],
    did: null,
    cancelRequested: false,
    status: null,
    failure: null,
    warnings: [],
    leftovers: [],
  });
});
