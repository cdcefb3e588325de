// Cases: moves in use that fail after Cinder has called Nova, and what may be reported of them when.
import { expect, test } from 'vitest';
import { attachedTo, getVolume, makeAttachedVolume, makeVolumeOn, migrate } from './bench.ts';
import { until } from './client.ts';
import { rowsOf } from './picture.ts';
import {
  type At,
  addRow,
  expectFacts,
  migrateBeside,
  swapHasEnded,
  type UnusualBench,
} from './unusualBench.ts';

const RETYPE = { destination_type: 'beta', swap_method: 'retype' } as const;

// Long enough for a busy cloud to create the destination, and for Nova to start.
const DEADLINE_MS = 12_000;

/** Retypes a volume that gets a second row after the last check: Cinder calls Nova once for each row. */
async function retypeWithLateRow(bench: UnusualBench, server: string, delay: number, limits: object = {}) {
  const id = await makeVolumeOn(bench, server, 'alpha');
  await bench.world.putFault('nova', 'swap_volume', { delay, count: 1 });
  const outcome = await migrateBeside(
    bench,
    { resource_id: id, ...RETYPE },
    ({ body }) => typeof body === 'object' && body !== null && 'os-retype' in body,
    async () => await addRow(bench, id, server),
    { limits },
  );
  return { id, outcome };
}

export function describeSwapsUnderWay(at: At): void {
  test('a second row that appears after the check: the run ends only after Nova has, and its outcome is true', async () => {
    const bench = at();
    const server = await bench.world.makeServer();
    const { id, outcome } = await retypeWithLateRow(bench, server, 8);
    expect(await swapHasEnded(bench, server)).toBe(true);
    const now = await getVolume(bench, id);
    if (outcome.status === 'SUCCEEDED') {
      expect(now).toMatchObject({ status: 'in-use', volume_type: 'beta' });
    } else {
      expect(outcome).toMatchObject({ status: 'FAILED', volumeId: id });
      expect(now).toMatchObject({ volume_type: 'alpha' });
      // A type that changes after the outcome would make it false.
      const settled = await until('Cinder to be done', async () => {
        const volume = await getVolume(bench, id);
        return volume.status === 'in-use' ? volume : null;
      });
      expect(settled).toMatchObject({ volume_type: 'alpha' });
    }
    expect(await attachedTo(bench, server)).toContain(id);
  });

  test('a second row, and the deadline passes: the reason says that Nova is still copying, and not to ask again', async () => {
    const bench = at();
    const server = await bench.world.makeServer();
    const { id, outcome } = await retypeWithLateRow(bench, server, DEADLINE_MS / 500, {
      deadlineMs: DEADLINE_MS,
    });
    expect(outcome).toMatchObject({ status: 'FAILED', volumeId: id });
    expectFacts(outcome, [/Nova is still copying/, /Do not request/]);
    expect(outcome.leftovers).toContainEqual(expect.objectContaining({ id }));
    await until('Nova to end', async () => await swapHasEnded(bench, server), 60_000);
  });

  test('the last step in Cinder fails after the copy: both volumes are named, and the one that the guest uses', async () => {
    const bench = at();
    const server = await bench.world.makeServer();
    const id = await makeVolumeOn(bench, server, 'alpha');
    const checksum = await bench.world.checksum(id);
    for (const host of ['node1@beta', 'node2@beta'])
      await bench.world.putFault(host, 'update_migrated_volume', { raise: 'planted' });
    const outcome = await migrate(
      bench,
      { resource_id: id, ...RETYPE },
      { limits: { settleMs: 4_000, stallAfterMs: 10_000 } },
    );
    const target = await targetOf(bench, id);
    expect(outcome).toMatchObject({
      status: 'FAILED',
      operation: 'retype',
      volumeId: id,
      error: { code: 'GuestUsesDestination' },
    });
    expectFacts(outcome, [id, target, server, /reboot/, /stop/, /detach/, /reset/]);
    const left = outcome.leftovers.filter(({ kind }) => kind === 'volume').map((one) => one.id);
    expect(left.toSorted()).toEqual([id, target].toSorted());
    expect(await rowsOf(bench, target)).toMatchObject([{ status: 'attached', instance: server }]);
    expect(await attachedTo(bench, server)).toContain(id);
    expect(await bench.world.checksum(target)).toBe(checksum);
  });

  test('Nova fails the copy of an in-use retype: nothing but the reservation is left', async () => {
    const bench = at();
    const id = await makeAttachedVolume(bench, 'alpha');
    const checksum = await bench.world.checksum(id);
    await bench.world.putFault('nova', 'swap_volume', { raise: 'planted' });
    const outcome = await migrate(bench, { resource_id: id, ...RETYPE });
    expect(outcome).toMatchObject({ status: 'FAILED', operation: 'retype', error: { code: 'RetypeFailed' } });
    expect(outcome.leftovers.filter(({ kind }) => kind === 'volume')).toEqual([]);
    expect(await getVolume(bench, id)).toMatchObject({ status: 'in-use', volume_type: 'alpha' });
    expect(await rowsOf(bench, id)).toMatchObject([{ status: 'attached', instance: bench.vm1 }]);
    expect(await bench.world.checksum(id)).toBe(checksum);
  });
}

/** The volume that a move of another copies to, by the mark that Cinder sets. */
async function targetOf({ admin, owner }: UnusualBench, id: string): Promise<string> {
  const path = `/volumes/detail?all_tenants=1&project_id=${owner.projectId}`;
  const { volumes } = await admin.must('volumev3', 'GET', path);
  const found = volumes.find(
    (volume: { migration_status: string | null }) => volume.migration_status === `target:${id}`,
  );
  expect(found).toBeDefined();
  return found.id;
}
