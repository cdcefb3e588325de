// The strategies by the command, from the view to the applied plan: the same case on simulated and real clouds.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  type Bench,
  getVolume,
  inventory,
  makeVolume,
  makeVolumeOn,
  openBench,
  removeVolumes,
} from './bench.ts';
import { type Commands, openCommands } from './killedCommand.ts';
import type { World } from './world.ts';

const FULL = 'node2@alpha#alpha';
const OTHER = 'node1@alpha#alpha';

/** Volumes of 1 GiB on a pool of 1000 GiB: above a threshold of 1 %. */
const COUNT = 14;
const BALANCE = ['plan', 'storage-balance', '--threshold', '1', '--margin', '0.2'];
/** Cinder's statistics follow within seconds. */
const STATISTICS_MS = 60_000;

interface PrintedPlan {
  readonly actions: readonly { readonly resource_id: string; readonly destination_node: string }[];
  readonly skipped?: readonly object[];
  readonly pools: readonly {
    readonly name: string;
    readonly before: { readonly used_gib: number };
    readonly after: { readonly used_percent: number };
  }[];
}

/** Declares the case for one cloud. */
export function describeStrategies(title: string, open: () => Promise<World>): void {
  describe(title, () => {
    let bench: Bench;
    let commands: Commands;
    let ids: string[] = [];
    let sums: string[] = [];
    let before: Awaited<ReturnType<typeof inventory>>;

    const checksums = async () => await Promise.all(ids.map((id) => bench.world.checksum(id)));
    const hostsOf = async () =>
      await Promise.all(
        ids.map(async (id) => (await getVolume(bench, id))['os-vol-host-attr:host'] as string),
      );
    const onFull = async () => (await hostsOf()).filter((host) => host === FULL).length;
    /** The moves of our volumes: an earlier suite that failed may have left one of its own on the pool. */
    const ours = ({ actions }: PrintedPlan) =>
      actions.filter(({ resource_id }) => ids.includes(resource_id)).length;
    const gibOnFull = async (): Promise<number> => {
      const { volumes } = await bench.admin.must('volumev3', 'GET', '/volumes/detail?all_tenants=1');
      const here = (volumes as { readonly size: number; readonly 'os-vol-host-attr:host': string }[]).filter(
        (volume) => volume['os-vol-host-attr:host'] === FULL,
      );
      return here.reduce((sum, { size }) => sum + size, 0);
    };

    const planned = async (args: readonly string[]): Promise<PrintedPlan> =>
      JSON.parse((await commands.done([...args, '--json'])).printed) as PrintedPlan;

    /** Applies a plan, and expects that every move of it succeeds. */
    const apply = async (name: string, plan: unknown): Promise<void> => {
      const file = await commands.file(name, JSON.stringify(plan));
      const { status, printed } = await commands.done(['apply', file, '--json']);
      expect([status, JSON.parse(printed)]).toMatchObject([0, { status: 'SUCCEEDED' }]);
    };

    beforeAll(async () => {
      bench = await openBench(await open());
      await bench.world.clearFaults();
      commands = await openCommands(bench.world);
      ids = [];
      for (let n = 0; n < COUNT; n += 1) {
        const server = [bench.vm1, bench.vm2][n % 5];
        ids.push(
          server === undefined
            ? await makeVolume(bench, 'alpha')
            : await makeVolumeOn(bench, server, 'alpha'),
        );
      }
      before = await inventory(bench);
      sums = await checksums();
      await apply(
        'gathered.json',
        ids.map((id) => ({ resource_id: id, migration_type: 'migrate', destination_node: FULL })),
      );
    }, 300_000);
    afterAll(async () => {
      await removeVolumes(bench, ids);
      await commands.close();
      await bench.world.close();
    });

    test('storage-balance brings an overfull pool below its threshold, and then proposes nothing', async () => {
      const plan = await vi.waitFor(
        async () => {
          const made = await planned(BALANCE);
          // Cinder's statistics show all of the volumes.
          expect(made.pools.find(({ name }) => name === FULL)?.before.used_gib).toBe(await gibOnFull());
          return made;
        },
        { timeout: STATISTICS_MS, interval: 500 },
      );
      const after = plan.pools.find(({ name }) => name === FULL)?.after;
      expect(after?.used_percent).toBeLessThanOrEqual(1);
      expect(await onFull()).toBe(COUNT);
      await apply('balance.json', plan);
      expect(await onFull()).toBe(COUNT - ours(plan));
      expect(await onFull()).toBeLessThanOrEqual(10);
      expect(await checksums()).toEqual(sums);
      await vi.waitFor(async () => expect((await planned(BALANCE)).actions).toEqual([]), {
        ...{ timeout: STATISTICS_MS, interval: 500 },
      });
    }, 300_000);

    test('zone-migration empties a pool, attached volumes included', async () => {
      const parameters = await commands.file(
        'parameters.json',
        JSON.stringify({ storage_pools: [{ src_pool: FULL, dst_pool: OTHER }] }),
      );
      const held = await onFull();
      expect(held).toBeGreaterThan(0);
      const plan = await planned(['plan', 'zone-migration', '--params', parameters]);
      expect(ours(plan)).toBe(held);
      await apply('emptied.json', plan);
      expect(await onFull()).toBe(0);
      expect(await checksums()).toEqual(sums);
      expect(await inventory(bench)).toEqual(before);
    }, 300_000);
  });
}
