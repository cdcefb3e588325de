// Cases: migration_type migrate, of a detached volume and of an attached one, which Cinder moves through Nova.
import { expect, test } from 'vitest';
import {
  attachedTo,
  deleteSnapshot,
  getVolume,
  makeAttachedVolume,
  makeSnapshot,
  makeVolume,
  makeVolumeOn,
  migrate,
  migrateToFailure,
  rootOf,
  setServer,
} from '../bench.ts';
import { until } from '../client.ts';
import { type At, keepsData, type TidyBench } from '../tidyBench.ts';

const NODE = 'node2@alpha#alpha';

const toNode = (bench: TidyBench, id: string, node = NODE, by = migrate) =>
  by(bench, { resource_id: id, migration_type: 'migrate', destination_node: node });

const failing = (bench: TidyBench, id: string) => toNode(bench, id, NODE, migrateToFailure);

export function describeMigrate(at: At): void {
  test('a detached volume, like a cold migration', async () => {
    const bench = at();
    const id = await bench.own(makeVolume(bench, 'alpha'));
    const same = await keepsData(bench, id);
    expect(await toNode(bench, id)).toMatchObject({
      ...{ status: 'SUCCEEDED', operation: 'migrate', volumeId: id, sourceVolumeId: id },
      from: { host: 'node1@alpha#alpha', type: 'alpha' },
      to: { host: NODE, type: 'alpha' },
      ...{ warnings: [], leftovers: [] },
    });
    await same(id);
  });

  test('an attached data volume: there and back, and it stays attached', async () => {
    const bench = at();
    const id = await bench.own(makeAttachedVolume(bench, 'alpha', { metadata: { purpose: 'ledger' } }));
    const same = await keepsData(bench, id);
    for (const node of [NODE, 'node1@alpha#alpha']) {
      expect(await toNode(bench, id, node)).toMatchObject({
        ...{ status: 'SUCCEEDED', operation: 'migrate', volumeId: id, sourceVolumeId: id },
        to: { host: node, type: 'alpha' },
        ...{ warnings: [], leftovers: [] },
      });
      await same(id);
    }
    expect(await attachedTo(bench, bench.vm1)).toContain(id);
    expect(await getVolume(bench, id)).toMatchObject({
      ...{ status: 'in-use', migration_status: 'success', volume_type: 'alpha' },
      metadata: { purpose: 'ledger' },
      attachments: [{ server_id: bench.vm1 }],
    });
  });

  test('an attached root volume: bootable as before', async () => {
    const bench = at();
    const root = await rootOf(bench, bench.vm1);
    const { 'os-vol-host-attr:host': home, volume_type } = await getVolume(bench, root);
    const backend = home.split('@')[1];
    const away = home.startsWith('node1') ? `node2@${backend}` : `node1@${backend}`;
    const same = await keepsData(bench, root);
    for (const node of [away, home]) {
      const outcome = await toNode(bench, root, node);
      expect(outcome).toMatchObject({
        ...{ status: 'SUCCEEDED', operation: 'migrate', volumeId: root },
        ...{ to: { host: node, type: volume_type }, warnings: [], leftovers: [] },
      });
      expect(await getVolume(bench, root)).toMatchObject({ status: 'in-use', bootable: 'true' });
      await same(root);
    }
    expect(await rootOf(bench, bench.vm1)).toBe(root);
    // As it was: with an old migration_status, other cases could not swap it by attachment.
    await bench.admin.must('volumev3', 'POST', `/volumes/${root}/action`, {
      'os-reset_status': { migration_status: 'none' },
    });
    expect((await getVolume(bench, root)).migration_status).toBeNull();
  });

  test.each([
    ['the destination cannot be connected to', 'node2@alpha', 'initialize_connection'],
    ['the destination cannot be created', 'node2@alpha', 'create_volume'],
    ['Nova cannot copy', 'nova', 'swap_volume'],
  ])('attached: %s: the volume stays where it is, attached, and can be moved again', async (_, where, what) => {
    const bench = at();
    const id = await bench.own(makeAttachedVolume(bench, 'alpha'));
    const same = await keepsData(bench, id);
    await bench.world.putFault(where, what, { raise: 'planted' });
    expect(await failing(bench, id)).toMatchObject({
      ...{ status: 'FAILED', operation: 'migrate', to: { host: 'node1@alpha#alpha' } },
      ...{ error: { code: 'MigrationFailed' }, leftovers: [] },
    });
    await bench.world.clearFaults();
    expect(await attachedTo(bench, bench.vm1)).toContain(id);
    expect(await toNode(bench, id)).toMatchObject({ status: 'SUCCEEDED', to: { host: NODE } });
    await same(id);
  });

  test('attached: detached before Nova is asked: the reasons say what Cinder shows and how it is repaired', async () => {
    const bench = at();
    const id = await bench.own(makeAttachedVolume(bench, 'alpha'));
    await bench.world.putFault('node2@alpha', 'create_volume', { delay: 3, count: 1 });
    const run = failing(bench, id);
    await until('the target to be made', async () => {
      return (await getVolume(bench, id)).migration_status === 'migrating';
    });
    await bench.owner.must('compute', 'DELETE', `/servers/${bench.vm1}/os-volume_attachments/${id}`);
    const outcome = await run;
    expect(outcome).toMatchObject({ status: 'FAILED', error: { code: 'MigrationFailed' } });
    expect(outcome.error?.reasons.join('\n')).toMatch(/in-use without an attachment.*os-detach/);
    await bench.admin.must('volumev3', 'POST', `/volumes/${id}/action`, { 'os-detach': {} });
    await until(
      'the volume to be available',
      async () => (await getVolume(bench, id)).status === 'available',
    );
  });

  test('attached: detached while Nova copies: it arrives, detached, with a warning', async () => {
    const bench = at();
    const id = await bench.own(makeAttachedVolume(bench, 'alpha'));
    const same = await keepsData(bench, id);
    await bench.world.putFault('nova', 'swap_volume', { delay: 3, count: 1 });
    const run = toNode(bench, id);
    await until('Nova to copy', async () => {
      const { instanceActions } = await bench.admin.must(
        'compute',
        'GET',
        `/servers/${bench.vm1}/os-instance-actions`,
      );
      const [newest] = instanceActions;
      return newest.action === 'swap_volume' && newest.message === null;
    });
    await bench.owner.call('compute', 'DELETE', `/servers/${bench.vm1}/os-volume_attachments/${id}`);
    expect(await run).toMatchObject({
      ...{ status: 'SUCCEEDED', to: { host: NODE }, leftovers: [] },
    });
    await until('the volume to be detached', async () => {
      return (await getVolume(bench, id)).status === 'available';
    });
    await same(id);
  });

  test('refused before anything changes, with every reason', async () => {
    const bench = at();
    const [id, other] = [
      await bench.own(makeVolumeOn(bench, bench.vm2, 'alpha')),
      await bench.own(makeVolumeOn(bench, bench.vm2, 'alpha')),
    ];
    const snapshot = await makeSnapshot(bench, id);
    await bench.world.putFault('nova', 'swap_volume', { delay: 4, count: 1 });
    const moving = toNode(bench, other);
    await until('the other volume to move', async () => {
      return (await getVolume(bench, other)).migration_status === 'migrating';
    });
    const refused = await toNode(bench, id);
    expect(refused).toMatchObject({
      ...{ status: 'FAILED', operation: null, leftovers: [] },
      error: { code: 'InvalidStateForMigratingVolume', message: 'Invalid state for migrating volume' },
    });
    expect(refused.error?.reasons.join('\n')).toContain(`volume ${other} of the same server is being moved`);
    expect(refused.error?.reasons.join('\n')).toContain(snapshot);
    expect(await moving).toMatchObject({ status: 'SUCCEEDED' });
    await setServer(bench, bench.vm2, 'os-stop', 'stopped');
    const stopped = await toNode(bench, id);
    await setServer(bench, bench.vm2, 'os-start', 'active');
    await deleteSnapshot(bench, snapshot);
    expect(stopped.error?.reasons.join('\n')).toContain('vm_state is stopped');
  });

  test.each([
    ['without a node', undefined, 'destination node is required when migration type is migrate'],
    ['to a backend without its pool', 'node2@alpha', 'destination_node node2@alpha does not name a pool'],
    ['to a pool that its type does not allow', 'node1@beta#beta', 'Volume type must be same for migrating'],
    ['to where it is', 'node1@alpha#alpha', 'Destination node must be different for migrating'],
  ])('refused %s', async (_, destination_node, message) => {
    const bench = at();
    const id = await bench.own(makeAttachedVolume(bench, 'alpha'));
    const outcome = await migrate(bench, { resource_id: id, migration_type: 'migrate', destination_node });
    expect(outcome).toMatchObject({ status: 'FAILED', operation: null, error: { message }, leftovers: [] });
  });
}
