// The volume as an argument of run: by UUID, by name, beside --resource-id.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Ran, runCommand } from './command.ts';
import { type CommandFolder, openCommandFolder } from './commandFolder.ts';

let place: CommandFolder;
beforeAll(async () => {
  place = await openCommandFolder();
});
beforeEach(() => void place.running.cloud.requests.splice(0));
afterAll(async () => await place.close());

const TO_BETA = ['--migration-type', 'cold', '--destination-type', 'beta'];
const GONE = '00000000-0000-4000-8000-00000000abcd';

const run = (...args: readonly string[]): Promise<Ran> => runCommand(place.folder, ['run', ...args]);

function volume(name: string, project = 'demo', user = 'alice'): string {
  return place.running.cloud.addVolume({ name, type: 'alpha', project, user }).id;
}

test.each([
  ['its UUID', 'by ID', (id: string) => [id]],
  ['its UUID in capitals', 'by ID', (id: string) => [id.toUpperCase()]],
  ['its name', 'with spaces', () => ['with spaces']],
  ['its name, although another differs in case', 'Case', () => ['Case']],
  ['its UUID twice', 'twice', (id: string) => [id, '--resource-id', id.toUpperCase()]],
])('%s', async (_, name, args) => {
  const id = volume(name);
  volume(name.toUpperCase());
  const { status, stdout } = await run(...args(id), ...TO_BETA, '--json');
  expect({ status, ...JSON.parse(stdout) }).toMatchObject({ status: 'SUCCEEDED', volumeId: id });
});

test('the progress names the volume as the user did', async () => {
  const id = volume('reports');
  expect((await run('reports', ...TO_BETA)).stdout).toContain(`, volume ${id} (reports)\n`);
});

test('a name that a move in progress shares is the name of one volume', async () => {
  const id = volume('moving');
  const target = volume('moving');
  place.running.cloud.setVolume(target, { migrationStatus: `target:${id}` });
  expect(JSON.parse((await run('moving', ...TO_BETA, '--json')).stdout)).toMatchObject({ volumeId: id });
});

test('an ambiguous name is refused, with each volume and its project', async () => {
  const ids = [volume('same'), volume('same', 'other', 'bob')];
  const { status, stdout, stderr } = await run('same', ...TO_BETA);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^error: 2 volumes are called same\. Give the UUID of one of them\n/);
  expect(stderr).toMatch(
    new RegExp(`^ {2}- ${ids[0]} in project demo \\([^)]+\\): available, type alpha, \\d+ GiB$`, 'm'),
  );
  expect(stderr).toMatch(new RegExp(`^ {2}- ${ids[1]} in project other \\(`, 'm'));
  const json = await run('same', ...TO_BETA, '--json');
  expect(json).toMatchObject({ status: 2, stderr: '' });
  expect(JSON.parse(json.stdout)).toMatchObject({
    ...{ status: 'FAILED', runId: null, volumeId: null },
    error: { code: 'VolumeNameAmbiguous', reasons: [expect.anything(), expect.anything()] },
  });
});

test.each([
  ['a name that no volume has', ['nothing', ...TO_BETA], 'no volume is called nothing\n'],
  [
    'two different volumes',
    ['data1', '--resource-id', GONE, ...TO_BETA],
    'two volumes are given: data1, and ',
  ],
  ['an empty name', ['', ...TO_BETA], 'expected the UUID of a volume, got an empty string'],
  [
    'a name as --resource-id',
    ['--resource-id', 'data1', ...TO_BETA],
    'expected the UUID of a volume, got "data1"',
  ],
  [
    'a misspelt migration type',
    ['data1', '--migration-type', 'migrat', '--destination-node', 'node2@alpha#alpha'],
    'error: --migration-type: expected "swap", "cold", "migrate" or "retype", got "migrat" (did you mean migrate?)',
  ],
  ['two arguments', ['data1', 'data2', ...TO_BETA], 'too many arguments'],
])('%s: refused with exit status 2, and nothing is changed', async (_, args, message) => {
  const { status, stdout, stderr } = await run(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(message);
  const changing = place.running.cloud.requests.filter(({ method }) => method !== 'GET');
  expect(changing.map(({ path }) => path).filter((path) => path !== '/v3/auth/tokens')).toEqual([]);
});
