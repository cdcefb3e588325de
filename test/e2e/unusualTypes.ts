// Cases: types that would take a right from the owner, or change what only a detached volume may change.
import { describe, expect, test } from 'vitest';
import { getVolume, makeVolume, makeVolumeOn, migrate } from './bench.ts';
import { pictureOf, reservedOf } from './picture.ts';
import {
  type At,
  expectOwnersRights,
  expectRefused,
  expectSwapRefused,
  makeType,
  setAccess,
  type UnusualBench,
} from './unusualBench.ts';
import type { MadeType, TypeSeed } from './unusualWorld.ts';

const NOT_ALLOWED = { code: 'VolumeTypeNotAllowed' };
const on = (name: string, specs: object = {}) => ({ extraSpecs: { volume_backend_name: name, ...specs } });

const makeTypes = async (bench: UnusualBench, ...seeds: TypeSeed[]): Promise<MadeType[]> =>
  await Promise.all(seeds.map((seed) => makeType(bench, seed)));

export function describeTypes(at: At): void {
  describe("the owner's rights", () => {
    const PRIVATE = { name: 'private', isPublic: false, ...on('beta') };

    test('a private type without access, cold: refused with the command that grants access; then done', async () => {
      const bench = at();
      const [type = { id: '', name: '' }] = await makeTypes(bench, PRIVATE);
      const id = await makeVolume(bench, 'alpha');
      const parameters = { resource_id: id, migration_type: 'cold', destination_type: type.name };
      const command = `openstack volume type set --project ${bench.owner.projectId} ${type.name}`;
      await expectRefused(bench, parameters, { ...NOT_ALLOWED, facts: [command] });
      await expectOwnersRights(bench, id);
      await setAccess(bench, type, 'addProjectAccess');
      expect(await migrate(bench, parameters)).toMatchObject({
        status: 'SUCCEEDED',
        to: { type: type.name },
        leftovers: [],
      });
      await expectOwnersRights(bench, id);
    });

    test('a private type without access, in use: refused', async () => {
      const bench = at();
      const [type = { id: '', name: '' }] = await makeTypes(bench, PRIVATE);
      const id = await makeVolumeOn(bench, bench.vm1, 'alpha');
      const parameters = { resource_id: id, destination_type: type.id };
      const command = `openstack volume type set --project ${bench.owner.projectId}`;
      await expectSwapRefused(bench, parameters, { ...NOT_ALLOWED, facts: [command] });
      await expectOwnersRights(bench, id);
    });

    test('a private type that the project may use, in use: done', async () => {
      const bench = at();
      const [type = { id: '', name: '' }] = await makeTypes(bench, PRIVATE);
      await setAccess(bench, type, 'addProjectAccess');
      const id = await makeVolumeOn(bench, bench.vm1, 'alpha');
      const outcome = await migrate(bench, { resource_id: id, destination_type: type.name });
      expect(outcome).toMatchObject({ status: 'SUCCEEDED', to: { type: type.name }, leftovers: [] });
      await expectOwnersRights(bench, outcome.volumeId);
    });

    test('an access that was withdrawn: refused again', async () => {
      const bench = at();
      const [type = { id: '', name: '' }] = await makeTypes(bench, PRIVATE);
      await setAccess(bench, type, 'addProjectAccess');
      await setAccess(bench, type, 'removeProjectAccess');
      const id = await makeVolume(bench, 'alpha');
      const parameters = { resource_id: id, migration_type: 'cold', destination_type: type.name };
      await expectRefused(bench, parameters, { ...NOT_ALLOWED, facts: [/--project/] });
    });
  });

  describe('front-end QoS', () => {
    const limited = (name: string, iops: string, consumer: 'front-end' | 'back-end' | 'both'): TypeSeed => ({
      name,
      ...on('beta'),
      qos: { consumer, specs: { total_iops_sec: iops } },
    });

    test('that would change in use: refused with the values of both', async () => {
      const bench = at();
      const slow = { ...limited('slow', '101', 'front-end'), ...on('alpha') };
      const [from, to] = await makeTypes(bench, slow, limited('fast', '907', 'front-end'));
      const id = await makeVolumeOn(bench, bench.vm1, from?.name ?? '');
      const parameters = { resource_id: id, destination_type: to?.name ?? '' };
      await expectSwapRefused(bench, parameters, {
        ...NOT_ALLOWED,
        facts: [from?.name ?? '', to?.name ?? '', /QoS/],
      });
    });

    test('that would come in use, for both consumers: refused', async () => {
      const bench = at();
      const [to] = await makeTypes(bench, limited('fast', '907', 'both'));
      const id = await makeVolumeOn(bench, bench.vm1, 'alpha');
      const parameters = { resource_id: id, destination_type: to?.name ?? '' };
      await expectSwapRefused(bench, parameters, { ...NOT_ALLOWED, facts: [to?.name ?? '', /QoS/] });
    });

    test('of the back end, in use: done', async () => {
      const bench = at();
      const [to] = await makeTypes(bench, limited('fast', '907', 'back-end'));
      const id = await makeVolumeOn(bench, bench.vm1, 'alpha');
      expect(await migrate(bench, { resource_id: id, destination_type: to?.name ?? '' })).toMatchObject({
        status: 'SUCCEEDED',
        to: { type: to?.name },
        leftovers: [],
      });
    });

    test('that changes on a detached volume: done', async () => {
      const bench = at();
      const [to] = await makeTypes(bench, limited('fast', '907', 'front-end'));
      const id = await makeVolume(bench, 'alpha');
      const parameters = { resource_id: id, migration_type: 'cold', destination_type: to?.name ?? '' };
      expect(await migrate(bench, parameters)).toMatchObject({ status: 'SUCCEEDED', leftovers: [] });
    });
  });

  describe('multi-attach', () => {
    const SHARED = { name: 'shared', ...on('beta', { multiattach: '<is> True' }) };
    const SHARED_THERE = { name: 'shared', ...on('alpha', { multiattach: '<is> True' }) };
    const PLAIN = { name: 'plain', ...on('alpha') };

    test('that would change in use: refused with both values', async () => {
      const bench = at();
      const [to] = await makeTypes(bench, SHARED);
      const id = await makeVolumeOn(bench, bench.vm1, 'alpha');
      const parameters = { resource_id: id, destination_type: to?.name ?? '' };
      await expectSwapRefused(bench, parameters, {
        ...NOT_ALLOWED,
        facts: [/multi-?attach.* from no to yes/i],
      });
    });

    // The row that a move copies to is created from the old one: Cinder then keeps the old flag with the new
    // type.
    const directions = [
      { title: 'plain to multi-attach, moved', from: PLAIN, to: SHARED, isShared: true },
      { title: 'multi-attach to plain, moved', from: SHARED, to: PLAIN, isShared: false },
      { title: 'plain to multi-attach, in place', from: PLAIN, to: SHARED_THERE, isShared: true },
      { title: 'multi-attach to plain, in place', from: SHARED_THERE, to: PLAIN, isShared: false },
    ];
    test.for(
      directions,
    )('that changes on a detached volume, $title: the flag is right, or the outcome reports it', async ({
      from,
      to,
      isShared,
    }) => {
      const bench = at();
      const [old, type] = await makeTypes(bench, from, to);
      const id = await makeVolume(bench, old?.name ?? '');
      const outcome = await migrate(bench, {
        resource_id: id,
        migration_type: 'cold',
        destination_type: type?.name ?? '',
      });
      expect(outcome).toMatchObject({ status: 'SUCCEEDED', to: { type: type?.name } });
      const { multiattach } = await getVolume(bench, id);
      const told = [...outcome.warnings, ...outcome.leftovers.map(({ why }) => why)].join('\n');
      expect(/multi-?attach/i.test(told)).toBe(multiattach !== isShared);
      expect(reservedOf(await pictureOf(bench, id))).toEqual({});
    });
  });

  describe('the type that the volume has', () => {
    const SAME = { code: 'VolumeTypeMustBeDifferent', message: 'Volume type must be different for retyping' };

    test('cold, by name and by id', async () => {
      const bench = at();
      const [type] = await makeTypes(bench, { name: 'same', ...on('alpha') });
      const id = await makeVolume(bench, type?.name ?? '');
      for (const destination_type of [type?.name ?? '', type?.id ?? '']) {
        const parameters = { resource_id: id, migration_type: 'cold', destination_type };
        await expectRefused(bench, parameters, { ...SAME, facts: [] });
      }
    });

    test('in use, by retype', async () => {
      const bench = at();
      const id = await makeVolumeOn(bench, bench.vm1, 'alpha');
      const parameters = { resource_id: id, destination_type: 'alpha', swap_method: 'retype' } as const;
      await expectRefused(bench, parameters, { ...SAME, facts: [] });
    });
  });
}
