// Cold migrations from pool to pool within one backend: the same cases on simulated and real clouds.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Bench, getVolume, inventory, makeVolume, migrate, openBench, removeVolumes } from './bench.ts';
import { until } from './client.ts';
import { migrateOnStaleNode } from './staleNode.ts';
import type { World } from './world.ts';

/** Declares the cases for one cloud. */
export function describePoolToPool(title: string, open: () => Promise<World>): void {
  describe(title, () => {
    let bench: Bench;
    let poolsBefore: readonly string[];
    let before: Awaited<ReturnType<typeof inventory>>;
    let removePool: (() => Promise<void>) | undefined;
    const mine = new Set<string>();

    beforeAll(async () => {
      bench = await openBench(await open());
      await bench.world.clearFaults();
      poolsBefore = await poolsOf(bench);
      before = await inventory(bench);
    });
    // After each: the cloud has the volumes, users and pools that it had.
    afterEach(async () => {
      await bench.world.clearFaults();
      await removeVolumes(bench, mine);
      mine.clear();
      await removePool?.();
      removePool = undefined;
      await until('the pools to be as before', async () => {
        return JSON.stringify(await poolsOf(bench)) === JSON.stringify(poolsBefore);
      });
      expect(await inventory(bench)).toEqual(before);
    });
    afterAll(async () => await bench.world.close());

    const addPool = async (backend: string, pool: string): Promise<void> => {
      removePool = await bench.world.addPool(backend, pool);
      await until('the scheduler to learn of the pool', async () => {
        return (await poolsOf(bench)).includes(`${backend}#${pool}`);
      });
    };

    const move = async (id: string, destination_node: string, by = migrate): Promise<void> => {
      const from = await hostOf(bench, id);
      const outcome = await by(bench, { resource_id: id, migration_type: 'cold', destination_node });
      // First of all, because Cinder may still be working if the success of an earlier migration is mistaken
      // for this one's.
      expect(await hostOf(bench, id)).toBe(destination_node);
      expect(outcome).toMatchObject({
        status: 'SUCCEEDED',
        operation: 'migrate',
        volumeId: id,
        sourceVolumeId: id,
        from: { host: from },
        to: { host: destination_node },
        warnings: [],
        leftovers: [],
      });
      expect(await getVolume(bench, id)).toMatchObject({ status: 'available', migration_status: 'success' });
    };

    test.each([
      ['by the driver', 'node2@alpha'],
      ['by host copy', 'node2@tier9'],
    ])('%s: the volume ends in the named pool with its data, there and back', async (_, backend) => {
      await addPool(backend, 'second');
      const id = await makeVolume(bench, 'alpha');
      mine.add(id);
      const checksum = await bench.world.checksum(id);
      await move(id, `${backend}#alpha`);
      for (const pool of ['second', 'alpha']) {
        await move(id, `${backend}#${pool}`);
        await until('Cinder to delete what it copied from', async () => {
          return (await inventory(bench)).volumes.length === before.volumes.length + 1;
        });
        expect(await bench.world.checksum(id)).toBe(checksum);
      }
    });

    test('the success of an earlier migration, which a lagging node still shows, is not mistaken for this one', async () => {
      await addPool('node2@alpha', 'second');
      const id = await makeVolume(bench, 'alpha');
      mine.add(id);
      await move(id, 'node2@alpha#alpha');
      // The migration lasts longer than the stale reads.
      await bench.world.putFault('node2@alpha', 'migrate_volume', { delay: 3 });
      await move(id, 'node2@alpha#second', migrateOnStaleNode);
    });
  });
}

/** The names of the pools that the scheduler knows, sorted. */
async function poolsOf({ admin }: Bench): Promise<readonly string[]> {
  const { pools } = await admin.must('volumev3', 'GET', '/scheduler-stats/get_pools');
  return pools.map(({ name }: { name: string }) => name).sort();
}

const hostOf = async (bench: Bench, id: string): Promise<string> =>
  (await getVolume(bench, id))['os-vol-host-attr:host'];
