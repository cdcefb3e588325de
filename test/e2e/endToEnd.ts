// The action end to end, case by case: the same cases on the simulated cloud and on real ones.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  attachedTo,
  type Bench,
  deleteSnapshot,
  getVolume,
  inventory,
  makeAttachedVolume,
  makeSnapshot,
  makeVolume,
  migrate,
  NO_DIRECT_SWAP,
  openBench,
  removeVolumes,
  setServer,
} from './bench.ts';
import { until } from './client.ts';
import type { World } from './world.ts';

/** Declares the cases for one cloud. */
export function describeEndToEnd(title: string, open: () => Promise<World>): void {
  describe(title, () => {
    let bench: Bench;
    let before: Awaited<ReturnType<typeof inventory>>;
    const mine = new Set<string>();
    const own = async (id: Promise<string>): Promise<string> => {
      mine.add(await id);
      return await id;
    };

    beforeAll(async () => {
      bench = await openBench(await open());
    });
    afterAll(async () => await bench.world.close());
    beforeEach(async () => {
      await bench.world.clearFaults();
      await bench.world.setGuard(false);
      before = await inventory(bench);
    });
    // After each: no temporary user, no grant, no stray volume.
    afterEach(async () => {
      await bench.world.clearFaults();
      await removeVolumes(bench, mine);
      mine.clear();
      await until(
        'Cinder to delete what a move left',
        async () => (await inventory(bench)).volumes.length <= before.volumes.length,
        20_000,
      ).catch(() => undefined);
      expect(await inventory(bench)).toEqual(before);
    });

    /** The data is what it was. */
    const keepsData = async (id: string): Promise<(now: string) => Promise<void>> => {
      const checksum = await bench.world.checksum(id);
      return async (now) => expect(await bench.world.checksum(now)).toBe(checksum);
    };
    const always = (): boolean => bench.world.guard === 'always';

    describe('cold migration', () => {
      const moves = [
        ['to a node that the driver moves it to', 'node2@alpha#alpha', 'node2@alpha#alpha'],
        ['to a node whose section name is not its backend name', 'node2@tier9#alpha', 'node2@tier9#alpha'],
        ['to a node given without its pool', 'node2@alpha', 'node2@alpha#alpha'],
      ] as const;
      test.each(moves)('%s', async (_, node, host) => {
        const id = await own(makeVolume(bench, 'alpha'));
        const same = await keepsData(id);
        const outcome = await migrate(bench, {
          resource_id: id,
          migration_type: 'cold',
          destination_node: node,
        });
        expect(outcome).toMatchObject({
          status: 'SUCCEEDED',
          did: 'migrate',
          volumeId: id,
          sourceVolumeId: id,
          from: { host: 'node1@alpha#alpha', type: 'alpha' },
          to: { host, type: 'alpha' },
          warnings: [],
          leftovers: [],
        });
        expect(await getVolume(bench, id)).toMatchObject({
          status: 'available',
          'os-vol-host-attr:host': host,
          migration_status: 'success',
        });
        await same(id);
      });

      test('from a node without a driver of its own: by host copy, and back again', async () => {
        const id = await own(makeVolume(bench, 'alpha'));
        const same = await keepsData(id);
        for (const node of ['node2@tier9#alpha', 'node1@alpha#alpha']) {
          const outcome = await migrate(bench, {
            resource_id: id,
            migration_type: 'cold',
            destination_node: node,
          });
          expect(outcome).toMatchObject({ status: 'SUCCEEDED', to: { host: node }, leftovers: [] });
        }
        await same(id);
      });

      const retypes = [
        ['to a type of another backend', 'beta', { host: 'node1@beta#beta', type: 'beta' }],
        ['to a type of the same backend', 'alpha-gold', { host: 'node1@alpha#alpha', type: 'alpha-gold' }],
      ] as const;
      test.each(retypes)('%s', async (_, type, to) => {
        const id = await own(makeVolume(bench, 'alpha'));
        const same = await keepsData(id);
        const outcome = await migrate(bench, {
          resource_id: id,
          migration_type: 'cold',
          destination_type: type,
        });
        expect(outcome).toMatchObject({
          status: 'SUCCEEDED',
          did: 'retype',
          volumeId: id,
          to,
          warnings: [],
          leftovers: [],
        });
        expect(await getVolume(bench, id)).toMatchObject({ status: 'available', volume_type: type });
        await same(id);
      });

      test('to a type given by its id, after an earlier migration whose success is still shown', async () => {
        const id = await own(makeVolume(bench, 'alpha'));
        await migrate(bench, {
          resource_id: id,
          migration_type: 'cold',
          destination_node: 'node2@alpha#alpha',
        });
        const { volume_types } = await bench.admin.must('volumev3', 'GET', '/types');
        const gold = volume_types.find(({ name }: { name: string }) => name === 'alpha-gold').id;
        const outcome = await migrate(bench, {
          resource_id: id,
          migration_type: 'cold',
          destination_type: gold,
        });
        expect(outcome).toMatchObject({
          status: 'SUCCEEDED',
          did: 'retype',
          to: { host: 'node2@alpha#alpha', type: 'alpha-gold' },
        });
      });

      test('with node and type: the node wins, and a warning says so', async () => {
        const id = await own(makeVolume(bench, 'alpha'));
        const both = { destination_node: 'node2@alpha#alpha', destination_type: 'beta' };
        const outcome = await migrate(bench, { resource_id: id, migration_type: 'cold', ...both });
        expect(outcome).toMatchObject({ status: 'SUCCEEDED', did: 'migrate', to: { type: 'alpha' } });
        expect(outcome.warnings).toEqual([
          'destination_type is ignored: a cold migration with a destination_node migrates',
        ]);
      });
    });

    describe('swap', () => {
      test('by attachment, a data volume with all that it bears', async () => {
        const changes = { metadata: { purpose: 'ledger' } };
        const id = await own(makeAttachedVolume(bench, 'alpha', changes));
        const same = await keepsData(id);
        const outcome = await migrate(bench, {
          resource_id: id,
          destination_type: 'beta',
          swap_method: 'attachment',
        });
        if (always()) {
          expect(outcome).toMatchObject({
            status: 'FAILED',
            did: null,
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
        mine.add(outcome.volumeId);
        expect(outcome).toMatchObject({
          status: 'SUCCEEDED',
          did: 'swap',
          sourceVolumeId: id,
          to: { host: 'node1@beta#beta', type: 'beta' },
          leftovers: [],
        });
        expect(outcome.volumeId).not.toBe(id);
        expect(outcome.warnings).toEqual([
          expect.stringContaining('gives the volume a new id'),
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
        skip(always(), NO_DIRECT_SWAP);
        const [root = ''] = await attachedTo(bench, bench.vm1);
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
          did: 'swap',
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
        expect((await attachedTo(bench, bench.vm1))[0]).toBe(outcome.volumeId);
        // The root volume has another id now: that is the swap's nature, not something left.
        before = {
          ...before,
          volumes: before.volumes.map((one) => (one === root ? outcome.volumeId : one)).sort(),
        };
      });

      test('by auto where Nova takes a direct swap: the five steps', async ({ skip }) => {
        skip(always(), NO_DIRECT_SWAP);
        const id = await own(makeAttachedVolume(bench, 'alpha'));
        const same = await keepsData(id);
        const outcome = await migrate(bench, { resource_id: id, destination_type: 'beta' });
        mine.add(outcome.volumeId);
        expect(outcome).toMatchObject({ status: 'SUCCEEDED', did: 'swap', leftovers: [] });
        await same(outcome.volumeId);
      });

      test('by auto where Nova is guarded: an in-use retype, the volume keeps its id', async () => {
        await bench.world.setGuard(true);
        const id = await own(makeAttachedVolume(bench, 'alpha'));
        const same = await keepsData(id);
        const outcome = await migrate(bench, { resource_id: id, destination_type: 'beta' });
        expect(outcome).toMatchObject({
          status: 'SUCCEEDED',
          did: 'retype',
          volumeId: id,
          to: { host: 'node1@beta#beta', type: 'beta' },
          warnings: [],
          leftovers: [],
        });
        expect(await attachedTo(bench, bench.vm1)).toContain(id);
        expect(await getVolume(bench, id)).toMatchObject({
          status: 'in-use',
          attachments: [{ server_id: bench.vm1 }],
        });
        await same(id);
      });

      test('by retype', async () => {
        const id = await own(makeAttachedVolume(bench, 'alpha'));
        const outcome = await migrate(bench, {
          resource_id: id,
          destination_type: 'beta',
          swap_method: 'retype',
        });
        expect(outcome).toMatchObject({
          status: 'SUCCEEDED',
          did: 'retype',
          volumeId: id,
          to: { type: 'beta' },
        });
      });

      test('by auto with an old migration_status, of which the probe says nothing: an in-use retype', async () => {
        const id = await own(makeVolume(bench, 'alpha'));
        await migrate(bench, {
          resource_id: id,
          migration_type: 'cold',
          destination_node: 'node2@alpha#alpha',
        });
        await bench.owner.must('compute', 'POST', `/servers/${bench.vm1}/os-volume_attachments`, {
          volumeAttachment: { volumeId: id },
        });
        await until('the attachment', async () => (await getVolume(bench, id)).attachments.length === 1);
        const outcome = await migrate(bench, { resource_id: id, destination_type: 'beta' });
        expect(outcome).toMatchObject({ status: 'SUCCEEDED', did: 'retype', volumeId: id });
      });

      test('with a destination_node: it is ignored, and a warning says so', async () => {
        const id = await own(makeAttachedVolume(bench, 'alpha'));
        const outcome = await migrate(bench, {
          resource_id: id,
          destination_type: 'beta',
          destination_node: 'x@y#z',
          swap_method: 'retype',
        });
        expect(outcome.status).toBe('SUCCEEDED');
        expect(outcome.warnings).toEqual([
          'destination_node is ignored: the scheduler chooses the node of a swap',
        ]);
      });
    });

    describe('refused, as the specification says', () => {
      const invalid = (code: string, message: string) => ({
        status: 'FAILED',
        did: null,
        error: { name: 'Invalid', code, message },
        leftovers: [],
      });

      test('another migration_type', async () => {
        const id = await own(makeVolume(bench, 'alpha'));
        expect(await migrate(bench, { resource_id: id, migration_type: 'live' })).toMatchObject(
          invalid('UnsupportedMigrationType', "Migration of type 'live' is not supported."),
        );
      });

      test('cold, attached', async () => {
        const id = await own(makeAttachedVolume(bench, 'alpha'));
        const outcome = await migrate(bench, {
          resource_id: id,
          migration_type: 'cold',
          destination_type: 'beta',
        });
        expect(outcome).toMatchObject(
          invalid('InvalidStateForColdMigration', 'Invalid state for cold migration'),
        );
        expect(outcome.error?.reasons).toEqual([
          `is attached to server ${bench.vm1}: detach it, or use migration_type swap`,
        ]);
      });

      test('cold, with a snapshot', async () => {
        const id = await own(makeVolume(bench, 'alpha'));
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
        expect(outcome.error?.reasons).toEqual([`has 1 snapshot (${snapshot}): delete them first`]);
      });

      test('cold, neither node nor type', async () => {
        const id = await own(makeVolume(bench, 'alpha'));
        expect(await migrate(bench, { resource_id: id, migration_type: 'cold' })).toMatchObject(
          invalid(
            'DestinationRequired',
            'destination host or destination type is required when migration type is cold',
          ),
        );
      });

      test('cold, to a node where the type cannot live', async () => {
        const id = await own(makeVolume(bench, 'alpha'));
        const outcome = await migrate(bench, {
          resource_id: id,
          migration_type: 'cold',
          destination_node: 'node1@beta#beta',
        });
        expect(outcome).toMatchObject(
          invalid('VolumeTypeMustBeSame', 'Volume type must be same for migrating'),
        );
        expect(outcome.error?.reasons).toEqual([
          'volume type alpha asks for volume_backend_name "alpha", pool node1@beta#beta reports "beta"',
        ]);
      });

      test('cold, to the type that it has', async () => {
        const id = await own(makeVolume(bench, 'alpha'));
        expect(
          await migrate(bench, { resource_id: id, migration_type: 'cold', destination_type: 'alpha' }),
        ).toMatchObject(invalid('VolumeTypeMustBeDifferent', 'Volume type must be different for retyping'));
      });

      test('swap without destination_type', async () => {
        const id = await own(makeAttachedVolume(bench, 'alpha'));
        expect(await migrate(bench, { resource_id: id })).toMatchObject(
          invalid('DestinationTypeRequired', 'destination type is required when migration type is swap'),
        );
      });

      test('swap, not attached', async () => {
        const id = await own(makeVolume(bench, 'alpha'));
        const outcome = await migrate(bench, { resource_id: id, destination_type: 'beta' });
        expect(outcome).toMatchObject(
          invalid('InvalidStateForSwappingVolume', 'Invalid state for swapping volume'),
        );
        expect(outcome.error?.reasons).toEqual(['is not attached: use migration_type cold']);
      });

      test('swap, server stopped', async () => {
        const [id = ''] = await attachedTo(bench, bench.vm2);
        await setServer(bench, bench.vm2, 'os-stop', 'stopped');
        const outcome = await migrate(bench, { resource_id: id, destination_type: 'alpha' });
        await setServer(bench, bench.vm2, 'os-start', 'active');
        expect(outcome).toMatchObject(
          invalid('InvalidStateForSwappingVolume', 'Invalid state for swapping volume'),
        );
        expect(outcome.error?.reasons).toEqual([
          `server ${bench.vm2}: vm_state is stopped, it must be active, paused or resized`,
        ]);
      });
    });

    describe('failed, with reasons that help', () => {
      test.each([
        ['the pool', 'node1@alpha#alpha', ''],
        ['the backend', 'node1@alpha', ': to move it within its backend, name the pool'],
      ])('cold, to %s where it is', async (_, destination_node, remedy) => {
        const id = await own(makeVolume(bench, 'alpha'));
        const outcome = await migrate(bench, { resource_id: id, migration_type: 'cold', destination_node });
        expect(outcome).toMatchObject({
          ...{ status: 'FAILED', did: null, leftovers: [] },
          error: {
            code: 'DestinationNodeMustBeDifferent',
            message: 'Destination node must be different for migrating',
          },
        });
        expect(outcome.error?.reasons).toEqual([`the volume is on node1@alpha#alpha already${remedy}`]);
      });

      const unknown = '00000000-0000-4000-8000-000000000000';
      const missing = [
        [
          'the volume',
          { resource_id: unknown, migration_type: 'cold', destination_type: 'beta' },
          `Volume ${unknown} not found`,
        ],
        [
          'the node',
          { migration_type: 'cold', destination_node: 'node9@alpha#alpha' },
          'Pool node9@alpha#alpha not found',
        ],
        ['the type', { migration_type: 'cold', destination_type: 'gamma' }, 'Volume type gamma not found'],
      ] as const;
      test.each(missing)('%s is unknown', async (_, parameters, message) => {
        const id = await own(makeVolume(bench, 'alpha'));
        const outcome = await migrate(bench, { resource_id: id, ...parameters });
        expect(outcome).toMatchObject({ status: 'FAILED', did: null, error: { message } });
      });

      test('retype to a type that no backend serves', async () => {
        const id = await own(makeVolume(bench, 'alpha'));
        const outcome = await migrate(bench, {
          resource_id: id,
          migration_type: 'cold',
          destination_type: 'nowhere',
        });
        expect(outcome).toMatchObject({
          status: 'FAILED',
          did: null,
          volumeId: id,
          to: { type: 'alpha' },
          error: { code: 'NoPlaceForVolume' },
          leftovers: [],
        });
        expect(outcome.error?.reasons[0]).toMatch(
          /^no pool serves volume type nowhere \(volume_backend_name=no-such-backend\); pools: /,
        );
      });

      test('the backend fails to migrate', async () => {
        const id = await own(makeVolume(bench, 'alpha'));
        const same = await keepsData(id);
        await bench.world.putFault('node1@alpha', 'migrate_volume', { raise: 'planted' });
        await bench.world.putFault('node2@alpha', 'create_volume', { raise: 'planted' });
        const outcome = await migrate(bench, {
          resource_id: id,
          migration_type: 'cold',
          destination_node: 'node2@alpha#alpha',
        });
        expect(outcome).toMatchObject({
          status: 'FAILED',
          did: 'migrate',
          to: { host: 'node1@alpha#alpha' },
          error: { code: 'MigrationFailed' },
        });
        await same(id);
      });

      test('a swap whose destination cannot be made: nothing is left, and Cinder’s own words are told', async ({
        skip,
      }) => {
        skip(always(), NO_DIRECT_SWAP);
        const id = await own(makeAttachedVolume(bench, 'alpha'));
        for (const backend of ['node1@beta', 'node2@beta'])
          await bench.world.putFault(backend, 'create_volume', { raise: 'planted' });
        const outcome = await migrate(bench, {
          resource_id: id,
          destination_type: 'beta',
          swap_method: 'attachment',
        });
        expect(outcome).toMatchObject({
          status: 'FAILED',
          did: null,
          error: { code: 'DestinationVolumeFailed' },
          leftovers: [],
        });
        expect(outcome.error?.reasons.join('\n')).toContain('schedule allocate volume');
      });

      test('a swap whose copy Nova fails: the source stays attached, both volumes stay and are named', async ({
        skip,
      }) => {
        skip(always(), NO_DIRECT_SWAP);
        const id = await own(makeAttachedVolume(bench, 'alpha'));
        const same = await keepsData(id);
        await bench.world.putFault('nova', 'swap_volume', { raise: 'planted' });
        const outcome = await migrate(bench, {
          resource_id: id,
          destination_type: 'beta',
          swap_method: 'attachment',
        });
        for (const { kind, id: left } of outcome.leftovers) if (kind === 'volume') mine.add(left);
        expect(outcome).toMatchObject({
          status: 'FAILED',
          did: 'swap',
          volumeId: id,
          error: { code: 'SwapFailed' },
          leftovers: [
            { kind: 'volume', id },
            { kind: 'volume', why: expect.stringContaining('destination of a swap that is not proven') },
          ],
        });
        expect(await attachedTo(bench, bench.vm1)).toContain(id);
        expect((await inventory(bench)).users).toEqual(before.users);
        await same(id);
      });

      test('an in-use retype whose copy Nova fails: the volume stays as it was', async () => {
        const id = await own(makeAttachedVolume(bench, 'alpha'));
        const same = await keepsData(id);
        await bench.world.putFault('nova', 'swap_volume', { raise: 'planted' });
        const outcome = await migrate(bench, {
          resource_id: id,
          destination_type: 'beta',
          swap_method: 'retype',
        });
        expect(outcome).toMatchObject({
          status: 'FAILED',
          did: 'retype',
          to: { type: 'alpha' },
          error: { code: 'RetypeFailed' },
        });
        // Cinder counts the retype as done once it has asked Nova; the project may have quota reserved by others.
        expect(outcome.leftovers.filter(({ kind }) => kind !== 'reservation')).toEqual([]);
        expect(await attachedTo(bench, bench.vm1)).toContain(id);
        await same(id);
      });
    });

    describe('cancel', () => {
      test('before any change: nothing is done', async () => {
        const id = await own(makeVolume(bench, 'alpha'));
        const outcome = await migrate(
          bench,
          { resource_id: id, migration_type: 'cold', destination_type: 'beta' },
          { signal: AbortSignal.abort() },
        );
        expect(outcome).toMatchObject({ status: 'CANCELLED', did: null, leftovers: [], warnings: [] });
      });

      test('while Cinder moves the data: it goes on, and the outcome says so', async () => {
        const id = await own(makeVolume(bench, 'alpha'));
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
          status: 'CANCELLED',
          did: 'migrate',
          leftovers: [{ kind: 'migration', id }],
        });
        await until(
          'the migration to end',
          async () => (await getVolume(bench, id)).migration_status === 'success',
        );
      });

      test('before the swap is asked: what was made is taken back', async ({ skip }) => {
        skip(always(), NO_DIRECT_SWAP);
        const id = await own(makeAttachedVolume(bench, 'alpha'));
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
        expect(outcome).toMatchObject({ status: 'CANCELLED', did: null, volumeId: id, leftovers: [] });
        expect(await attachedTo(bench, bench.vm1)).toContain(id);
      });
    });
  });
}
