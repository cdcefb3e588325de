// Cases: the owner's own metadata and Cinder's are two things, and both survive a move.
import { expect, test } from 'vitest';
import { getVolume, makeVolume, makeVolumeOn, migrate, NO_DIRECT_SWAP } from './bench.ts';
import { until } from './client.ts';
import { ownMetadata, rowsOf } from './picture.ts';
import { type At, act } from './unusualBench.ts';

/** Keys of the owner's that Cinder or volume-migrate also use. */
const LOOKALIKES = {
  readonly: 'True',
  attached_mode: 'mine',
  'volume-migrate:run': 'mine too',
  size: 'naïve größe',
  empty: '',
};

const BY = ['attachment', 'retype'] as const;

export function describeMetadata(at: At): void {
  test.for(BY)("the owner's keys that look like Cinder's or the tool's are kept, by %s", async (swap_method, {
    skip,
  }) => {
    const bench = at();
    skip(swap_method === 'attachment' && bench.world.guard === 'always', NO_DIRECT_SWAP);
    const id = await makeVolumeOn(bench, bench.vm1, 'alpha', { metadata: LOOKALIKES });
    expect(await ownMetadata(bench, id)).toEqual(LOOKALIKES);
    const outcome = await migrate(bench, { resource_id: id, destination_type: 'beta', swap_method });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', leftovers: [] });
    expect(await ownMetadata(bench, outcome.volumeId)).toEqual(LOOKALIKES);
    // The owner's `readonly` makes no volume read-only.
    expect(await rowsOf(bench, outcome.volumeId)).toMatchObject([{ attach_mode: 'rw' }]);
  });

  const flagged = [
    ['and the owner has no such key', {}],
    ['and the owner has a key that says the opposite', { readonly: 'False', purpose: 'ledger' }],
  ] as const;
  for (const by of BY) {
    test.for(flagged)(`a read-only volume stays read-only, %s, by ${by}`, async ([, metadata], { skip }) => {
      const bench = at();
      skip(by === 'attachment' && bench.world.guard === 'always', NO_DIRECT_SWAP);
      const id = await makeVolume(bench, 'alpha', { metadata });
      await act(bench, id, { 'os-update_readonly_flag': { readonly: true } });
      await bench.owner.must('compute', 'POST', `/servers/${bench.vm1}/os-volume_attachments`, {
        volumeAttachment: { volumeId: id },
      });
      await expect
        .poll(async () => await rowsOf(bench, id), { timeout: 20_000 })
        .toMatchObject([{ status: 'attached', attach_mode: 'ro' }]);
      const outcome = await migrate(bench, { resource_id: id, destination_type: 'beta', swap_method: by });
      expect(outcome).toMatchObject({ status: 'SUCCEEDED', leftovers: [] });
      expect(await ownMetadata(bench, outcome.volumeId)).toEqual(metadata);
      expect((await getVolume(bench, outcome.volumeId)).metadata).toMatchObject({ readonly: 'True' });
      expect(await rowsOf(bench, outcome.volumeId)).toMatchObject([{ attach_mode: 'ro' }]);
    });
  }

  test('what the owner changes while Nova copies is carried over, by attachment', async ({ skip }) => {
    const bench = at();
    skip(bench.world.guard === 'always', NO_DIRECT_SWAP);
    const { owner, world } = bench;
    const metadata = { stays: 'as it is', changes: 'old', goes: 'away', 'volume-migrate:run': 'mine too' };
    const id = await makeVolumeOn(bench, bench.vm1, 'alpha', { metadata });
    await world.putFault('nova', 'swap_volume', { delay: 2 });
    const parameters = { resource_id: id, destination_type: 'beta', swap_method: 'attachment' } as const;
    const moving = migrate(bench, parameters);
    await until('Nova to copy', async () => (await getVolume(bench, id))?.status === 'detaching');
    await owner.must('volumev3', 'PUT', `/volumes/${id}`, {
      volume: { name: 'renamed', description: 'new' },
    });
    const added = { changes: 'new', added: 'too', 'volume-migrate:run': 'mine still' };
    await owner.must('volumev3', 'POST', `/volumes/${id}/metadata`, { metadata: added });
    await owner.must('volumev3', 'DELETE', `/volumes/${id}/metadata/goes`);
    const outcome = await moving;
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', operation: 'swap', leftovers: [] });
    expect(await getVolume(bench, id)).toBeNull();
    expect(await getVolume(bench, outcome.volumeId)).toMatchObject({ name: 'renamed', description: 'new' });
    expect(await ownMetadata(bench, outcome.volumeId)).toEqual({ stays: 'as it is', ...added });
  });

  test('a detached volume keeps both, cold', async () => {
    const bench = at();
    const id = await makeVolume(bench, 'alpha', { metadata: { ...LOOKALIKES, readonly: 'False' } });
    await act(bench, id, { 'os-update_readonly_flag': { readonly: true } });
    const outcome = await migrate(bench, {
      resource_id: id,
      migration_type: 'cold',
      destination_type: 'beta',
    });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', leftovers: [] });
    expect(await ownMetadata(bench, id)).toEqual({ ...LOOKALIKES, readonly: 'False' });
    expect((await getVolume(bench, id)).metadata).toMatchObject({ readonly: 'True' });
  });
}
