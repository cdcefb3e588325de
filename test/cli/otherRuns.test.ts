// show, replay and inspect on runs of an application's own workflows: a parent with a child, from the journal and from a file.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEngine, openSqliteStore } from '../../src/index.ts';
import { never, twoCalls, workflowOf } from '../engine/smallWorkflows.ts';
import { type Ran, runCommand } from './command.ts';

const [PARENT, OPEN] = ['33333333-3333-4333-8333-333333333333', '44444444-4444-4444-8444-444444444444'];
const HINT =
  'This command shows the records of workflow plan. Its states and guards are in the application that defines it.';

let folder: string;
let child: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'volume-migrate-other-'));
  const store = openSqliteStore(join(folder, 'journal.sqlite'));
  const engine = createEngine({ store });
  const fail = async (): Promise<never> => {
    throw new Error('the disk is \u001b[31mfull');
  };
  const backup = workflowOf(
    twoCalls,
    { calls: { a: async () => 'snapshot 7', b: async () => null } },
    { name: 'backup' },
  );
  const plan = workflowOf(
    twoCalls,
    ({ startChild }) => ({
      calls: { a: (_, call) => startChild(backup, { item: 1 }, call), b: async () => ['b'] },
    }),
    { name: 'plan' },
  );
  await (await engine.start(plan, { items: 1 }, { runId: PARENT })).outcome;
  child = (await store.list()).find(({ parent }) => parent === PARENT)?.runId ?? '';
  const called = Promise.withResolvers<void>();
  const b = async (): Promise<never> => {
    called.resolve();
    return await never();
  };
  const left = await engine.start(
    workflowOf(twoCalls, { calls: { a: async () => 'a', b } }, { name: 'plan' }),
    null,
    {
      runId: OPEN,
    },
  );
  await called.promise;
  left.stop();
  await left.outcome;
  const failing = workflowOf(twoCalls, { calls: { a: fail, b: fail } }, { name: 'plan' });
  await (await engine.start(failing, null, { runId: '55555555-5555-4555-8555-555555555555' })).outcome;
  await store.close();
});
afterAll(async () => await rm(folder, { recursive: true }));

const command = (args: readonly string[]): Promise<Ran> =>
  runCommand(folder, [...args, '--journal', join(folder, 'journal.sqlite')]);

// Times differ from run to run.
const words = (stdout: string): string[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) =>
      line
        .replace(/\d+\.\d s/g, 'T')
        .replace(/^started .*Z/, 'started')
        .trim(),
    );

test('show prints each record with what was given and returned, the outcome, and the runs that it started', async () => {
  const { status, stdout, stderr } = await command(['show', PARENT.slice(0, 4)]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(words(stdout)).toEqual([
    `run ${PARENT}`,
    'workflow plan, version 0',
    'started',
    '',
    'T    started with {"items":1}',
    'T    calls a',
    'T    a returned null',
    'T    calls b',
    'T    b returned ["b"]',
    'T    ended',
    '',
    'DONE in T',
    'child runs: 1',
    `${child}  backup  DONE`,
    HINT,
  ]);
});

test('show names the parent of a child', async () => {
  expect((await command(['show', child])).stdout).toContain(
    `workflow backup, version 0, started by run ${PARENT}\n`,
  );
});

test('show of an open run names its last known state, and makes control characters visible', async () => {
  expect(words((await command(['show', OPEN])).stdout)).toContain('open (interrupted), last known state B');
  const { stdout } = await command(['show', '55555555']);
  expect(stdout).toContain('a failed: the disk is ');
  expect(stdout).not.toContain('\u001b');
});

test('show --json prints the records, the calls and the last known state', async () => {
  const shown = JSON.parse((await command(['show', OPEN, '--json'])).stdout);
  expect(shown).toMatchObject({
    runId: OPEN,
    workflow: 'plan',
    parent: null,
    endedAt: null,
    status: null,
    state: 'B',
  });
  expect(shown.calls).toMatchObject([
    { call: 'a', end: 'answered' },
    { call: 'b', end: null },
  ]);
});

test('replay checks that no record is missing or altered, and says what it cannot do', async () => {
  const { status, stdout, stderr } = await command(['replay', PARENT]);
  expect(status).toBe(0);
  expect(words(stdout)).toEqual([
    ...['T      0  started with {"items":1}', 'T      1  calls a', 'T      2  a returned null'],
    ...['T      3  calls b', 'T      4  b returned ["b"]', 'T      5  ended'],
    '6 records checked: none is missing or altered. They were not replayed',
  ]);
  expect(stderr).toBe(
    `  - run ${PARENT} is of workflow plan: to replay it on its machine, call replay() of the engine in the application\n`,
  );
});

test('an exported run is shown and checked from its file, and an altered record is named', async () => {
  const file = join(folder, 'run.jsonl');
  const { stdout } = await command(['export', PARENT]);
  await writeFile(file, stdout);
  expect(words((await runCommand(folder, ['show', file])).stdout).at(-2)).toBe('DONE in T');
  expect((await runCommand(folder, ['replay', file])).status).toBe(0);
  await writeFile(file, stdout.replace('["b"]', '["c"]'));
  const { status, stderr } = await runCommand(folder, ['replay', file]);
  expect(status).toBe(1);
  expect(stderr).toContain('replay failed: record 4: its digest does not match');
});

test('inspect --html writes it to a page', async () => {
  const file = join(folder, 'run.html');
  const { status, stderr } = await command(['inspect', PARENT, '--html', file]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: `wrote ${file}\n` });
  expect(await readFile(file, 'utf8')).toContain('"workflow":"plan"');
});
