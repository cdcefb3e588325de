// Cases: an attached volume is swapped by Nova, in the five steps of the specification.
import { expect, test } from 'vitest';
import {
  attachedTo,
  getVolume,
  makeAttachedVolume,
  migrate,
  NO_DIRECT_SWAP,
  refusesDirectSwaps,
  rootOf,
} from '../bench.ts';
import { type At, keepsData } from '../tidyBench.ts';

export function describeSwapByAttachment(at: At): void {
  test('by attachment, a data volume with all that it bears', async () => {
    const bench = at();
    const changes = { metadata: { purpose: 'ledger' } };
    const id = await bench.own(makeAttachedVolume(bench, 'alpha', changes));
    const same = await keepsData(bench, id);
    const outcome = await migrate(bench, {
      resource_id: id,
      destination_type: 'beta',
      swap_method: 'attachment',
    });
    if (refusesDirectSwaps(bench)) {
      expect(outcome).toMatchObject({
        status: 'FAILED',
        operation: null,
        volumeId: id,
        error: {
          code: 'SwapRefused',
          message: expect.stringContaining('should only be called by Cinder'),
        },
        leftovers: [],
      });
      expect(await attachedTo(bench, bench.vm1)).toContain(id);
      return;
    }
    await bench.own(outcome.volumeId);
    expect(outcome).toMatchObject({
      status: 'SUCCEEDED',
      operation: 'swap',
      sourceVolumeId: id,
      to: { host: 'node1@beta#beta', type: 'beta' },
      leftovers: [],
    });
    expect(outcome.volumeId).not.toBe(id);
    expect(outcome.warnings).toEqual([
      expect.stringContaining('gives the volume a new ID'),
      expect.stringContaining('hard reboot'),
    ]);
    expect(await getVolume(bench, id)).toBeNull();
    expect(await attachedTo(bench, bench.vm1)).toContain(outcome.volumeId);
    const now = await getVolume(bench, outcome.volumeId);
    expect(now).toMatchObject({
      status: 'in-use',
      volume_type: 'beta',
      description: 'of a test',
      size: 1,
    });
    expect(now.metadata.purpose).toBe('ledger');
    expect(Object.keys(now.metadata)).not.toContain('volume-migrate:run');
    await same(outcome.volumeId);
  });

  test('by attachment, a root volume: bootable, image metadata and name are carried over', async ({
    skip,
  }) => {
    const bench = at();
    skip(refusesDirectSwaps(bench), NO_DIRECT_SWAP);
    const root = await rootOf(bench, bench.vm1);
    const was = await getVolume(bench, root);
    await bench.admin.must('volumev3', 'POST', `/volumes/${root}/action`, {
      'os-set_image_metadata': { metadata: { os_distro: 'debian' } },
    });
    const other = was.volume_type === 'alpha' ? 'beta' : 'alpha';
    const outcome = await migrate(bench, {
      resource_id: root,
      destination_type: other,
      swap_method: 'attachment',
    });
    expect(outcome).toMatchObject({
      status: 'SUCCEEDED',
      operation: 'swap',
      to: { type: other },
      leftovers: [],
    });
    const now = await getVolume(bench, outcome.volumeId);
    expect(now).toMatchObject({
      name: was.name,
      bootable: 'true',
      status: 'in-use',
      volume_image_metadata: { os_distro: 'debian' },
    });
    expect(await rootOf(bench, bench.vm1)).toBe(outcome.volumeId);
    // The root volume has another id now: that is the swap's nature, not something left.
    bench.expectReplaced(root, outcome.volumeId);
  });

  test('by auto where Nova accepts direct swaps: the five steps', async ({ skip }) => {
    const bench = at();
    skip(refusesDirectSwaps(bench), NO_DIRECT_SWAP);
    const id = await bench.own(makeAttachedVolume(bench, 'alpha'));
    const same = await keepsData(bench, id);
    const outcome = await migrate(bench, { resource_id: id, destination_type: 'beta' });
    await bench.own(outcome.volumeId);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', operation: 'swap', leftovers: [] });
    await same(outcome.volumeId);
  });
}
