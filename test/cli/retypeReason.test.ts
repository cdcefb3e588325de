// A swap that Cinder makes as a retype: the run, the check and the dry run say why.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SimulatedCloudOptions } from '../../src/simulator/index.ts';
import { runCommand } from './command.ts';
import { type CommandFolder, openCommandFolder } from './commandFolder.ts';

const OLD_STATUS =
  'an earlier migration left migration_status success on the volume, so it cannot be checked whether Nova accepts a direct swap; Cinder retypes the volume in place instead';
const REJECTED = 'Nova rejects direct swaps (OSSN-0094); Cinder retypes the volume in place instead';

describe.each<[string, SimulatedCloudOptions, string | null, string]>([
  ['after an earlier migration', { release: 'zed' }, 'success', OLD_STATUS],
  ['on a patched Nova', { release: '2025.1' }, null, REJECTED],
])('%s', (_, options, migrationStatus, reason) => {
  let place: CommandFolder;
  beforeAll(async () => {
    place = await openCommandFolder(options);
    const { cloud } = place.running;
    if (migrationStatus !== null) cloud.setVolume(cloud.world.volumes['data1'] ?? '', { migrationStatus });
  });
  afterAll(() => place.close());

  const command = (...args: readonly string[]) =>
    runCommand(place.folder, [...args, 'data1', '--destination-type', 'beta']);

  test.each([['check'], ['run', '--dry-run']])('%s %s', async (...args) => {
    const { status, stdout } = await command(...args);
    expect(status).toBe(0);
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(/Cinder would retype it$/),
      `note: ${reason}`,
    ]);
  });

  test('check --json has it as note; null for a retype that was asked for', async () => {
    expect(JSON.parse((await command('check', '--json')).stdout)).toMatchObject({
      ...{ operation: 'retype', note: reason },
    });
    expect(JSON.parse((await command('check', '--json', '--swap-method', 'retype')).stdout)).toMatchObject({
      ...{ operation: 'retype', note: null },
    });
  });

  test('a run refused as a swap by attachment does not say that it is retyped', async () => {
    const { status, stdout } = await command('run', '--swap-method', 'attachment', '--events');
    expect(status).toBe(1);
    expect(stdout).not.toContain('retypes the volume in place instead');
  });

  test('run, once, before Cinder is asked', async () => {
    const { status, stdout } = await command('run');
    expect(status).toBe(0);
    expect(stdout.split(reason)).toHaveLength(2);
    expect(stdout.indexOf(reason)).toBeLessThan(stdout.indexOf('SUCCEEDED'));
  });
});
