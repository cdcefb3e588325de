// Cases: encryption is neither lost nor added without a request, and never changed under a guest.
import { expect, test } from 'vitest';
import type { MigrateVolumeParameters } from '../../src/index.ts';
import { getVolume, makeVolume, makeVolumeOn, migrate } from './bench.ts';
import {
  type At,
  expectRefused,
  expectSwapRefused,
  makeType,
  SWAP,
  type UnusualBench,
} from './unusualBench.ts';

const LUKS = { name: 'luks', encrypted: true, extraSpecs: { volume_backend_name: 'beta' } };
const OPTION = /allow.encryption.change/;

/** The same parameters, with the change of encryption allowed. */
const allowing = (parameters: MigrateVolumeParameters): MigrateVolumeParameters =>
  ({ ...parameters, allow_encryption_change: true }) as MigrateVolumeParameters;

/**
 * Turns a volume into an encrypted one of an encrypted type: a cloud without a key manager cannot create one
 * itself.
 */
async function encrypt(bench: UnusualBench, id: string): Promise<void> {
  const extraSpecs = { volume_backend_name: 'alpha' };
  const type = await makeType(bench, { name: 'luks-alpha', encrypted: true, extraSpecs });
  await bench.world.setVolumeRow(id, { encrypted: true, typeId: type.id });
  expect(await getVolume(bench, id)).toMatchObject({ encrypted: true, volume_type: type.name });
}

export function describeEncryption(at: At): void {
  test('an encrypted volume in use: refused, even with the option', async () => {
    const bench = at();
    const id = await makeVolumeOn(bench, bench.vm1, 'alpha');
    await encrypt(bench, id);
    const parameters = { resource_id: id, destination_type: 'beta' };
    await expectSwapRefused(bench, parameters, { ...SWAP, facts: [/encrypted/] });
    await expectSwapRefused(bench, allowing(parameters), { ...SWAP, facts: [/encrypted/] });
    expect(await getVolume(bench, id)).toMatchObject({ encrypted: true });
  });

  test('a plain volume in use to an encrypted type: refused, even with the option', async () => {
    const bench = at();
    const type = await makeType(bench, LUKS);
    const id = await makeVolumeOn(bench, bench.vm1, 'alpha');
    const parameters = { resource_id: id, destination_type: type.name };
    const refusal = { code: 'VolumeTypeNotAllowed', facts: [/encrypt/, type.name] };
    await expectSwapRefused(bench, parameters, refusal);
    await expectSwapRefused(bench, allowing(parameters), refusal);
  });

  test('an encrypted volume to a plain type, cold: refused, and the option is named', async () => {
    const bench = at();
    const id = await makeVolume(bench, 'alpha');
    await encrypt(bench, id);
    const parameters = { resource_id: id, migration_type: 'cold', destination_type: 'beta' };
    await expectRefused(bench, parameters, { code: 'VolumeTypeNotAllowed', facts: [/encrypt/, OPTION] });
    expect(await getVolume(bench, id)).toMatchObject({ encrypted: true });
  });

  test('a plain volume to an encrypted type, cold: refused, and the option is named', async () => {
    const bench = at();
    const type = await makeType(bench, LUKS);
    const id = await makeVolume(bench, 'alpha');
    const parameters = { resource_id: id, migration_type: 'cold', destination_type: type.name };
    await expectRefused(bench, parameters, { code: 'VolumeTypeNotAllowed', facts: [/encrypt/, OPTION] });
  });

  test('a plain volume to an encrypted type, cold, asked for: a warning says that a full volume does not fit', async () => {
    const bench = at();
    const type = await makeType(bench, LUKS);
    const id = await makeVolume(bench, 'alpha');
    const parameters = { resource_id: id, migration_type: 'cold', destination_type: type.name };
    const outcome = await migrate(bench, allowing(parameters));
    // A cloud without a key manager refuses it itself; the check lets it through.
    expect(outcome.error?.code).not.toBe('VolumeTypeNotAllowed');
    expect(outcome.warnings.join('\n')).toMatch(/fit/);
  });

  test('an encrypted volume to another pool of its type, cold: not refused for its encryption', async () => {
    const bench = at();
    const id = await makeVolume(bench, 'alpha');
    await encrypt(bench, id);
    const outcome = await migrate(bench, {
      resource_id: id,
      migration_type: 'cold',
      destination_node: 'node2@alpha#alpha',
    });
    expect(outcome.error?.code).not.toBe('VolumeTypeNotAllowed');
    expect(await getVolume(bench, id)).toMatchObject({ encrypted: true });
  });
}
