// Cases: a run is cancelled before its first change, and on its way.
import { expect, test } from 'vitest';
import {
  attachedTo,
  CANCEL_TRAVELS,
  drivesElsewhere,
  getVolume,
  makeAttachedVolume,
  makeVolume,
  migrate,
  NO_DIRECT_SWAP,
  refusesDirectSwaps,
} from '../bench.ts';
import type { At } from '../tidyBench.ts';

export function describeCancel(at: At): void {
  test('before any change: nothing is done', async ({ skip }) => {
    const bench = at();
    skip(drivesElsewhere(bench), CANCEL_TRAVELS);
    const id = await bench.own(makeVolume(bench, 'alpha'));
    const outcome = await migrate(
      bench,
      { resource_id: id, migration_type: 'cold', destination_type: 'beta' },
      { signal: AbortSignal.abort() },
    );
    expect(outcome).toMatchObject({ status: 'CANCELLED', operation: null, leftovers: [], warnings: [] });
  });

  test('while Cinder moves the data: it goes on, and the outcome says so', async () => {
    const bench = at();
    const id = await bench.own(makeVolume(bench, 'alpha'));
    await bench.world.putFault('node1@alpha', 'migrate_volume', { delay: 2, count: 1 });
    const cancel = new AbortController();
    const outcome = await migrate(
      bench,
      { resource_id: id, migration_type: 'cold', destination_node: 'node2@alpha#alpha' },
      {
        signal: cancel.signal,
        onProgress: ({ state }) => {
          if (state.endsWith('watchingMigration')) cancel.abort();
        },
      },
    );
    expect(outcome).toMatchObject({
      status: 'SUCCEEDED',
      operation: 'migrate',
      warnings: [expect.stringContaining('cancelled too late')],
      leftovers: [],
    });
    expect(await getVolume(bench, id)).toMatchObject({ migration_status: 'success' });
  });

  test('before the swap is asked: what was made is taken back', async ({ skip }) => {
    const bench = at();
    skip(refusesDirectSwaps(bench), NO_DIRECT_SWAP);
    skip(drivesElsewhere(bench), CANCEL_TRAVELS);
    const id = await bench.own(makeAttachedVolume(bench, 'alpha'));
    const cancel = new AbortController();
    const outcome = await migrate(
      bench,
      { resource_id: id, destination_type: 'beta', swap_method: 'attachment' },
      {
        signal: cancel.signal,
        onProgress: ({ state }) => {
          if (state.endsWith('copyingAttributes')) cancel.abort();
        },
      },
    );
    expect(outcome).toMatchObject({ status: 'CANCELLED', operation: null, volumeId: id, leftovers: [] });
    expect(await attachedTo(bench, bench.vm1)).toContain(id);
  });
}
