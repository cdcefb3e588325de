// Cases: what the specification refuses, with its message and the reasons.
import { expect, test } from 'vitest';
import {
  attachedTo,
  deleteSnapshot,
  makeAttachedVolume,
  makeSnapshot,
  makeVolume,
  migrate,
  setServer,
} from '../bench.ts';
import type { At } from '../tidyBench.ts';

export function describeRefusals(at: At): void {
  const invalid = (code: string, message: string) => ({
    status: 'FAILED',
    operation: null,
    error: { name: 'Invalid', code, message },
    leftovers: [],
  });

  test('another migration_type', async () => {
    const bench = at();
    const id = await bench.own(makeVolume(bench, 'alpha'));
    expect(await migrate(bench, { resource_id: id, migration_type: 'live' })).toMatchObject(
      invalid('UnsupportedMigrationType', "Migration of type 'live' is not supported."),
    );
  });

  test('cold, attached', async () => {
    const bench = at();
    const id = await bench.own(makeAttachedVolume(bench, 'alpha'));
    const outcome = await migrate(bench, {
      resource_id: id,
      migration_type: 'cold',
      destination_type: 'beta',
    });
    expect(outcome).toMatchObject(
      invalid('InvalidStateForColdMigration', 'Invalid state for cold migration'),
    );
    expect(outcome.error?.reasons).toEqual([
      `the volume is attached to server ${bench.vm1}: detach it, or use migration_type swap`,
    ]);
  });

  test('cold, with a snapshot', async () => {
    const bench = at();
    const id = await bench.own(makeVolume(bench, 'alpha'));
    const snapshot = await makeSnapshot(bench, id);
    const outcome = await migrate(bench, {
      resource_id: id,
      migration_type: 'cold',
      destination_node: 'node2@alpha#alpha',
    });
    await deleteSnapshot(bench, snapshot);
    expect(outcome).toMatchObject(
      invalid('InvalidStateForColdMigration', 'Invalid state for cold migration'),
    );
    expect(outcome.error?.reasons).toEqual([`the volume has 1 snapshot (${snapshot}): delete it first`]);
  });

  test('cold, neither node nor type', async () => {
    const bench = at();
    const id = await bench.own(makeVolume(bench, 'alpha'));
    expect(await migrate(bench, { resource_id: id, migration_type: 'cold' })).toMatchObject(
      invalid(
        'DestinationRequired',
        'destination host or destination type is required when migration type is cold',
      ),
    );
  });

  test('cold, to a node where the type cannot live', async () => {
    const bench = at();
    const id = await bench.own(makeVolume(bench, 'alpha'));
    const outcome = await migrate(bench, {
      resource_id: id,
      migration_type: 'cold',
      destination_node: 'node1@beta#beta',
    });
    expect(outcome).toMatchObject(invalid('VolumeTypeMustBeSame', 'Volume type must be same for migrating'));
    expect(outcome.error?.reasons).toEqual([
      'volume type alpha requires volume_backend_name "alpha", but pool node1@beta#beta reports "beta"',
    ]);
  });

  test('cold, to the type that it has', async () => {
    const bench = at();
    const id = await bench.own(makeVolume(bench, 'alpha'));
    expect(
      await migrate(bench, { resource_id: id, migration_type: 'cold', destination_type: 'alpha' }),
    ).toMatchObject(invalid('VolumeTypeMustBeDifferent', 'Volume type must be different for retyping'));
  });

  test('swap without destination_type', async () => {
    const bench = at();
    const id = await bench.own(makeAttachedVolume(bench, 'alpha'));
    expect(await migrate(bench, { resource_id: id })).toMatchObject(
      invalid('DestinationTypeRequired', 'destination type is required when migration type is swap'),
    );
  });

  test('swap, not attached', async () => {
    const bench = at();
    const id = await bench.own(makeVolume(bench, 'alpha'));
    const outcome = await migrate(bench, { resource_id: id, destination_type: 'beta' });
    expect(outcome).toMatchObject(
      invalid('InvalidStateForSwappingVolume', 'Invalid state for swapping volume'),
    );
    expect(outcome.error?.reasons).toEqual(['the volume is not attached: use migration_type cold']);
  });

  test('swap, server stopped', async () => {
    const bench = at();
    const [id = ''] = await attachedTo(bench, bench.vm2);
    await setServer(bench, bench.vm2, 'os-stop', 'stopped');
    const outcome = await migrate(bench, { resource_id: id, destination_type: 'alpha' });
    await setServer(bench, bench.vm2, 'os-start', 'active');
    expect(outcome).toMatchObject(
      invalid('InvalidStateForSwappingVolume', 'Invalid state for swapping volume'),
    );
    expect(outcome.error?.reasons).toEqual([
      `server vm2 (${bench.vm2}): vm_state is stopped; it must be active, paused or resized`,
    ]);
  });
}
