// volume-migrate runs: its filters, its table at a terminal, and runs prune.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { canOpenTerminal, linesAtTerminal } from './atTerminal.ts';
import { type Ran, runCommand } from './command.ts';
import { ELSEWHERE, HERE, NEW, OLD, RUNS, writeJournal } from './runsJournal.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'volume-migrate-runs-'));
  await writeJournal(folder);
  const auth = { auth_url: HERE, username: 'u', password: 'p', project_name: 'x' };
  const domains = { user_domain_id: 'default', project_domain_id: 'default' };
  await writeFile(
    join(folder, 'clouds.yaml'),
    JSON.stringify({ clouds: { simulated: { auth: { ...auth, ...domains } } } }),
  );
});
afterEach(async () => await rm(folder, { recursive: true }));

const runs = (...args: readonly string[]): Promise<Ran> => runCommand(folder, ['runs', ...args]);

const names = Object.entries(RUNS);
const nameOf = (runId: string): string => names.find(([, id]) => id === runId)?.[0] ?? runId;

async function listed(...args: readonly string[]): Promise<string[]> {
  const { stdout } = await runs(...args, '--json');
  return (JSON.parse(stdout) as { runId: string }[]).map(({ runId }) => nameOf(runId));
}

test.each([
  ['nothing: all, newest first', [], ['open', 'parent', 'child', 'givenUp', 'left', 'failed', 'swapped']],
  ['--limit', ['--limit', '2'], ['open', 'parent']],
  ['the old volume of a swap', ['--volume', OLD], ['open', 'swapped']],
  ['the new volume of a swap', ['--volume', NEW], ['child', 'swapped']],
  ['a prefix in capitals', ['--volume', 'BBBB'], ['child', 'swapped']],
  ['volume and limit', ['--volume', 'bbbb', '--limit', '1'], ['child']],
  ['a cloud of clouds.yaml', ['--cloud', 'simulated', '--limit', '1'], ['open']],
  ['a URL of Keystone', ['--cloud', `${ELSEWHERE}/`], ['givenUp']],
  ['failed', ['--status', 'failed'], ['failed']],
  ['succeeded', ['--status', 'succeeded'], ['child', 'left', 'swapped']],
  ['given up', ['--status', 'given-up'], ['givenUp']],
  ['interrupted', ['--status', 'interrupted'], ['open', 'parent']],
  ['unfinished', ['--status', 'unfinished'], ['open', 'parent']],
  ['running', ['--status', 'running'], []],
  ['cancelled', ['--status', 'cancelled'], []],
])('filters by %s', async (_, args, expected) => {
  expect(await listed(...args)).toEqual(expected);
});

test.each([
  ['--limit', ['--limit', '0'], 'error: --limit: expected a number greater than 0, got 0\n'],
  ['--status', ['--status', 'over'], 'Allowed choices are unfinished, running, interrupted'],
  ['--cloud', ['--cloud', 'nowhere'], 'nowhere'],
  [
    '--older-than',
    ['prune', '--older-than', 'long'],
    'error: --older-than: expected a duration such as 90s, 30m, 1h30m or 90d, got long\n',
  ],
  [
    '--volume',
    ['--volume', 'data1'],
    'error: --volume: expected the UUID of a volume, or a prefix of it, got data1\n',
  ],
  ['no --older-than', ['prune'], "required option '--older-than <duration>' not specified"],
  ['a filter before prune', ['--volume', 'a', 'prune', '--older-than', '0s'], '--volume before prune'],
  ['another command', ['purge'], 'error: '],
])('%s that cannot be used: exit status 2', async (_, args, message) => {
  const { status, stdout, stderr } = await runs(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(message);
});

test('the resume command for interrupted runs is on standard error: of the one run, or of all', async () => {
  expect((await runs('--limit', '1')).stderr).toBe(
    `To resume ${RUNS.open}, run: volume-migrate resume ${RUNS.open}\n`,
  );
  expect((await runs()).stderr).toBe('To resume all 2 interrupted runs, run: volume-migrate resume --all\n');
  expect((await runs('--status', 'failed')).stderr).toBe('');
});

test('filters that match nothing say so', async () => {
  expect(await runs('--volume', 'ffff')).toEqual({ status: 0, stdout: '', stderr: 'no run matches\n' });
  expect((await runs('--cloud', 'http://other/v3')).stderr).toBe(
    `no run matches on cloud http://other/v3; the journal has runs of ${HERE}, ${ELSEWHERE}\n`,
  );
});

test('piped, it prints everything in full; after a swap both volumes', async () => {
  const { stdout } = await runs('--status', 'succeeded');
  expect(stdout).toMatch(
    new RegExp(`^${RUNS.swapped} +${OLD} → ${NEW} +swap to beta +SUCCEEDED +50 days`, 'm'),
  );
});

describe.skipIf(!canOpenTerminal)('at a terminal', () => {
  test.each([60, 100, 160])('%i characters wide, no line is wider', async (columns) => {
    const lines = await linesAtTerminal(folder, columns, ['runs']);
    const table = lines.slice(0, names.length + 1);
    // A narrow terminal breaks the line below the table.
    expect(lines.slice(table.length).join('')).toContain('To resume all 2 interrupted runs, run:');
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(columns);
    expect(lines[0]).toMatch(/^RUN +VOLUME +ACTION +STATUS/);
    expect(table.at(-1)).toMatch(/^11111111 +aaaaaaaa → bbbbbbbb +swap to beta +SUCCEEDED/);
  });
});

describe('prune', () => {
  const gone = ['failed', 'swapped'];

  test('removes ended runs, but neither open families nor what left something', async () => {
    const dry = await runs('prune', '--older-than', '12d', '--dry-run');
    expect(dry.status).toBe(0);
    expect(dry.stdout).toContain(`would remove run ${RUNS.failed}: volume `);
    expect(dry.stdout).toMatch(/^2 runs would be removed, 2 kept$/m);
    expect(await listed()).toHaveLength(names.length);
    const { status, stdout, stderr } = await runs('prune', '--older-than', '12d');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(`removed run ${RUNS.swapped}: volume ${OLD}, SUCCEEDED, ended 50 days ago\n`);
    expect(stdout).toMatch(new RegExp(`^kept run ${RUNS.left}: .*; its outcome names volume ${NEW}$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^kept run ${RUNS.givenUp}: .*; what it left is not known: `, 'm'));
    expect(await listed()).toEqual(['open', 'parent', 'child', 'givenUp', 'left']);
    expect((await runCommand(folder, ['show', RUNS.swapped])).stderr).toContain('the journal has no run');
  });

  test.each([
    ['35d', [], gone],
    ['45d', [], ['swapped']],
    ['12d', ['--include-leftovers'], ['givenUp', 'left', 'failed', 'swapped']],
    ['1y', [], []],
  ])('older than %s %j', async (age, flags, removed) => {
    const { stdout } = await runs('prune', '--older-than', age, ...flags, '--json');
    expect((JSON.parse(stdout).removed as string[]).map(nameOf)).toEqual(removed);
    expect(await listed()).toHaveLength(names.length - removed.length);
  });

  test('nothing that old', async () => {
    expect((await runs('prune', '--older-than', '1y')).stdout).toBe(
      'no run ended more than 1y ago: nothing to remove\n',
    );
  });
});
