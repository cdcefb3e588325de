// Cases: Cinder shows the volume as free while Nova has a server that uses it, or has shelved it.
import { expect, test } from 'vitest';
import { makeVolume, makeVolumeOn, migrate } from './bench.ts';
import { pictureOf, rowsOf } from './picture.ts';
import {
  type At,
  act,
  COLD,
  expectRefused,
  expectSwapRefused,
  SWAP,
  TO_NODE,
  TO_TYPE,
  type UnusualBench,
} from './unusualBench.ts';

const COURSES = [
  ['a migration', TO_NODE],
  ['a retype', TO_TYPE],
] as const;

/** A server with a volume that Cinder was told is free. */
async function makeForgotten(bench: UnusualBench): Promise<{ server: string; id: string }> {
  const server = await bench.world.makeServer();
  const id = await makeVolumeOn(bench, server, 'alpha');
  await act(bench, id, { 'os-reset_status': { status: 'available', attach_status: 'detached' } });
  const { volume, rows, holders } = await pictureOf(bench, id);
  expect({ status: volume?.['status'], rows }).toEqual({ status: 'available', rows: [] });
  expect(Object.keys(holders)).toEqual([server]);
  return { server, id };
}

export function describeGuests(at: At): void {
  test.each(COURSES)('%s after a reset of the state: refused, and the server is named', async (_, course) => {
    const bench = at();
    const { server, id } = await makeForgotten(bench);
    await expectRefused(bench, { resource_id: id, ...course }, { ...COLD, facts: [server, /Nova/] });
  });

  test.each(
    COURSES,
  )('%s after a reset of the status alone: refused by the row that is left', async (_, course) => {
    const bench = at();
    const server = await bench.world.makeServer();
    const id = await makeVolumeOn(bench, server, 'alpha');
    await act(bench, id, { 'os-reset_status': { status: 'available' } });
    expect(await rowsOf(bench, id)).toHaveLength(1);
    await expectRefused(bench, { resource_id: id, ...course }, { ...COLD, facts: [server] });
  });

  test('a swap after a reset of the state: refused', async () => {
    const bench = at();
    const { server, id } = await makeForgotten(bench);
    const parameters = { resource_id: id, destination_type: 'beta' };
    await expectSwapRefused(bench, parameters, { ...SWAP, facts: [server, /Nova/] });
  });

  test('a volume of a shelved server: swap and cold are refused, and the reason says shelved', async () => {
    const bench = at();
    const server = await bench.world.makeServer();
    const id = await makeVolumeOn(bench, server, 'alpha');
    await bench.world.shelve(server);
    const facts = [server, /shelved/i];
    await expectRefused(bench, { resource_id: id, destination_type: 'beta' }, { ...SWAP, facts });
    await expectRefused(bench, { resource_id: id, ...TO_TYPE }, { ...COLD, facts });
    await expectRefused(bench, { resource_id: id, ...TO_NODE }, { ...COLD, facts });
  });

  test.each(
    COURSES,
  )('%s of a volume that no server holds, beside servers with other volumes: done', async (_, course) => {
    const bench = at();
    await makeVolumeOn(bench, bench.vm1, 'alpha');
    const id = await makeVolume(bench, 'alpha');
    const checksum = await bench.world.checksum(id);
    const outcome = await migrate(bench, { resource_id: id, ...course });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', volumeId: id, warnings: [], leftovers: [] });
    expect(await bench.world.checksum(id)).toBe(checksum);
  });
}
