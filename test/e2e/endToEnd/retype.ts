// Cases: migration_type retype, of a detached volume and of an attached one.
import { expect, test } from 'vitest';
import {
  attachedTo,
  deleteSnapshot,
  getVolume,
  makeAttachedVolume,
  makeSnapshot,
  makeVolume,
  migrate,
} from '../bench.ts';
import { type At, keepsData, type TidyBench } from '../tidyBench.ts';

const toType = (bench: TidyBench, id: string, type: string) =>
  migrate(bench, { resource_id: id, migration_type: 'retype', destination_type: type });

export function describeRetype(at: At): void {
  test('a detached volume, like a cold retype', async () => {
    const bench = at();
    const id = await bench.own(makeVolume(bench, 'alpha'));
    const same = await keepsData(bench, id);
    expect(await toType(bench, id, 'beta')).toMatchObject({
      ...{ status: 'SUCCEEDED', operation: 'retype', volumeId: id },
      to: { host: 'node1@beta#beta', type: 'beta' },
      ...{ warnings: [], leftovers: [] },
    });
    await same(id);
  });

  test('an attached volume: it keeps its id and its attachment', async () => {
    const bench = at();
    const id = await bench.own(makeAttachedVolume(bench, 'alpha'));
    const same = await keepsData(bench, id);
    expect(await toType(bench, id, 'beta')).toMatchObject({
      ...{ status: 'SUCCEEDED', operation: 'retype', volumeId: id },
      to: { host: 'node1@beta#beta', type: 'beta' },
      ...{ warnings: [], leftovers: [] },
    });
    expect(await attachedTo(bench, bench.vm1)).toContain(id);
    expect(await getVolume(bench, id)).toMatchObject({ attachments: [{ server_id: bench.vm1 }] });
    await same(id);
  });

  test('with a snapshot: in its place where the pool serves the type, refused where it would have to move', async () => {
    const bench = at();
    const id = await bench.own(makeVolume(bench, 'alpha-gold'));
    const snapshot = await makeSnapshot(bench, id);
    const moved = await toType(bench, id, 'beta');
    const stayed = await toType(bench, id, 'alpha');
    await deleteSnapshot(bench, snapshot);
    expect(moved).toMatchObject({ status: 'FAILED', operation: null, error: { code: 'NoPlaceForVolume' } });
    expect(moved.error?.reasons.join('\n')).toContain(snapshot);
    expect(stayed).toMatchObject({ status: 'SUCCEEDED', operation: 'retype', to: { type: 'alpha' } });
  });

  test.each([
    ['without a type', undefined, 'destination type is required when migration type is retype'],
    ['to its own type', 'alpha', 'Volume type must be different for retyping'],
  ])('refused %s', async (_, destination_type, message) => {
    const bench = at();
    const id = await bench.own(makeAttachedVolume(bench, 'alpha'));
    const outcome = await migrate(bench, { resource_id: id, migration_type: 'retype', destination_type });
    expect(outcome).toMatchObject({ status: 'FAILED', operation: null, error: { message }, leftovers: [] });
  });
}
