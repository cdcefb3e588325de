// Cases: Cinder's attachment records, if they say more than the volume or something other than Nova.
import { expect, test } from 'vitest';
import { connect, createMemoryStore, findLeftovers, parseCloudConfig } from '../../src/index.ts';
import {
  attach,
  getVolume,
  makeAttachedVolume,
  makeVolume,
  makeVolumeOn,
  migrate,
  NO_DIRECT_SWAP,
} from './bench.ts';
import { until } from './client.ts';
import { rowsOf } from './picture.ts';
import {
  type At,
  act,
  addRow,
  COLD,
  expectFacts,
  expectRefused,
  expectSwapRefused,
  makeType,
  migrateBeside,
  SWAP,
  TO_TYPE,
} from './unusualBench.ts';
import { cloudOf } from './world.ts';

export function describeAttachmentRecords(at: At): void {
  test('a second row that the volume does not show: refused', async () => {
    const bench = at();
    const id = await makeAttachedVolume(bench, 'alpha');
    const row = await addRow(bench, id, bench.vm1);
    expect((await getVolume(bench, id)).attachments).toHaveLength(1);
    expect(await rowsOf(bench, id)).toHaveLength(2);
    const parameters = { resource_id: id, destination_type: 'beta' };
    await expectSwapRefused(bench, parameters, { ...SWAP, facts: [row, 'reserved', bench.vm1] });
  });

  test('a row for another server, by a multi-attach type: refused', async () => {
    const bench = at();
    const shared = { multiattach: '<is> True' };
    const type = await makeType(bench, {
      name: 'shared',
      extraSpecs: { ...shared, volume_backend_name: 'alpha' },
    });
    const other = await makeType(bench, {
      name: 'shared-beta',
      extraSpecs: { ...shared, volume_backend_name: 'beta' },
    });
    const id = await makeVolumeOn(bench, bench.vm1, type.name);
    const row = await addRow(bench, id, bench.vm2);
    expect((await getVolume(bench, id)).attachments).toHaveLength(1);
    const parameters = { resource_id: id, destination_type: other.name };
    await expectSwapRefused(bench, parameters, { ...SWAP, facts: [row, 'reserved', bench.vm2] });
  });

  test('a row without a server, on a detached volume: refused, cold', async () => {
    const bench = at();
    const id = await makeVolume(bench, 'alpha');
    const row = await addRow(bench, id);
    await expectRefused(bench, { resource_id: id, ...TO_TYPE }, { ...COLD, facts: ['reserved', row] });
  });

  test('an attachment that Nova does not know: refused', async () => {
    const bench = at();
    const id = await makeVolume(bench, 'alpha');
    await act(bench, id, {
      'os-attach': { instance_uuid: bench.vm1, mountpoint: '/dev/vdz', mode: 'ro' },
    });
    const parameters = { resource_id: id, destination_type: 'beta' };
    await expectSwapRefused(bench, parameters, { ...SWAP, facts: [/Nova/, bench.vm1] });
    expect(await getVolume(bench, id)).toMatchObject({ status: 'in-use' });
  });

  test('an attachment to a bare host: refused with its name', async () => {
    const bench = at();
    const id = await makeVolume(bench, 'alpha');
    await act(bench, id, {
      'os-attach': { host_name: 'bare-metal-7', mountpoint: '/dev/sdx', mode: 'rw' },
    });
    const parameters = { resource_id: id, destination_type: 'beta' };
    await expectSwapRefused(bench, parameters, { ...SWAP, facts: ['bare-metal-7'] });
  });

  test('an attachment to a bare host: refused with its name, cold', async () => {
    const bench = at();
    const id = await makeVolume(bench, 'alpha');
    await act(bench, id, {
      'os-attach': { host_name: 'bare-metal-7', mountpoint: '/dev/sdx', mode: 'rw' },
    });
    await expectRefused(bench, { resource_id: id, ...TO_TYPE }, { ...COLD, facts: ['bare-metal-7'] });
  });

  test('an attachment that Nova loses after the check: the refused swap is reported with the status it leaves', async ({
    skip,
  }) => {
    const bench = at();
    skip(bench.world.guard === 'always', NO_DIRECT_SWAP);
    const id = await makeAttachedVolume(bench, 'alpha');
    const attachment = `/servers/${bench.vm1}/os-volume_attachments/${id}`;
    const outcome = await migrateBeside(
      bench,
      { resource_id: id, destination_type: 'beta', swap_method: 'attachment' },
      ({ method, path }) => method === 'POST' && path.endsWith('/users'),
      async () => {
        await bench.owner.must('compute', 'DELETE', attachment);
        await until('the volume to be free', async () => {
          return (await getVolume(bench, id)).status === 'available';
        });
        await act(bench, id, {
          'os-attach': { instance_uuid: bench.vm1, mountpoint: '/dev/vdz', mode: 'rw' },
        });
      },
    );
    expect(outcome).toMatchObject({ status: 'FAILED', volumeId: id });
    const { status } = await getVolume(bench, id);
    if (status !== 'in-use') {
      expect(outcome.leftovers).toContainEqual(
        expect.objectContaining({ kind: 'volume', id, why: expect.stringContaining(status) }),
      );
    }
    expectFacts(outcome, [id]);
  });

  test.each([
    'detaching',
    'attaching',
  ])('a volume that is left %s is found among the leftovers', async (status) => {
    const bench = at();
    const id = await makeVolume(bench, 'alpha');
    await act(bench, id, { 'os-reset_status': { status } });
    const cloud = await connect(parseCloudConfig(cloudOf(bench.world, bench.world.admin)));
    const { found } = await findLeftovers(cloud, createMemoryStore(), { limits: { stallAfterMs: 0 } });
    expect(found).toContainEqual(expect.objectContaining({ id, verdict: 'kept' }));
    const evidence = found.find((one) => one.id === id)?.evidence.join('\n');
    expect(evidence).toContain(status);
  });

  test('one row that both services know: the swap is done', async () => {
    const bench = at();
    const id = await makeVolume(bench, 'alpha');
    await attach(bench, bench.vm1, id);
    const checksum = await bench.world.checksum(id);
    const outcome = await migrate(bench, { resource_id: id, destination_type: 'beta' });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', leftovers: [] });
    expect(await rowsOf(bench, outcome.volumeId)).toMatchObject([
      { status: 'attached', instance: bench.vm1 },
    ]);
    expect(await bench.world.checksum(outcome.volumeId)).toBe(checksum);
  });
}
