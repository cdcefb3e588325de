// volume-migrate completion: what each shell completes, asked of the shell itself where it is installed.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ran, runCommand } from './command.ts';

let folder: string;
const script = (shell: string): string => join(folder, `completion.${shell}`);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'volume-migrate-completion-'));
  await writeFile(join(folder, 'params.json'), '{}');
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { status, stdout } = await command('completion', shell);
    expect(status).toBe(0);
    await writeFile(script(shell), stdout);
  }
});
afterAll(async () => await rm(folder, { recursive: true }));

const command = (...args: readonly string[]): Promise<Ran> => runCommand(folder, args);

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

function ask(shell: string, code: string): string[] {
  const env = { PATH: process.env['PATH'], HOME: folder, TERM: 'dumb' };
  const { stdout } = spawnSync(shell, ['-c', code], { cwd: folder, env, encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => line.split('\t')[0] || []);
}

const quoted = (text: string): string => `'${text}'`;

// The words up to the cursor; the last one may be empty.
const bash = (...words: string[]): string[] =>
  ask(
    'bash',
    `source ${script('bash')}; COMP_WORDS=(volume-migrate ${words.map(quoted).join(' ')}); COMP_CWORD=${words.length}
     _volume_migrate; printf '%s\\n' "\${COMPREPLY[@]}"`,
  );
const fish = (...words: string[]): string[] =>
  ask('fish', `source ${script('fish')}; complete -C ${quoted(['volume-migrate', ...words].join(' '))}`);

const CASES: readonly (readonly [string, string[], string[]])[] = [
  ['commands', ['ru'], ['run', 'runs']],
  ['options', ['run', '--dest'], ['--destination-node', '--destination-type']],
  ['choices', ['cloud', '--release', ''], ['2025.1', 'zed']],
  ['a subcommand', ['runs', 'pr'], ['prune']],
  ['its options', ['runs', 'prune', '--o'], ['--older-than']],
  ['options after the value of another', ['runs', '--volume', 'run', '--li'], ['--limit']],
  ['files, as the value of an option', ['run', '--params', 'par'], ['params.json']],
  ['files, as an argument', ['show', 'par'], ['params.json']],
  ['nothing where only the user knows', ['run', '--cloud', ''], []],
  ['shells', ['completion', ''], ['bash', 'fish', 'zsh']],
];

describe.each([
  ['bash', bash],
  ['fish', fish],
] as const)('%s', (shell, complete) => {
  test.skipIf(!has(shell)).each(CASES)('completes %s', (_, words, expected) => {
    const found = complete(...words).filter((word) => expected.length === 0 || !word.startsWith('--help'));
    // Where an argument is expected, options may be offered as well.
    const own = words.at(-1) === '' ? found.filter((word) => !word.startsWith('-')) : found;
    expect(own.toSorted()).toEqual(expected);
  });

  test.skipIf(!has(shell))('evaluates nothing that was typed', () => {
    complete('run', '$(touch evaluated)', '');
    expect(ask('bash', 'ls')).not.toContain('evaluated');
  });
});

test('bash splits words at =: the value is completed all the same', () => {
  expect(bash('run', '--inspect', '=', 'st')).toEqual(['stately']);
  expect(bash('cloud', '--release', '=')).toEqual(['zed', '2025.1']);
});

test.skipIf(!has('zsh'))('zsh loads the script, and knows every command', () => {
  const loaded = ask(
    'zsh',
    `autoload -U compinit; compinit -u -D; source ${script('zsh')}; print -l \${(k)functions}`,
  );
  for (const name of ['run', 'runs', 'runs_prune', 'give_up', 'completion'])
    expect(loaded).toContain(`__volume_migrate_${name}`);
});

test('another shell is refused', async () => {
  const { status, stderr } = await command('completion', 'csh');
  expect(status).toBe(2);
  expect(stderr).toContain('Allowed choices are bash, zsh, fish');
});

test.each([
  ...['run', 'resume', 'runs', 'replay', 'show', 'export', 'give-up', 'inspect'],
  ...['pools', 'types', 'leftovers', 'cloud', 'demo', 'completion'],
])('the help of %s has examples', async (name) => {
  expect((await command(name, '--help')).stdout).toContain(`\nExamples:\n  $ volume-migrate ${name}`);
});
