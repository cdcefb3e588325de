// Messages start with the cause, name parameters as they were typed, and end with what to do; JSON keeps its names.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MEANINGS } from '../../docs/generate/meanings/index.ts';
import { type Ran, runCommand } from './command.ts';
import { type CommandFolder, openCommandFolder } from './commandFolder.ts';

let place: CommandFolder;
beforeAll(async () => {
  place = await openCommandFolder();
  const { running, folder } = place;
  running.cloud.addType({ name: 'luks', encrypted: true, extraSpecs: { volume_backend_name: 'beta' } });
  const { free1, data1 } = running.cloud.world.volumes;
  await writeFile(join(folder, 'cold.json'), JSON.stringify({ resource_id: free1, migration_type: 'cold' }));
  await writeFile(
    join(folder, 'swap.json'),
    JSON.stringify({ resource_id: data1, destination_node: 'node9' }),
  );
  await writeFile(
    join(folder, 'misspelt.json'),
    JSON.stringify({ resource_id: free1, destination_nod: 'x' }),
  );
});
afterAll(async () => await place.close());

const command = (...args: readonly string[]): Promise<Ran> => runCommand(place.folder, args);
const file = (name: string): string => join(place.folder, name);

const COLD = ['--migration-type', 'cold'];
const POOLS = 'To list the pools that fit, run: volume-migrate pools --for ';
const TYPES = 'To list the volume types that fit, run: volume-migrate types --for ';
const HELP = 'For all options and examples, add --help';

interface Case {
  readonly args: () => readonly string[];
  readonly first: string;
  readonly reason?: string;
  readonly last?: string;
}

// In order: what follows the time or `error:`, a reason, and how the last line starts.
const FAILED: Readonly<Record<string, Case>> = {
  'no destination': {
    args: () => ['free1', ...COLD],
    first: 'no destination is given (destination host or destination type is required ',
    reason: 'give --destination-node to move the volume to a pool, or --destination-type to ',
  },
  'no destination, parameters from a file': {
    args: () => ['--params', file('cold.json')],
    first: 'no destination is given (',
    reason: 'give destination_node to move the volume to a pool, or destination_type to ',
  },
  'parameters from both': {
    args: () => ['--params', file('swap.json'), '--migration-type', 'warm'],
    first: "Migration of type 'warm' is not supported.",
    reason: '--migration-type is "swap" (the default), ',
  },
  'a volume that is not attached': {
    args: () => ['free1', '--destination-type', 'beta'],
    first: 'the volume cannot be swapped now (Invalid state for swapping volume)',
    reason: 'the volume is not attached: use --migration-type cold',
  },
  'a pool of another type': {
    args: () => ['free1', ...COLD, '--destination-node', 'node1@beta#beta'],
    first: "the pool does not serve the volume's type (Volume type must be same for migrating)",
    reason: 'volume type alpha requires volume_backend_name',
    last: POOLS,
  },
  'no such pool': {
    args: () => ['free1', ...COLD, '--destination-node', 'node9'],
    first: 'Pool node9 not found',
    last: POOLS,
  },
  'the same type': {
    args: () => ['free1', ...COLD, '--destination-type', 'alpha'],
    first: 'the volume already has this type (Volume type must be different for retyping)',
    last: TYPES,
  },
  'a backend instead of a pool': {
    args: () => ['free1', '--migration-type', 'migrate', '--destination-node', 'node2@alpha'],
    first: '--destination-node node2@alpha does not name a pool',
  },
  'an encrypted type': {
    args: () => ['free1', ...COLD, '--destination-type', 'luks'],
    first: 'Volume ',
    reason:
      'the volume is not encrypted, but volume type luks is (luks). If you intend this, use --allow-encryption-change',
  },
};

describe('a failed run', () => {
  test.each(Object.entries(FAILED))('%s', async (_, { args, first, reason, last }) => {
    const { status, stdout } = await command('run', ...args(), '--quiet');
    expect(status).toBe(1);
    const lines = stdout.trimEnd().split('\n');
    expect((lines[0] ?? '').replace(/^FAILED in [\d.]+ s: /, '').startsWith(first), lines[0]).toBe(true);
    if (reason !== undefined)
      expect(
        lines.some((line) => line.startsWith(`  - ${reason}`)),
        stdout,
      ).toBe(true);
    expect((lines.at(-1) ?? '').startsWith(last ?? '  - '), stdout).toBe(true);
  });

  test('with --json, messages and reasons have the names of the specification', async () => {
    const { stdout } = await command('run', 'free1', ...COLD, '--json');
    expect(JSON.parse(stdout).error).toMatchObject({
      message: 'destination host or destination type is required when migration type is cold',
      reasons: [
        'give destination_node to move the volume to a pool, or destination_type to change its volume type',
      ],
    });
  });
});

const GONE = '00000000-0000-4000-8000-000000000000';

describe('the exit status of an error is the one that its code is documented with, and show prints the code of a run', () => {
  test.each([
    ['InvalidParameters', ['free1', '--swap-method', 'x'], '2'],
    ['VolumeNotFound', ['nobody', '--destination-type', 'beta'], '2 for a name'],
    ['VolumeNotFound', [GONE, '--destination-type', 'beta'], '1 for the UUID'],
    ['PoolNotFound', ['free1', ...COLD, '--destination-node', 'node9'], '1'],
    ['VolumeTypeNotFound', ['free1', ...COLD, '--destination-type', 'nope'], '1'],
  ])('%s %j', async (code, args, documented) => {
    const { status, stdout } = await command('run', ...args, '--json');
    const { runId, error } = JSON.parse(stdout);
    expect(error.code).toBe(code);
    expect(documented.startsWith(String(status))).toBe(true);
    const group = MEANINGS.find(({ meanings }) => code in meanings);
    expect((group?.meanings[code] as { readonly exit?: string }).exit).toContain(documented);
    if (status === 1)
      expect((await command('show', runId)).stdout.trimEnd().endsWith(`\nerror code: ${code}`)).toBe(true);
  });
});

test.each([
  ['no volume', [], 'no volume is given. Give its UUID or its name: volume-migrate run VOLUME', HELP],
  [
    'a name as ID',
    ['--resource-id', 'x'],
    '--resource-id: expected the UUID of a volume, got "x". To give',
    HELP,
  ],
  ['a swap method', ['free1', '--swap-method', 'x'], '--swap-method: expected "auto", ', HELP],
  [
    'a file',
    ['--params', '/no/such/file'],
    '--params: cannot read /no/such/file: there is no such file',
    HELP,
  ],
  [
    'a misspelt key',
    ['--params', 'misspelt'],
    'destination_nod: unknown parameter (did you mean destination_node?)',
    HELP,
  ],
])('a refusal: %s', async (_, args, first, last) => {
  const given = args.map((each) => (each === 'misspelt' ? file('misspelt.json') : each));
  const { status, stdout, stderr } = await command('run', ...given);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  const lines = stderr.trimEnd().split('\n');
  expect(lines).toEqual([expect.stringContaining(`error: ${first}`), last]);
});

test('a user without the admin role is told what to do', async () => {
  const alice = place.running.cloudFor('alice', 'demo');
  await writeFile(file('alice.yaml'), JSON.stringify({ clouds: { alice } }));
  const env = { OS_CLIENT_CONFIG_FILE: file('alice.yaml'), OS_CLOUD: 'alice' };
  const { status, stderr } = await runCommand(place.folder, ['pools'], env);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^error: this user may not do that: GET .*\nSign in as a user with the admin role\n$/,
  );
});

test('a run that is not there', async () => {
  expect((await command('show', 'abc')).stderr).toBe(
    'error: the journal has no run abc\nTo list the runs, run: volume-migrate runs\n',
  );
});

test('warnings name options as they were typed, before the change and at the end', async () => {
  const { data2 = '' } = place.running.cloud.world.volumes;
  const swap = [data2, '--destination-type', 'alpha', '--swap-method', 'attachment'];
  const { status, stdout } = await command('run', ...swap);
  expect(status).toBe(0);
  expect(stdout.match(/warning: a swap by attachment .* use --swap-method retype/g)).toHaveLength(2);
  expect(stdout).not.toContain('swap_method');
});
