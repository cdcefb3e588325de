// Cases: swaps and retypes in use that fail on the way keep the volume attached with its data.
import { expect, test } from 'vitest';
import {
  attachedTo,
  inventory,
  makeAttachedVolume,
  migrate,
  migrateToFailure,
  NO_DIRECT_SWAP,
  refusesDirectSwaps,
} from '../bench.ts';
import { type At, keepsData } from '../tidyBench.ts';

export function describeFailedSwaps(at: At): void {
  test('a swap whose destination cannot be made: nothing is left, and Cinder’s own words are told', async ({
    skip,
  }) => {
    const bench = at();
    skip(refusesDirectSwaps(bench), NO_DIRECT_SWAP);
    const id = await bench.own(makeAttachedVolume(bench, 'alpha'));
    for (const backend of ['node1@beta', 'node2@beta'])
      await bench.world.putFault(backend, 'create_volume', { raise: 'planted' });
    const outcome = await migrate(bench, {
      resource_id: id,
      destination_type: 'beta',
      swap_method: 'attachment',
    });
    expect(outcome).toMatchObject({
      status: 'FAILED',
      operation: null,
      error: { code: 'DestinationVolumeFailed' },
      leftovers: [],
    });
    expect(outcome.error?.reasons.join('\n')).toContain('schedule allocate volume');
  });

  test('a swap whose copy Nova fails: the source stays attached, both volumes stay and are named', async ({
    skip,
  }) => {
    const bench = at();
    skip(refusesDirectSwaps(bench), NO_DIRECT_SWAP);
    const id = await bench.own(makeAttachedVolume(bench, 'alpha'));
    const same = await keepsData(bench, id);
    await bench.world.putFault('nova', 'swap_volume', { raise: 'planted' });
    const outcome = await migrate(bench, {
      resource_id: id,
      destination_type: 'beta',
      swap_method: 'attachment',
    });
    for (const { kind, id: left } of outcome.leftovers) if (kind === 'volume') await bench.own(left);
    expect(outcome).toMatchObject({
      status: 'FAILED',
      operation: 'swap',
      volumeId: id,
      error: { code: 'SwapFailed' },
      leftovers: [
        { kind: 'volume', id },
        { kind: 'volume', why: expect.stringContaining('destination of a swap that is not proven') },
      ],
    });
    expect(await attachedTo(bench, bench.vm1)).toContain(id);
    expect((await inventory(bench)).users).toEqual(bench.usersBefore());
    await same(id);
  });

  test('an in-use retype whose copy Nova fails: the volume stays as it was', async () => {
    const bench = at();
    const id = await bench.own(makeAttachedVolume(bench, 'alpha'));
    const same = await keepsData(bench, id);
    await bench.world.putFault('nova', 'swap_volume', { raise: 'planted' });
    const outcome = await migrateToFailure(bench, {
      resource_id: id,
      destination_type: 'beta',
      swap_method: 'retype',
    });
    expect(outcome).toMatchObject({
      status: 'FAILED',
      operation: 'retype',
      to: { type: 'alpha' },
      error: { code: 'RetypeFailed' },
    });
    // Cinder counts the retype as done once it has asked Nova; the project may have quota reserved by others.
    expect(outcome.leftovers.filter(({ kind }) => kind !== 'reservation')).toEqual([]);
    expect(await attachedTo(bench, bench.vm1)).toContain(id);
    await same(id);
  });
}
