// --store: every command supports it or says why not, and an option that has no effect with it is refused.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { runCommand } from './command.ts';

// Nothing listens there: what is refused is refused before it is reached.
const STORE = ['--store', 'restate+http://127.0.0.1:1'];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'volume-migrate-store-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const REQUIRED: Readonly<Record<string, readonly string[]>> = { worker: ['--ingress', 'http://127.0.0.1:1'] };

const commands = createProgram([]).commands;
const supports = (name: string): boolean =>
  commands.find((one) => one.name() === name)?.options.some(({ long }) => long === '--store') ?? false;

test('the commands that start, read or change runs support it', () => {
  expect(commands.map((one) => one.name()).filter(supports)).toEqual([
    ...['run', 'check', 'resume', 'watch', 'apply', 'pause', 'cancel', 'limits'],
    ...['runs', 'replay', 'show', 'export', 'give-up', 'inspect', 'leftovers'],
  ]);
});

test.each(
  commands.map((one) => one.name()).filter((name) => !supports(name)),
)('%s says why it does not', async (name) => {
  const { status, stderr } = await runCommand(folder, [name, ...(REQUIRED[name] ?? []), ...STORE]);
  expect(status).toBe(2);
  expect(stderr).toMatch(/unknown option '--store': .*(neither starts nor reads runs|--ingress)/);
});

const volume = ['2c91c4af-44ad-4e16-8d56-c27db583a459', '--destination-type', 'fast'];

test.each([
  ['run', volume],
  ['resume', ['2c91c4af']],
  ['apply', ['plan.json']],
])('%s names every option that has no effect with it', async (name, args) => {
  writeFileSync(join(folder, 'plan.json'), '[]');
  const found = args.map((one) => (one === 'plan.json' ? join(folder, one) : one));
  const useless = ['--inspect=stately', '--inspect-origin', 'https://stately.ai', '--verbose'];
  const { status, stderr } = await runCommand(folder, [name, ...found, ...useless, ...STORE]);
  expect(status).toBe(2);
  for (const option of ['--inspect=stately', '--inspect-origin', '--verbose'])
    expect(stderr).toContain(`${name} --store does not support ${option}: workers `);
});

test.each([
  ['to remove', []],
  ['only to look', ['--dry-run']],
])('runs prune says that Restate removes runs itself, and how to change when: %s', async (_, flags) => {
  const pruned = await runCommand(folder, ['runs', 'prune', '--older-than', '90d', ...flags, ...STORE]);
  expect(pruned).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringContaining('worker --keep 90d'),
  });
});

test('a file is refused: --journal names it', async () => {
  const { status, stderr } = await runCommand(folder, ['runs', '--store', 'journal.sqlite']);
  expect(status).toBe(2);
  expect(stderr).toContain('expected a URL such as restate+http://127.0.0.1:8080');
});
