// Cases: what runs have left that are not over, or were given up.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { giveUpRun, resumeRun } from '../../../src/index.ts';
import { attach, attachedTo, getVolume, NO_DIRECT_SWAP, refusesDirectSwaps } from '../bench.ts';
import { until } from '../client.ts';
import { cloudOf } from '../world.ts';
import { type At, verdicts } from './leftoversBench.ts';

export function describeUnfinishedRuns(at: At): void {
  test('what a run needs that is not over is no leftover, and gone when the run is gone on with', async ({
    skip,
  }) => {
    const bench = at();
    skip(refusesDirectSwaps(bench), NO_DIRECT_SWAP);
    const { id, runId } = await bench.leaveRun();
    const found = await bench.find();
    expect(verdicts(found)).toEqual([
      ['temporary-user', 'unfinished'],
      ['destination-volume', 'unfinished'],
    ]);
    for (const leftover of found) {
      expect(leftover.advice).toBe(`volume-migrate resume ${runId}`);
      await expect(bench.remove(leftover)).rejects.toMatchObject({ code: 'NotProven' });
    }
    const options = { cloud: cloudOf(bench.world, bench.world.admin), pollMinMs: bench.world.pollMinMs };
    const outcome = await resumeRun(runId, { ...options, store: bench.store });
    await bench.own(outcome.volumeId);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', sourceVolumeId: id });
    expect(await bench.find()).toEqual([]);
  });

  test('a volume that was used while its run was left is neither filled nor deleted when the run is gone on with', async ({
    skip,
  }) => {
    const bench = at();
    skip(refusesDirectSwaps(bench), NO_DIRECT_SWAP);
    const { id, runId } = await bench.leaveRun();
    const volumeId = (await bench.find()).find(({ kind }) => kind === 'destination-volume')?.id ?? '';
    await bench.own(volumeId);
    // So long what Cinder does may still be of the run's own asking.
    await sleep(12_000);
    await attach(bench, bench.vm2, volumeId);
    await bench.detach(volumeId);
    const checksum = await bench.world.checksum(volumeId);
    const options = { cloud: cloudOf(bench.world, bench.world.admin), pollMinMs: bench.world.pollMinMs };
    expect(await resumeRun(runId, { ...options, store: bench.store })).toMatchObject({
      status: 'FAILED',
      error: { code: 'DestinationChanged' },
      leftovers: [{ kind: 'volume', id: volumeId }],
    });
    expect(await getVolume(bench, volumeId)).toMatchObject({ status: 'available' });
    expect(await bench.world.checksum(volumeId)).toBe(checksum);
    expect(await attachedTo(bench, bench.vm1)).toContain(id);
  });

  test('what a run has left that was given up is removed', async ({ skip }) => {
    const bench = at();
    skip(refusesDirectSwaps(bench), NO_DIRECT_SWAP);
    const { runId } = await bench.leaveRun();
    await giveUpRun(runId, { store: bench.store });
    const found = await until('the volume to be made', async () => {
      const now = await bench.find();
      return now.every(({ verdict }) => verdict === 'removable') ? now : null;
    });
    expect(found).toHaveLength(2);
    for (const leftover of found) await bench.remove(leftover);
    expect(await bench.find()).toEqual([]);
  });
}
