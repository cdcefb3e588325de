// volume-migrate check and run --dry-run: what they print, their exit statuses, and that they change nothing.
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Ran, runCommand } from './command.ts';
import { type CommandFolder, openCommandFolder } from './commandFolder.ts';

let at: CommandFolder;
let ids: Readonly<Record<string, string>>;

beforeAll(async () => {
  at = await openCommandFolder();
  ids = at.running.cloud.world.volumes;
});
afterAll(() => at.close());
beforeEach(() => void at.running.cloud.requests.splice(0));

const isRead = ({ method, path }: { method: string; path: string }): boolean =>
  method === 'GET' ||
  path === '/v3/auth/tokens' ||
  (method === 'PUT' && path.includes('/os-volume_attachments/'));

/** Runs the command; the cloud's log proves that it changed nothing, and it leaves no journal. */
async function command(...args: readonly string[]): Promise<Ran> {
  const before = structuredClone(at.running.cloud.state.volumes);
  const ran = await runCommand(at.folder, args);
  expect(at.running.cloud.requests.filter((one) => !isRead(one))).toEqual([]);
  expect(at.running.cloud.state.volumes).toEqual(before);
  expect(existsSync(join(at.folder, 'volume-migrate'))).toBe(false);
  return ran;
}

const ID = '2c91c4af-44ad-4e16-8d56-c27db583a459';

const cold = (id = '', node = 'node2@tier9#alpha') => [
  ...['--resource-id', id, '--migration-type', 'cold', '--destination-node', node],
];
const swap = (id = '') => ['--resource-id', id, '--destination-type', 'beta'];

const verdict = (id: string | undefined, what: string): string =>
  `CLEAR: nothing blocks volume ${id} (${what}): `;

test('check, clear: exit status 0, one line', async () => {
  const { free1 } = ids;
  expect(await command('check', ...cold(free1))).toEqual({
    status: 0,
    stdout: `${verdict(free1, 'cold to node2@tier9#alpha')}Cinder would migrate it\n`,
    stderr: '',
  });
});

test('check, blocked: exit status 1, every reason', async () => {
  const { data1 } = ids;
  const { status, stdout } = await command('check', ...cold(data1, 'node1@beta#beta'));
  expect(status).toBe(1);
  expect(stdout.split('\n')).toEqual([
    'BLOCKED: Invalid state for cold migration',
    expect.stringMatching(/^ {2}- the volume is attached to server .*: detach it/),
    expect.stringMatching(/^ {2}- volume type alpha requires volume_backend_name "alpha", but pool/),
    '',
  ]);
});

test('check --json', async () => {
  const { free1, data1 } = ids;
  const clear = await command('check', '--json', ...cold(free1));
  expect(JSON.parse(clear.stdout)).toEqual({
    ...{ clear: true, volumeId: free1, operation: 'migrate', note: null, code: null, message: null },
    ...{ reasons: [], warnings: [] },
    calls: [
      {
        ...{ service: 'volume', call: 'requestMigration', method: 'POST' },
        path: `/volumes/${free1}/action`,
        description: 'os-migrate_volume: Cinder moves the volume to node2@tier9#alpha',
      },
    ],
  });
  const blocked = await command('check', '--json', ...cold(data1));
  expect(blocked.status).toBe(1);
  expect(JSON.parse(blocked.stdout)).toMatchObject({
    ...{ clear: false, volumeId: data1, code: 'InvalidStateForColdMigration', calls: [] },
    ...{ message: 'Invalid state for cold migration', reasons: [expect.any(String)] },
  });
});

test('check --params, and an option that overrides a parameter', async () => {
  const file = join(at.folder, 'parameters.json');
  await writeFile(file, JSON.stringify({ resource_id: ids['free1'], migration_type: 'swap' }));
  const { status, stdout } = await command(
    ...['check', '--params', file, '--migration-type', 'retype', '--destination-type', 'beta'],
  );
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: `${verdict(ids['free1'], 'retype to beta')}Cinder would retype it\n`,
  });
});

test('run --dry-run of a swap: the warnings, and every change in order', async () => {
  const { data1 } = ids;
  const { status, stdout } = await command('run', '--dry-run', ...swap(data1));
  expect(status).toBe(0);
  const lines = stdout.split('\n');
  expect(lines[0]).toBe(
    `${verdict(data1, 'swap to beta')}Nova would swap it for a new volume (swap by attachment)`,
  );
  expect(lines[1]).toMatch(/^warning: a swap by attachment gives the volume a new ID/);
  expect(lines[2]).toBe('The run would make these changes, in order:');
  const requests = lines.filter((line) => line.startsWith('     '));
  expect(requests.map((line) => line.trim().replaceAll(/[0-9a-f-]{32,}/g, '…'))).toEqual([
    'POST identity /users',
    'PUT identity /projects/…/users/{user}/roles/{role}',
    'POST volume /volumes',
    'PUT compute /servers/…/os-volume_attachments/…',
    'DELETE volume /volumes/…',
    'DELETE volume /volumes/{destination}/metadata/volume-migrate%3Arun',
    'DELETE identity /users/{user}',
  ]);
});

test('run --dry-run, blocked: as check', async () => {
  const args = cold(ids['data1']);
  const [dry, checked] = [await command('run', '--dry-run', ...args), await command('check', ...args)];
  expect(dry).toEqual(checked);
  expect(dry.status).toBe(1);
});

test.each([
  ['parameters', ['check', '--resource-id', 'x'], 'expected the UUID of a volume'],
  ['an option', ['check', '--resource', 'x'], 'unknown option'],
  ['a cloud', ['check', '--cloud', 'nobody', ...cold(ID)], 'nobody'],
  ['a journal', ['check', '--journal', '/dev/null', ...cold(ID)], 'not a journal'],
  ['a combination', ['run', '--dry-run', '--inspect', ...cold(ID)], 'cannot be used with'],
])('unusable %s: exit status 2, and JSON with --json', async (_, args, what) => {
  const { status, stdout, stderr } = await command(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(what);
  const inJson = await command(...args, '--json');
  expect(inJson.status).toBe(2);
  expect(JSON.parse(inJson.stdout)).toMatchObject({ clear: false, volumeId: null, calls: [] });
  expect(inJson.stdout).toContain(what);
});

test.each<[string[], string]>([
  [[], 'HOST@BACKEND#POOL'],
  [['--destination-node', 'node1@beta#beta'], 'node1@beta#beta'],
])('check of a volume with %j asks which move to check, and says how to find what fits: exit status 2', async (given, node) => {
  const { status, stdout, stderr } = await command('check', 'free1', ...given);
  expect({ status, stdout, requests: at.running.cloud.requests }).toEqual({
    ...{ status: 2, stdout: '', requests: [] },
  });
  expect(stderr).toContain('choose which move to check');
  expect(stderr).toContain(`--migration-type migrate --destination-node '${node}'`);
  expect(stderr).toContain('volume-migrate pools --for free1');
  expect(stderr).toContain('volume-migrate types --for free1');
});

test('check without a volume says how to give one', async () => {
  expect((await command('check')).stderr).toContain('Give its UUID or its name: volume-migrate check VOLUME');
});

test('a journal that does not exist yet has no runs', async () => {
  const journal = join(at.folder, 'new.sqlite');
  const { status } = await command('check', '--journal', journal, ...cold(ids['free1']));
  expect({ status, exists: existsSync(journal) }).toEqual({ status: 0, exists: false });
});
