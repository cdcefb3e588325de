// volume-migrate pools and types: capacities, services, and what fits a volume or a type.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { widthOf } from '../../src/cli/width.ts';
import type { SimulatedCloudServer } from '../../src/simulator/index.ts';
import { canOpenTerminal, linesAtTerminal } from './atTerminal.ts';
import { type Ran, runCommand } from './command.ts';
import { type CommandFolder, openCommandFolder } from './commandFolder.ts';

// Turns the direction of text, and would write the clipboard.
const EVIL = '\u202eevil\u001b]52;c;\u0007';

const GONE = '00000000-0000-4000-8000-00000000abcd';

let place: CommandFolder;
let running: SimulatedCloudServer;
let ids: Record<string, string>;

beforeAll(async () => {
  place = await openCommandFolder();
  ({ running } = place);
  const { cloud } = running;
  cloud.addPool({ name: 'node3@big#big', capabilities: big('big', 'infinite', 'unknown') });
  cloud.addPool({ name: 'node4@tight#tight', capabilities: { volume_backend_name: 'alpha' }, totalGib: 0.5 });
  cloud.addPool({
    name: 'node5@far#far',
    availabilityZone: 'west',
    capabilities: { volume_backend_name: 'alpha' },
  });
  cloud.addPool({ name: 'node6@down#down', capabilities: {} });
  cloud.addPool({ name: 'node7@off#off', capabilities: {} });
  cloud.addPool({ name: 'node8@ice#ice', capabilities: {} });
  cloud.setService('node6@down', { up: false });
  cloud.setService('node7@off', { enabled: false });
  cloud.setService('node8@ice', { enabled: false, frozen: true });
  cloud.addType({ name: 'locked', isPublic: false, extraSpecs: { volume_backend_name: 'alpha' } });
  cloud.addType({ name: 'luks', encrypted: true, extraSpecs: { volume_backend_name: 'beta' } });
  cloud.addType({ name: '卷类型卷类型', isPublic: false, extraSpecs: { volume_backend_name: 'alpha' } });
  cloud.addType({ name: EVIL, extraSpecs: { volume_backend_name: 'alpha' } });
  const snapped = cloud.addVolume({ name: 'snapped', type: 'alpha', project: 'demo', user: 'alice' }).id;
  cloud.addVolume({ name: 'beta', type: 'beta', project: 'demo', user: 'alice' });
  cloud.addSnapshot(snapped);
  ids = cloud.world.volumes;
});
afterAll(async () => await place.close());

const big = (name: string, free: unknown, allocated: unknown) => ({
  ...{ volume_backend_name: name, total_capacity_gb: 'infinite', free_capacity_gb: free },
  ...{ allocated_capacity_gb: allocated, provisioned_capacity_gb: null },
});

const command = (...args: readonly string[]): Promise<Ran> => runCommand(place.folder, args);

async function rows(...args: readonly string[]): Promise<Record<string, Row>> {
  const { status, stdout, stderr } = await command(...args, '--json');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return Object.fromEntries((JSON.parse(stdout) as Row[]).map((row) => [row.name, row]));
}

interface Row {
  readonly name: string;
  readonly reasons: readonly string[];
  readonly [key: string]: unknown;
}

describe('pools', () => {
  test.each([
    ['node1@alpha#alpha', { totalGib: 2000, isListed: true, zone: 'nova', backend: 'alpha' }],
    ['node3@big#big', { totalGib: 'infinite', freeGib: 'infinite', provisionedGib: 'unknown' }],
    ['node6@down', { isListed: false, service: { state: 'down', status: 'enabled', isFrozen: false } }],
    ['node7@off', { isListed: false, service: { state: 'up', status: 'disabled', isFrozen: false } }],
    ['node8@ice', { isListed: false, service: { isFrozen: true } }],
  ])('--json: %s', async (name, expected) => {
    expect((await rows('pools'))[name]).toMatchObject(expected);
  });

  test('piped, a table with capacities and states in words', async () => {
    const { status, stdout } = await command('pools');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^POOL +FREE +TOTAL +ALLOCATED +PROVISIONED +SERVICE +ZONE +BACKEND$/m);
    expect(stdout).toMatch(/^node1@alpha#alpha +\d+ GiB +2000 GiB .* up, enabled +nova +alpha$/m);
    expect(stdout).toMatch(/^node3@big#big +infinite +infinite .* unknown +up, enabled /m);
    expect(stdout).toMatch(/^node6@down +unknown .* down, enabled /m);
    expect(stdout).toMatch(/^node7@off +unknown .* up, disabled /m);
    expect(stdout).toMatch(/^node8@ice +unknown .* up, frozen /m);
  });

  test.each([
    ['node1@alpha#alpha', 'the volume is on this pool now'],
    ['node1@beta#beta', 'volume type alpha requires volume_backend_name "alpha", but pool node1@beta#beta'],
    ['node4@tight#tight', 'pool node4@tight#tight has 0.5 GiB free, but the volume needs 1 GiB'],
    [
      'node5@far#far',
      'the volume is in availability zone nova; the pools that serve volume type alpha are in',
    ],
    ['node6@down', 'Cinder lists no pools of node6@down: its service is down, enabled'],
    ['node2@alpha#alpha', null],
    ['node2@tier9#alpha', null],
  ])('--for a volume: %s, %s', async (name, reason) => {
    const { reasons } = (await rows('pools', '--for', ids['free1'] ?? ''))[name] ?? {};
    if (reason === null) expect(reasons).toEqual([]);
    else expect(reasons).toEqual([expect.stringContaining(reason)]);
  });

  test('--for a volume by its name, as text', async () => {
    const { status, stdout } = await command('pools', '--for', 'snapped');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^node2@alpha#alpha +yes /m);
    expect(stdout).toMatch(/^Why not:\nnode1@alpha#alpha\n {2}- the volume is on this pool now\n/m);
    expect(stdout).toMatch(/^It cannot move to any pool now:\n {2}- the volume has 1 snapshot \(/m);
  });

  test('--for a type', async () => {
    const fits = await rows('pools', '--for', 'alpha-gold');
    expect(fits['node2@alpha#alpha']?.reasons).toEqual([]);
    expect(fits['node5@far#far']?.reasons).toEqual([]);
    expect(fits['node2@beta#beta']?.reasons).toEqual([
      expect.stringContaining('requires volume_backend_name'),
    ]);
  });
});

describe('types', () => {
  test.each([
    ['alpha', { backend: 'alpha', isPublic: true, encryption: null }],
    ['locked', { isPublic: false }],
    ['luks', { encryption: 'luks', pools: ['node1@beta#beta', 'node2@beta#beta'] }],
    ['nowhere', { backend: 'no-such-backend', pools: [] }],
    ['__DEFAULT__', { backend: null }],
  ])('--json: %s', async (name, expected) => {
    expect((await rows('types'))[name]).toMatchObject(expected);
  });

  test.each([
    ['alpha', 'the volume has this type now'],
    ['beta', null],
    ['locked', 'has no access to the private volume type locked'],
    ['luks', 'the volume is not encrypted, but volume type luks is (luks)'],
    ['nowhere', 'no pool serves volume type nowhere'],
  ])('--for a volume: %s, %s', async (name, reason) => {
    const { reasons } = (await rows('types', '--for', 'free1'))[name] ?? {};
    if (reason === null) expect(reasons).toEqual([]);
    else expect(reasons).toEqual([expect.stringContaining(reason)]);
  });

  test('as text; what comes from the cloud cannot control the terminal', async () => {
    const { stdout } = await command('types', '--for', 'free1');
    expect(stdout).toMatch(/^luks +no +beta +public +luks +2 /m);
    expect(stdout).toMatch(/^locked +no +alpha +private +none /m);
    expect(stdout).toContain(String.raw`\u202eevil\u001b]52;c;\u0007 `);
    expect(stdout).not.toContain('\u202e');
  });
});

test.each([
  [
    'nothing has that name',
    ['pools', '--for', 'nothing'],
    2,
    'no volume and no volume type has the name or ID nothing',
  ],
  [
    'a volume and a type have it',
    ['pools', '--for', 'beta'],
    2,
    'is the name of a volume type and of a volume',
  ],
  ['no volume has it', ['types', '--for', 'alpha'], 2, 'no volume is called alpha'],
  ['nothing has that ID', ['types', '--for', GONE], 2, `Volume ${GONE} not found`],
  ['no such cloud', ['types', '--cloud', 'nowhere'], 2, 'nowhere'],
])('%s: exit status', async (_, args, code, message) => {
  const { status, stdout, stderr } = await command(...args);
  expect({ status, stdout }).toEqual({ status: code, stdout: '' });
  expect(stderr).toContain(message);
});

describe.skipIf(!canOpenTerminal)('at a terminal', () => {
  test.each([60, 100, 160])('%i characters wide, no line is wider', async (columns) => {
    for (const args of [['pools'], ['types'], ['pools', '--for', 'free1'], ['types', '--for', 'free1']]) {
      const lines = await linesAtTerminal(place.folder, columns, args);
      for (const line of lines) expect(widthOf(line), line).toBeLessThanOrEqual(columns);
    }
  });
});
