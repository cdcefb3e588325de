// How many requests a move makes: the checks of unusual volumes are not free, and stay few.
import { describe, expect, test } from 'vitest';
import { createMemoryStore, type MigrateVolumeParameters, migrateVolume } from '../../src/index.ts';
import { startSimulatedCloud } from '../../src/simulator/index.ts';

const ID = /(req-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}/g;

interface Requests {
  /** Up to the first one that changes something, without IDs. */
  readonly before: readonly string[];
  /** From that one on; each poll counts once. */
  readonly after: readonly string[];
}

async function requestsOf(
  name: string,
  parameters: Omit<MigrateVolumeParameters, 'resource_id'>,
): Promise<Requests> {
  const running = await startSimulatedCloud({ stageMs: 5, release: 'zed' });
  const { cloud } = running;
  const since = cloud.requests.length;
  const outcome = await migrateVolume(
    { resource_id: cloud.world.volumes[name] ?? '', ...parameters },
    { cloud: running.cloudFor('admin', 'admin'), store: createMemoryStore(), pollMinMs: 10 },
  ).finally(running.stop);
  expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  const asked = cloud.requests.slice(since);
  const first = asked.findIndex(({ method, path }) => method !== 'GET' && !path.endsWith('/auth/tokens'));
  const words = asked.map(
    ({ method, path, query }) => `${method} ${`${path}${kindOf(query)}`.replaceAll(ID, '…')}`,
  );
  return { before: words.slice(0, first), after: [...new Set(words.slice(first))] };
}

// Lists of volumes for different purposes.
const kindOf = (query: string): string =>
  /migration_status(=target|=deleting|%7E=ing)|status=retyping/.exec(query)?.[0].replace(/^/, ' ') ?? '';

const READS = [
  'GET /v2.1/servers/detail',
  'GET /v3/…/attachments',
  'GET /v3/…/os-services',
  'GET /v3/…/scheduler-stats/get_pools',
  'GET /v3/…/snapshots',
  'GET /v3/…/types',
  'GET /v3/…/volumes/…',
  'POST /v3/auth/tokens',
];
const OF_TYPE = ['GET /v3/…/os-quota-sets/…', 'GET /v3/…/types/…/encryption'];
const OF_SERVER = ['GET /v2.1/servers/…'];
const OTHER_MOVES = [
  'GET /v3/…/volumes/detail migration_status%7E=ing',
  'GET /v3/…/volumes/detail status=retyping',
];
const ACTION = 'POST /v3/…/volumes/…/action';
const POLLS = ['GET /v3/…/volumes/…', 'GET /v3/…/volumes/detail migration_status=deleting'];
const POLLS_OF_SERVER = [
  'GET /v2.1/servers/…/os-instance-actions',
  'GET /v2.1/servers/…/os-instance-actions/…',
  'GET /v3/…/volumes/detail migration_status=target',
];

const toNode = { destination_node: 'node2@alpha#alpha' };
const toType = { destination_type: 'beta' };

describe.each<[string, number, string, Omit<MigrateVolumeParameters, 'resource_id'>, readonly string[]]>([
  ['a cold migration', 9, 'free1', { migration_type: 'cold', ...toNode }, READS],
  ['a cold retype', 11, 'free1', { migration_type: 'cold', ...toType }, [...READS, ...OF_TYPE]],
  [
    ...(['migrate, attached', 13, 'data1', { migration_type: 'migrate', ...toNode }] as const),
    [...READS, ...OF_SERVER, ...OTHER_MOVES],
  ],
  [
    ...(['retype, attached', 16, 'data1', { migration_type: 'retype', ...toType }] as const),
    [...READS, ...OF_TYPE, ...OF_SERVER, ...OTHER_MOVES, 'GET /v3/…/types/…'],
  ],
  [
    ...(['a swap by retype', 14, 'data1', { ...toType, swap_method: 'retype' }] as const),
    [...READS, ...OF_TYPE, ...OF_SERVER, 'GET /v3/…/types/…'],
  ],
])('%s makes %i requests besides polls', (_, count, name, parameters, reads) => {
  test('each is made once: what is read before the change, the change, and the server at the end', async () => {
    const { before, after } = await requestsOf(name, parameters);
    expect(before.toSorted()).toEqual(reads.toSorted());
    const isAttached = name === 'data1';
    const expected = [ACTION, ...POLLS, ...(isAttached ? [...OF_SERVER, ...POLLS_OF_SERVER] : [])];
    expect(expected).toEqual(expect.arrayContaining([...after]));
    expect(before.length + 1 + (isAttached ? 1 : 0)).toBe(count);
  });
});
