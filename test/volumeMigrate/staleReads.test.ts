// Whole runs on a cloud whose nodes lag behind: the first readings after each change show the state before it.
import { describe, expect, test } from 'vitest';
import { createMemoryStore, type MigrateVolumeParameters, migrateVolume } from '../../src/index.ts';
import type { SimulatedCloudOptions, Volume } from '../../src/simulator/index.ts';
import { type LaggingCloud, startLaggingCloud } from './laggingCloud.ts';

const run = async (
  { entry, cloud }: LaggingCloud,
  volume: string,
  parameters: Omit<MigrateVolumeParameters, 'resource_id'>,
) =>
  await migrateVolume(
    { resource_id: cloud.world.volumes[volume] ?? '', ...parameters },
    { cloud: entry, store: createMemoryStore(), pollMinMs: 20, pollMaxMs: 100 },
  );

const toNode = { migration_type: 'cold', destination_node: 'node2@tier9#alpha' } as const;
const toType = { migration_type: 'cold', destination_type: 'beta' } as const;
const byAttachment = { destination_type: 'beta', swap_method: 'attachment' } as const;
const byRetype = { destination_type: 'beta', swap_method: 'retype' } as const;

interface Case {
  readonly what: string;
  readonly volume: string;
  readonly parameters: Omit<MigrateVolumeParameters, 'resource_id'>;
  readonly before?: Partial<Volume>;
  readonly options?: SimulatedCloudOptions;
  readonly arrives: { readonly host?: string; readonly type?: string };
}

const cases: readonly Case[] = [
  { what: 'a cold retype', volume: 'free1', parameters: toType, arrives: { type: 'beta' } },
  {
    what: 'a retype that moves no data, where an old migration_status is success',
    volume: 'free1',
    parameters: { ...toType, destination_type: 'alpha-gold' },
    before: { migrationStatus: 'success' },
    arrives: { type: 'alpha-gold' },
  },
  ...['success', 'error', null].map((migrationStatus) => ({
    what: `a migration, where an old migration_status is ${migrationStatus}`,
    volume: 'free1',
    parameters: toNode,
    before: { migrationStatus },
    arrives: { host: 'node2@tier9#alpha' },
  })),
  { what: 'an in-use retype', volume: 'data1', parameters: byRetype, arrives: { type: 'beta' } },
  {
    what: 'an in-use retype where Nova refuses direct swaps',
    volume: 'data1',
    parameters: { destination_type: 'beta' },
    options: { release: '2025.1' },
    arrives: { type: 'beta' },
  },
  { what: 'a swap by attachment', volume: 'data1', parameters: byAttachment, arrives: { type: 'beta' } },
];

describe.each([1, 4])('with %i stale readings after each change', (reads) => {
  test.each(cases)('$what ends as it does in the cloud', async (given) => {
    await using lagging = await startLaggingCloud(reads, given.options);
    const { cloud } = lagging;
    const id = cloud.world.volumes[given.volume] ?? '';
    if (given.before !== undefined) cloud.setVolume(id, given.before);
    const data = cloud.data(id);
    const users = cloud.state.users.size;
    const outcome = await run(lagging, given.volume, given.parameters);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', to: given.arrives, leftovers: [] });
    expect(cloud.data(outcome.volumeId)).toBe(data);
    expect(cloud.state.users.size).toBe(users);
    expect(['available', 'in-use']).toContain(cloud.state.volumes.get(outcome.volumeId)?.status);
  });
});

test('a retype that fails at once is still a failure', async () => {
  await using lagging = await startLaggingCloud(3);
  for (const operation of ['migrate_volume', 'create_volume'] as const)
    lagging.cloud.faults.set('*', operation, { raise: 'planted' });
  const outcome = await run(lagging, 'free1', toType);
  expect(outcome).toMatchObject({ status: 'FAILED', error: { code: 'RetypeFailed' } });
});

test('a migration whose destination fails is still a failure', async () => {
  await using lagging = await startLaggingCloud(3);
  lagging.cloud.faults.set('node1@alpha', 'migrate_volume', { raise: 'planted' });
  const outcome = await run(lagging, 'free1', toNode);
  expect(outcome).toMatchObject({ status: 'FAILED', error: { code: 'MigrationFailed' } });
});

test('a swap that Nova fails leaves no user behind, and names both volumes', async () => {
  await using lagging = await startLaggingCloud(2);
  lagging.cloud.faults.set('nova', 'swap_volume', { raise: 'planted' });
  const users = lagging.cloud.state.users.size;
  const outcome = await run(lagging, 'data1', byAttachment);
  expect(outcome).toMatchObject({ status: 'FAILED', error: { code: 'SwapFailed' } });
  expect(outcome.leftovers.map(({ kind }) => kind)).toEqual(['volume', 'volume']);
  expect(lagging.cloud.state.users.size).toBe(users);
});
