// Plans of many moves by the command: the same cases on simulated and real clouds.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Bench,
  deleteSnapshot,
  getVolume,
  inventory,
  makeSnapshot,
  makeVolume,
  makeVolumeOn,
  openBench,
  removeVolumes,
} from './bench.ts';
import { type Commands, openCommands } from './killedCommand.ts';
import type { World } from './world.ts';

const NODE = 'node2@alpha#alpha';

interface PrintedOutcome {
  readonly planId: string;
  readonly status: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly actions: readonly {
    readonly resource_id: string;
    readonly status: string;
    readonly runId: string;
  }[];
}

/** Declares the cases for one cloud; `size`: how many volumes are moved by the large plan. */
export function describePlans(title: string, open: () => Promise<World>, size = 20): void {
  describe(title, () => {
    let bench: Bench;
    let commands: Commands;
    const ids: string[] = [];

    beforeAll(async () => {
      bench = await openBench(await open());
      await bench.world.clearFaults();
      commands = await openCommands(bench.world);
    });
    afterAll(async () => {
      await removeVolumes(bench, ids);
      await commands.close();
      await bench.world.close();
    });

    /** Volumes of the owner's on one pool: of every five, one on each server. */
    const make = async (count: number): Promise<string[]> => {
      const made: string[] = [];
      for (let n = 0; n < count; n += 1) {
        const id =
          n % 5 < 2
            ? await makeVolumeOn(bench, n % 5 === 0 ? bench.vm1 : bench.vm2, 'alpha')
            : await makeVolume(bench, 'alpha');
        made.push(id);
        ids.push(id);
      }
      return made;
    };

    const planOf = async (name: string, volumes: readonly string[]): Promise<string> =>
      await commands.file(
        name,
        JSON.stringify(
          volumes.map((id) => ({ resource_id: id, migration_type: 'migrate', destination_node: NODE })),
        ),
      );

    const hostsOf = async (volumes: readonly string[]): Promise<Set<string>> =>
      new Set(
        await Promise.all(volumes.map(async (id) => (await getVolume(bench, id))['os-vol-host-attr:host'])),
      );

    test(`${size} volumes, some attached, to another pool by one command that is killed twice`, async () => {
      const volumes = await make(size);
      const before = await inventory(bench);
      const sums = await Promise.all(volumes.map((id) => bench.world.checksum(id)));
      const plan = await planOf('twenty.json', volumes);
      const ended = (count: number) => (printed: string) => printed.split('"type":"ended"').length > count;
      const printed = await commands.killedWhen(ended(size / 5), ['apply', plan, '--events']);
      const [, planId = ''] = /"planId":"([^"]+)"/.exec(printed) ?? [];
      await commands.killedWhen(ended(size / 5), ['resume', planId, '--events']);
      const last = await commands.done(['resume', planId, '--json']);
      const outcome = JSON.parse(last.printed) as PrintedOutcome;
      expect(outcome).toMatchObject({ planId, status: 'SUCCEEDED', counts: { SUCCEEDED: size, FAILED: 0 } });
      expect(last.status).toBe(0);
      expect(await hostsOf(volumes)).toEqual(new Set([NODE]));
      expect(await Promise.all(volumes.map((id) => bench.world.checksum(id)))).toEqual(sums);
      expect(await inventory(bench)).toEqual(before);
    }, 600_000);

    test('a volume with a snapshot is reported by check, with its remedy, and does not hold up the others', async () => {
      const volumes = await make(3);
      const [, , kept = ''] = volumes;
      const snapshot = await makeSnapshot(bench, kept);
      try {
        const plan = await planOf('snapshot.json', volumes);
        const check = await commands.done(['check', plan, '--json']);
        expect(check.status).toBe(1);
        const found = JSON.parse(check.printed).actions.find(
          ({ resource_id }: { resource_id: string }) => resource_id === kept,
        );
        expect(found).toMatchObject({ state: 'blocked' });
        expect(found.reasons.join()).toMatch(/snapshot/);
        const applied = await commands.done(['apply', plan, '--json']);
        expect(applied.status).toBe(1);
        expect(JSON.parse(applied.printed)).toMatchObject({
          ...{ status: 'FAILED', counts: { SUCCEEDED: 2, FAILED: 1 } },
        });
      } finally {
        await deleteSnapshot(bench, snapshot);
      }
    });

    test('two plans at once', async () => {
      const volumes = await make(6);
      const plans = [await planOf('a.json', volumes.slice(0, 3)), await planOf('b.json', volumes.slice(3))];
      const done = await Promise.all(plans.map((plan) => commands.done(['apply', plan, '--json'])));
      expect(done.map(({ status, printed }) => (status === 0 ? 0 : printed))).toEqual([0, 0]);
      expect(await hostsOf(volumes)).toEqual(new Set([NODE]));
    });
  });
}
