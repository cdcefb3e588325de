// --quiet prints only the outcome, --verbose each request, and neither a secret; a swap is found by both volumes.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ran, runCommand } from './command.ts';
import { type CommandFolder, openCommandFolder } from './commandFolder.ts';
import { startCommand } from './started.ts';

let place: CommandFolder;
beforeAll(async () => {
  place = await openCommandFolder();
});
afterAll(async () => await place.close());

/** No secret is printed, whatever the options: no password, no token. */
async function command(...args: readonly string[]): Promise<Ran> {
  const ran = await runCommand(place.folder, args);
  for (const secret of ['labadmin', ...place.running.cloud.state.tokens.keys()])
    expect(ran.stdout + ran.stderr).not.toContain(secret);
  return ran;
}

let made = 0;
function volume(isAttached = false): string {
  const { cloud } = place.running;
  made += 1;
  const { id } = cloud.addVolume({ name: `v${made}`, type: 'alpha', project: 'demo', user: 'alice' });
  if (isAttached) cloud.attach(cloud.world.servers['vm1'] ?? '', id);
  return id;
}

const toBeta = (id: string): string[] => [
  ...['run', id, '--migration-type', 'cold', '--destination-type', 'beta'],
];
const REQUEST = /^ +(GET|POST|PUT|DELETE) (identity|volume|compute) \/\S+ → \d+ in .+$/;
const isRequest = (line: string): boolean => REQUEST.test(line);
const linesIn = (text: string): string[] => text.trimEnd().split('\n');

test.each(['-q', '--quiet'])('%s: the outcome is all that is printed', async (flag) => {
  const { status, stdout, stderr } = await command(...toBeta(volume()), flag);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(linesIn(stdout)).toEqual([expect.stringMatching(/^SUCCEEDED in /)]);
});

test('--quiet still prints the reasons of a failure', async () => {
  const { status, stdout } = await command('run', 'v1', '--destination-type', 'alpha', '--quiet');
  expect(status).toBe(1);
  expect(linesIn(stdout)).toEqual([expect.stringMatching(/^FAILED in /), expect.stringMatching(/^ {2}- /)]);
});

test.each(['-v', '--verbose'])('%s: each request, the outcome last', async (flag) => {
  const { status, stdout } = await command(...toBeta(volume()), flag);
  expect(status).toBe(0);
  const lines = linesIn(stdout);
  expect(lines.filter(isRequest).length).toBeGreaterThan(5);
  expect(stdout).toMatch(/^ +POST identity \/identity\/v3\/auth\/tokens → 201 in \d+ ms/m);
  expect(stdout).toMatch(/^ +POST volume \S+\/action → 202 in \d+ ms \(req-[0-9a-f-]{36}\)$/m);
  expect(lines.at(-1)).toMatch(/^SUCCEEDED in /);
});

test('--verbose with --json: requests on standard error, the object alone on standard output', async () => {
  const { status, stdout, stderr } = await command(...toBeta(volume()), '-v', '--json');
  expect({ status, ...JSON.parse(stdout) }).toMatchObject({ status: 'SUCCEEDED' });
  expect(linesIn(stderr).filter(isRequest).length).toBeGreaterThan(5);
});

test('--quiet with --verbose is refused', async () => {
  const { status, stderr } = await command(...toBeta(volume()), '-q', '-v');
  expect(status).toBe(2);
  expect(stderr).toContain("option '-q, --quiet' cannot be used with option '-v, --verbose'");
});

test('after a swap, runs finds the run by either volume, and show names both', async () => {
  const id = volume(true);
  const swap = [
    'run',
    id,
    '--destination-type',
    'beta',
    '--swap-method',
    'attachment',
    '--json',
    '--verbose',
  ];
  const { runId, volumeId, sourceVolumeId } = JSON.parse((await command(...swap)).stdout);
  expect(sourceVolumeId).toBe(id);
  for (const either of [id, volumeId, volumeId.slice(0, 8)]) {
    const found = JSON.parse((await command('runs', '--volume', either, '--json')).stdout);
    expect(found).toMatchObject([{ runId, volumeId: id, newVolumeId: volumeId }]);
  }
  const { stdout } = await command('show', runId);
  expect(stdout).toContain(`volume ${id}, swap to beta; now volume ${volumeId}\n`);
});

test.each([
  ['--quiet', (lines: readonly string[]) => expect(lines).toHaveLength(1)],
  ['--verbose', (lines: readonly string[]) => expect(lines.filter(isRequest).length).toBeGreaterThan(2)],
])('resume %s', async (flag, check) => {
  const runId = await leftOpen(flag);
  const { status, stdout, stderr } = await command('resume', runId, flag);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const lines = linesIn(stdout);
  expect(lines.at(-1)).toMatch(/^SUCCEEDED in /);
  check(lines);
});

/** A run whose process was killed while Cinder was moving the volume; returns its ID. */
async function leftOpen(name: string): Promise<string> {
  const id = volume();
  const release = place.running.cloud.faults.hold('node1@alpha', 'migrate_volume');
  const args = ['run', id, '--migration-type', 'cold', '--destination-node', 'node2@alpha#alpha'];
  const { child, untilPrinted, printed, ended } = startCommand(place.folder, args);
  await untilPrinted('Cinder is migrating the volume');
  child.kill('SIGKILL');
  await ended;
  release();
  const [, runId = ''] = /^run (\S+), volume /m.exec(printed().stdout) ?? [];
  expect(runId, name).not.toBe('');
  return runId;
}
