// Cases: what Cinder's scheduler would refuse is refused first; what a driver refuses is reported in full.
import { describe, expect, test } from 'vitest';
import { connect, createMemoryStore, findLeftovers, parseCloudConfig } from '../../src/index.ts';
import { getVolume, makeSnapshot, makeVolume, makeVolumeOn, migrate, NO_DIRECT_SWAP } from './bench.ts';
import { pictureOf, reservedOf } from './picture.ts';
import { type At, expectRefused, makeType, TO_TYPE, type UnusualBench } from './unusualBench.ts';
import { cloudOf } from './world.ts';

const NO_PLACE = { code: 'NoPlaceForVolume' };
const SHARED = { multiattach: '<is> True' };
const cold = (resource_id: string, destination_type: string) => ({
  resource_id,
  migration_type: 'cold',
  destination_type,
});

/** No backend of type beta creates a volume, and none of type alpha copies one. */
async function breakDrivers(bench: UnusualBench): Promise<void> {
  for (const host of ['node1@beta', 'node2@beta'])
    await bench.world.putFault(host, 'create_volume', { raise: 'planted' });
  await bench.world.putFault('node1@alpha', 'migrate_volume', { raise: 'planted' });
}

export function describePlaces(at: At): void {
  test('a multi-attach type that no pool serves, cold: the flag does not flip', async () => {
    const bench = at();
    const extraSpecs = { ...SHARED, volume_backend_name: 'nobody' };
    const type = await makeType(bench, { name: 'shared-nowhere', extraSpecs });
    const id = await makeVolume(bench, 'alpha');
    await expectRefused(bench, cold(id, type.name), { ...NO_PLACE, facts: [type.name] });
    expect(await getVolume(bench, id)).toMatchObject({ multiattach: false });
  });

  test('a plain type that no pool serves, for a multi-attach volume: the flag stays', async () => {
    const bench = at();
    const extraSpecs = { ...SHARED, volume_backend_name: 'alpha' };
    const type = await makeType(bench, { name: 'shared', extraSpecs });
    const id = await makeVolume(bench, type.name);
    await expectRefused(bench, cold(id, 'nowhere'), { ...NO_PLACE, facts: ['nowhere'] });
    expect(await getVolume(bench, id)).toMatchObject({ multiattach: true });
  });

  test('a type that no pool serves, three times: no reservation is left', async () => {
    const bench = at();
    const id = await makeVolume(bench, 'alpha');
    for (let attempt = 0; attempt < 3; attempt += 1)
      await expectRefused(bench, cold(id, 'nowhere'), { ...NO_PLACE, facts: ['no-such-backend'] });
    expect(reservedOf(await pictureOf(bench, id))).toEqual({});
  });

  const methods = [
    ['auto', 'NoPlaceForVolume'],
    ['retype', 'NoPlaceForVolume'],
    ['attachment', 'SourceCannotBeReplaced'],
  ] as const;
  test.for(methods)('a type that no pool serves, in use, by %s: refused before the first change', async ([
    swap_method,
    code,
  ], { skip }) => {
    const bench = at();
    skip(swap_method === 'attachment' && bench.world.guard === 'always', NO_DIRECT_SWAP);
    const id = await makeVolumeOn(bench, bench.vm1, 'alpha');
    const parameters = { resource_id: id, destination_type: 'nowhere', swap_method };
    await expectRefused(bench, parameters, { code, facts: ['nowhere'] });
  });

  test('a zone that no pool is in: refused', async () => {
    const bench = at();
    const extraSpecs = { volume_backend_name: 'beta', 'RESKEY:availability_zones': 'mars' };
    const type = await makeType(bench, { name: 'zoned', extraSpecs });
    const id = await makeVolume(bench, 'alpha');
    await expectRefused(bench, cold(id, type.name), { ...NO_PLACE, facts: ['mars'] });
  });

  test('zones of which one has a pool: done', async () => {
    const bench = at();
    const extraSpecs = { volume_backend_name: 'beta', 'RESKEY:availability_zones': 'mars,nova' };
    const type = await makeType(bench, { name: 'zoned', extraSpecs });
    const id = await makeVolume(bench, 'alpha');
    expect(await migrate(bench, cold(id, type.name))).toMatchObject({ status: 'SUCCEEDED', leftovers: [] });
  });

  test('a volume larger than any pool of the type: refused', async () => {
    const bench = at();
    const id = await makeVolume(bench, 'alpha');
    await bench.world.setVolumeRow(id, { sizeGib: 3_000 });
    await expectRefused(bench, cold(id, 'beta'), { ...NO_PLACE, facts: ['3000'] }).finally(
      async () => await bench.world.setVolumeRow(id, { sizeGib: 1 }),
    );
  });

  test('snapshots that would have to move, in use: refused', async () => {
    const bench = at();
    const id = await makeVolumeOn(bench, bench.vm1, 'alpha');
    const snapshot = await makeSnapshot(bench, id);
    const parameters = { resource_id: id, destination_type: 'beta', swap_method: 'retype' } as const;
    await expectRefused(bench, parameters, { ...NO_PLACE, facts: [snapshot] });
  });

  test('snapshots that can stay where they are, in use: done', async () => {
    const bench = at();
    const id = await makeVolumeOn(bench, bench.vm1, 'alpha');
    await makeSnapshot(bench, id);
    const outcome = await migrate(bench, {
      resource_id: id,
      destination_type: 'alpha-gold',
      swap_method: 'retype',
    });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', to: { type: 'alpha-gold' }, leftovers: [] });
  });

  describe('a driver that fails nevertheless', () => {
    test('the reservation is reported with project, quota and amount, and listed among the leftovers', async () => {
      const bench = at();
      const id = await makeVolume(bench, 'alpha');
      await breakDrivers(bench);
      const outcome = await migrate(bench, { resource_id: id, ...TO_TYPE });
      expect(outcome).toMatchObject({
        status: 'FAILED',
        operation: 'retype',
        error: { code: 'RetypeFailed' },
      });
      expect(reservedOf(await pictureOf(bench, id))).toEqual({ volumes_beta: 1, gigabytes_beta: 1 });
      const told = outcome.leftovers.filter(({ kind }) => (kind as string) === 'reservation');
      expect(told).toHaveLength(1);
      for (const fact of [bench.owner.projectId, 'volumes_beta', 'gigabytes_beta', '1'])
        expect(told[0]?.why).toContain(fact);
      const cloud = await connect(parseCloudConfig(cloudOf(bench.world, bench.world.admin)));
      const { found } = await findLeftovers(cloud, createMemoryStore());
      const reservations = found.filter(({ kind }) => (kind as string) === 'reservation');
      const lines = reservations.map(({ id: project, evidence }) => [project, ...evidence].join('\n'));
      expect(lines.join('\n')).toContain(bench.owner.projectId);
      expect(lines.join('\n')).toContain('volumes_beta');
    });

    test('a flag that it leaves changed is reported', async () => {
      const bench = at();
      const extraSpecs = { ...SHARED, volume_backend_name: 'beta' };
      const type = await makeType(bench, { name: 'shared', extraSpecs });
      const id = await makeVolume(bench, 'alpha');
      await breakDrivers(bench);
      const outcome = await migrate(bench, cold(id, type.name));
      expect(outcome).toMatchObject({ status: 'FAILED', error: { code: 'RetypeFailed' } });
      expect(await getVolume(bench, id)).toMatchObject({ volume_type: 'alpha', multiattach: true });
      expect(outcome.leftovers).toContainEqual(
        expect.objectContaining({ kind: 'volume', id, why: expect.stringMatching(/multi-?attach/i) }),
      );
    });
  });
}
