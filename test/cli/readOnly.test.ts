// Commands that only read create nothing: a mistyped journal is an error, a user's own that does not exist is empty.
import { existsSync } from 'node:fs';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { awaitedJournal } from '../../src/cli/awaitedJournal.ts';
import { openSqliteStore } from '../../src/index.ts';
import type { SimulatedCloudServer } from '../../src/simulator/index.ts';
import { runCommand } from './command.ts';
import { type CommandFolder, openCommandFolder } from './commandFolder.ts';

let place: CommandFolder;
let running: SimulatedCloudServer;
let folder: string;
beforeAll(async () => {
  place = await openCommandFolder();
  ({ running, folder } = place);
  await writeFile(join(folder, 'notes'), 'of another program');
});
afterAll(async () => {
  await place.close();
});

const command = (...args: readonly string[]) =>
  runCommand(folder, args, { XDG_STATE_HOME: join(folder, 'state') });

// Names, modes and times.
const everything = async (): Promise<unknown> =>
  await Promise.all(
    (await readdir(folder, { recursive: true })).sort().map(async (name) => {
      const { mode, mtimeMs, size } = await stat(join(folder, name));
      return { name, mode, mtimeMs, size };
    }),
  );

const NO_RUN = 'error: the journal has no run abc\nTo list the runs, run: volume-migrate runs\n';

const READING: readonly (readonly string[])[] = [
  ['runs'],
  ['runs', 'prune', '--older-than', '1d', '--dry-run'],
  ['show', 'abc'],
  ['replay', 'abc'],
  ['export', 'abc'],
  ['inspect'],
  ['inspect', 'abc', '--html', 'run.html'],
  ['leftovers'],
  // These write, but only into an existing journal.
  ['resume', '--all'],
  ['give-up', 'abc'],
  ['runs', 'prune', '--older-than', '1d'],
];

test.each(
  READING.map((args) => [args.join(' '), args] as const),
)('%s: a mistyped journal is named, and nothing is created', async (_, args) => {
  const before = await everything();
  const mistyped = join(folder, 'jurnal/journal.sqlite');
  const { status, stderr } = await command(...args, '--journal', mistyped);
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: `error: the journal ${mistyped} cannot be opened: there is no such file\n`,
  });
  const other = join(folder, 'notes');
  expect(await command(...args, '--journal', other)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining(
      `the journal ${other} cannot be opened: it is not a journal of volume-migrate`,
    ),
  });
  expect(await everything()).toEqual(before);
});

test.each([
  [['runs'], { status: 0, stderr: 'no runs\n' }],
  [['runs', '--json'], { status: 0, stdout: '[]\n' }],
  [['leftovers'], { status: 0, stderr: '' }],
  [['resume', '--all'], { status: 0, stderr: 'no open runs\n' }],
  [['show', 'abc'], { status: 2, stderr: NO_RUN }],
  [['export', 'abc'], { status: 2, stderr: NO_RUN }],
])("%j: a user's own journal that does not exist yet has no runs, and is not created", async (args, expected) => {
  const before = await everything();
  expect(await command(...args)).toMatchObject(expected);
  expect(await everything()).toEqual(before);
});

test("the user's own journal is read as soon as a run has created it", async () => {
  const file = join(folder, 'state/journal.sqlite');
  const reading = awaitedJournal(file);
  expect(await reading.list()).toEqual([]);
  const writing = openSqliteStore(file);
  await writing.hold({ runId: 'r1', resource: 'v1', scope: null });
  expect(await reading.list()).toMatchObject([{ runId: 'r1' }]);
  await writing.close();
  await reading.close();
});

test('a run refuses another program’s file before anything is sent', async () => {
  running.cloud.requests.splice(0);
  const other = join(folder, 'notes');
  const before = await everything();
  const volume = running.cloud.world.volumes['free1'] ?? '';
  const run = [
    'run',
    '--resource-id',
    volume,
    '--migration-type',
    'cold',
    '--destination-type',
    'beta',
    '--json',
  ];
  const { status, stdout } = await command(...run, '--journal', other);
  expect(status).toBe(2);
  expect(JSON.parse(stdout).error).toMatchObject({ name: 'JournalFileError', code: 'JournalUnusable' });
  expect(await everything()).toEqual(before);
  expect(running.cloud.requests).toEqual([]);
});

describe('a journal in a folder that does not exist', () => {
  const reading = ['check', 'free1', '--migration-type', 'cold', '--destination-type', 'beta'];
  const running = ['run', ...reading.slice(1)];

  test.each([
    ['run', running],
    ['check', reading],
    ['apply', ['apply', 'plan.json']],
  ])('%s: the folder is named, and nothing is created', async (_, args) => {
    const before = await everything();
    const mistyped = join(folder, 'jurnal/journal.sqlite');
    const { status, stderr } = await command(...args, '--journal', mistyped);
    expect(status).toBe(2);
    expect(stderr).toContain(
      `the journal ${mistyped} cannot be opened: the folder ${join(folder, 'jurnal')} does not exist. Create it, or correct the name`,
    );
    expect(await everything()).toEqual(before);
  });

  test('is created with its folder if it is the default, named or not; a new file in an existing folder is created too', async () => {
    const own = join(folder, 'state/volume-migrate/journal.sqlite');
    const another = join(folder, 'another.sqlite');
    for (const [name, file] of [
      [[], own],
      [['--journal', own], own],
      [['--journal', another], another],
    ] as const) {
      await command(...running, ...name);
      expect(existsSync(file)).toBe(true);
      await rm(join(folder, 'state'), { recursive: true, force: true });
    }
  });
});
