// Cases: what runs have left that are over.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { FoundLeftover } from '../../../src/index.ts';
import { startRunOn } from '../../../src/volumeMigrate/runOnCloud.ts';
import {
  attach,
  attachedTo,
  deleteSnapshot,
  getVolume,
  makeAttachedVolume,
  makeSnapshot,
  NO_DIRECT_SWAP,
  refusesDirectSwaps,
} from '../bench.ts';
import { until } from '../client.ts';
import { type At, parametersOf, verdicts } from './leftoversBench.ts';

const ASKED =
  'a swap to it was requested from Nova: the server may have written to it, whatever Cinder and Nova show';

export function describeFinishedRuns(at: At): void {
  test('what a run could not take away is proven to be unused, and removed: nothing is left', async ({
    skip,
  }) => {
    const bench = at();
    skip(refusesDirectSwaps(bench), NO_DIRECT_SWAP);
    const { outcome } = await bench.leaveBehind();
    const found = await bench.find();
    expect(found).toMatchObject([
      { kind: 'temporary-user', verdict: 'removable', missing: [] },
      { kind: 'destination-volume', verdict: 'removable', missing: [] },
    ]);
    for (const leftover of found) expect(await bench.remove(leftover)).toBe('removed');
    expect(await bench.find()).toEqual([]);
    // A process of Keystone may remember a user for a while.
    for (const leftover of found)
      await until('it to be gone', async () => (await bench.remove(leftover)) === 'gone already');
    expect(await attachedTo(bench, bench.vm1)).toContain(outcome.sourceVolumeId);
  });

  test('a volume that was attached and detached since is kept', async ({ skip }) => {
    const bench = at();
    skip(refusesDirectSwaps(bench), NO_DIRECT_SWAP);
    const { volumeId } = await bench.leaveBehind();
    const found = await bench.find();
    await bench.removeUser(found);
    // Cinder's times end at the second.
    await sleep(5_000);
    await attach(bench, bench.vm2, volumeId);
    await bench.detach(volumeId);
    const missing = [
      expect.stringMatching(/^it was changed at .*, after its run had ended: someone may be using it$/),
    ];
    expect(await bench.find()).toMatchObject([{ kind: 'destination-volume', verdict: 'kept', missing }]);
    const [, volume] = found as [FoundLeftover, FoundLeftover];
    await expect(bench.remove(volume)).rejects.toMatchObject({ code: 'NotProven', reasons: missing });
    expect(await getVolume(bench, volumeId)).toMatchObject({ status: 'available' });
  });

  test('a volume with a snapshot is kept', async ({ skip }) => {
    const bench = at();
    skip(refusesDirectSwaps(bench), NO_DIRECT_SWAP);
    const { volumeId } = await bench.leaveBehind();
    const found = await bench.find();
    await bench.removeUser(found);
    const snapshot = await makeSnapshot(bench, volumeId);
    const [, volume] = found as [FoundLeftover, FoundLeftover];
    const reasons = [`it has snapshot ${snapshot}`];
    await expect(bench.remove(volume)).rejects.toMatchObject({ code: 'NotProven', reasons });
    await deleteSnapshot(bench, snapshot);
  });

  test('a swap that Nova failed: both volumes are told, and kept', async ({ skip }) => {
    const bench = at();
    skip(refusesDirectSwaps(bench), NO_DIRECT_SWAP);
    const id = await bench.own(makeAttachedVolume(bench, 'alpha'));
    await bench.world.putFault('nova', 'swap_volume', { raise: 'planted' });
    const options = { pollMinMs: bench.world.pollMinMs };
    const run = await startRunOn(
      bench.cloud.forRun(crypto.randomUUID()),
      bench.store,
      parametersOf(id),
      options,
    );
    expect(await run.outcome).toMatchObject({ status: 'FAILED', error: { code: 'SwapFailed' } });
    const found = await bench.find();
    expect(verdicts(found)).toEqual([
      ['destination-volume', 'kept'],
      ['named-volume', 'kept'],
    ]);
    const [destination, source] = found as [FoundLeftover, FoundLeftover];
    await bench.own(destination.id);
    expect(destination.missing).toEqual([ASKED]);
    expect(source.id).toBe(id);
    await expect(bench.remove(destination)).rejects.toMatchObject({ code: 'NotProven', reasons: [ASKED] });
  });
}
