// The log of moves: their starts, pools and ends, and what can be judged from them.
import { describe, expect, test } from 'vitest';
import { type LoggedMove, mostAtOnce, moveSpans } from '../../src/simulator/index.ts';
import { type OpenCloud, openCloud } from './support.ts';

const HOME = 'node1@alpha#alpha';
const NODE = 'node2@alpha#alpha';
const TIER = 'node2@tier9#alpha';
const BETA = 'node1@beta#beta';
const migrate = (host: string, copy = false) => ({ 'os-migrate_volume': { host, force_host_copy: copy } });
const retype = (type: string) => ({ 'os-retype': { new_type: type, migration_policy: 'on-demand' } });
const act = (open: OpenCloud, name: string, body: unknown) =>
  open.volume('admin', 'POST', `/volumes/${open.id(name)}/action`, body);

const lineOf = ({ event, kind, source, destination, result }: LoggedMove) =>
  [event, kind, source, '→', destination, result].filter((part) => part !== null).join(' ');

describe('the events of a move', () => {
  const cases: [clause: string, volume: string, body: unknown, events: string[]][] = [
    [
      'by the driver',
      'free1',
      migrate(NODE),
      [
        `start migrate ${HOME} → ${NODE}`,
        `placed migrate ${HOME} → ${NODE}`,
        `end migrate ${HOME} → ${NODE} success`,
        `freed migrate ${HOME} → ${NODE} success`,
      ],
    ],
    [
      'to a pool that the scheduler chooses',
      'free1',
      migrate('node2@alpha'),
      [
        `start migrate ${HOME} → node2@alpha`,
        `placed migrate ${HOME} → ${NODE}`,
        `end migrate ${HOME} → ${NODE} success`,
        `freed migrate ${HOME} → ${NODE} success`,
      ],
    ],
    [
      'that the scheduler refuses',
      'free1',
      migrate(BETA),
      [
        `start migrate ${HOME} → ${BETA}`,
        `end migrate ${HOME} → ${BETA} error`,
        `freed migrate ${HOME} → ${BETA} error`,
      ],
    ],
    [
      'by a retype in use',
      'data1',
      retype('beta'),
      [
        `start retype ${HOME} →`,
        `placed retype ${HOME} → ${BETA}`,
        `end retype ${HOME} → ${BETA} success`,
        `freed retype ${HOME} → ${BETA} success`,
      ],
    ],
    [
      'by a retype that stays',
      'free1',
      retype('alpha-gold'),
      [
        `start retype ${HOME} →`,
        `placed retype ${HOME} → ${HOME}`,
        `end retype ${HOME} → ${HOME} success`,
        `freed retype ${HOME} → ${HOME} success`,
      ],
    ],
    [
      'by a retype to a type that has no pool',
      'free1',
      retype('nowhere'),
      [`start retype ${HOME} →`, `end retype ${HOME} → error`, `freed retype ${HOME} → error`],
    ],
  ];
  test.each(cases)('%s', async (_, volume, body, events) => {
    await using open = await openCloud();
    await act(open, volume, body);
    open.clock.runAll();
    expect(open.cloud.moves.map(lineOf)).toEqual(events);
    expect(open.cloud.moves[0]).toMatchObject({ volumeId: open.id(volume), sizeGib: 1 });
  });

  test('of a swap that Nova is asked for name the server', async () => {
    await using open = await openCloud();
    const path = `/servers/${open.id('vm1')}/os-volume_attachments/${open.id('data1')}`;
    await open.compute('admin', 'PUT', path, { volumeAttachment: { volumeId: open.id('free2') } });
    open.clock.runAll();
    expect(open.cloud.moves.map(lineOf)).toEqual([
      `start swap ${HOME} → ${BETA}`,
      `end swap ${HOME} → ${BETA} success`,
      `freed swap ${HOME} → ${BETA} success`,
    ]);
    expect(open.cloud.moves.map(({ serverId }) => serverId)).toEqual(Array(3).fill(open.id('vm1')));
  });

  test.each([
    ['whose swap fails in Nova: error, freed with its target', 'data1', 'nova', 'swap_volume', 'error'],
    ['whose last step fails in use: stuck', 'data1', 'node2@tier9', 'update_migrated_volume', 'stuck'],
    [
      'whose last step fails: error, both copies stay',
      'free1',
      'node2@tier9',
      'update_migrated_volume',
      'error',
    ],
  ] as const)('%s', async (_, volume, where, operation, result) => {
    await using open = await openCloud();
    open.cloud.faults.set(where, operation, { raise: 'boom' });
    await act(open, volume, migrate(TIER, true));
    open.clock.runAll();
    expect(open.cloud.moves.map(({ event }) => event)).toEqual(['start', 'placed', 'end', 'freed']);
    expect(open.cloud.moves.at(-1)?.result).toBe(result);
  });
});

test('a retype that Cinder accepts in the window before success does not end the migration before it', async () => {
  await using open = await openCloud({ stageMs: { window: 1_000, schedule: 5_000 } });
  await act(open, 'free1', migrate(TIER, true));
  const isAtRest = () => {
    const { host, status, migrationStatus } = open.cloud.state.volumes.get(open.id('free1')) ?? {};
    return host === TIER && status === 'available' && migrationStatus === null;
  };
  while (!isAtRest()) expect(open.clock.step()).toBe(true);
  expect(await act(open, 'free1', retype('alpha-gold'))).toMatchObject({ status: 202 });
  open.clock.runAll();
  const spans = moveSpans(open.cloud.moves);
  expect(spans.map(({ kind, result }) => `${kind} ${result}`)).toEqual(['migrate success', 'retype success']);
  expect(spans[0]?.endedAt).toBeLessThan(spans[1]?.endedAt ?? 0);
});

test('a slot is held until the source copy is deleted, which is later than success', async () => {
  await using open = await openCloud({ stageMs: { delete: 60_000 } });
  await act(open, 'free1', migrate(TIER, true));
  open.clock.advance(30_000);
  const [moving] = moveSpans(open.cloud.moves);
  expect(moving).toMatchObject({ result: 'success', endedAt: expect.any(Number), freedAt: null });
  open.clock.runAll();
  const [{ endedAt, freedAt } = { endedAt: 0, freedAt: 0 }] = moveSpans(open.cloud.moves);
  expect((freedAt ?? 0) - (endedAt ?? 0)).toBeGreaterThanOrEqual(60_000);
});

describe('the most moves at once', () => {
  const span = (startedAt: number, endedAt: number | null, freedAt: number | null, source = 'a') => ({
    ...{ startedAt, endedAt, freedAt, placedAt: null, source, destination: 'b', serverId: null },
    ...{ volumeId: '', kind: 'migrate' as const, sizeGib: 1, result: null },
  });
  const pools = ({ source, destination }: { source: string | null; destination: string | null }) => [
    source,
    destination,
  ];

  test('are counted for each pool', () => {
    const peaks = mostAtOnce([span(0, 5, 6), span(1, 2, 3), span(4, 8, 9, 'c'), span(5, 9, 9)], pools);
    expect(Object.fromEntries(peaks)).toEqual({ a: 2, b: 3, c: 1 });
  });

  test('a slot that is free at the moment of the next start counts once', () => {
    expect(mostAtOnce([span(0, 1, 2), span(2, 3, 4)], pools).get('a')).toBe(1);
    expect(mostAtOnce([span(0, 1, 3), span(2, 3, 4)], pools, 'ended').get('a')).toBe(1);
    expect(mostAtOnce([span(0, 1, 3), span(2, 3, 4)], pools, 'freed').get('a')).toBe(2);
  });

  test('a move without an end holds its slot for ever, and a pool that is source and destination counts once', () => {
    expect(mostAtOnce([span(0, null, null), span(9, 10, 10)], pools).get('a')).toBe(2);
    expect(mostAtOnce([span(0, 1, 1, 'b')], pools).get('b')).toBe(1);
  });
});
