// The manual page: it has every command and option, and is correct roff.
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { manPage } from '../../packaging/manPage.ts';
import { plain } from '../../packaging/roff.ts';
import { commandsIn, completionTree } from '../../src/cli/completion/tree.ts';
import { createProgram } from '../../src/cli/program.ts';

const page = manPage();
const [program, ...commands] = commandsIn(completionTree(createProgram([])));

/** The part of the page about a command. */
function sectionOf(path: readonly string[]): string {
  const found = page
    .split(/^\.S[SH] /m)
    .find((part) => part.startsWith(`"${plain(`volume-migrate ${path.join(' ')} [options]`)}`));
  expect(found).toBeDefined();
  return found ?? '';
}

describe('the manual page', () => {
  test.each(
    commands.map((command) => [command.path.join(' '), command] as const),
  )('describes %s, with each of its options', (_, { path, description, options }) => {
    const section = sectionOf(path);
    expect(section).toContain(`\n${plain(description)}\n`);
    const terms = section.split('\n').filter((line) => line.startsWith('.B '));
    for (const { long } of options) {
      const isOf = (term: string): boolean => term.split(/[ ,"]+/).includes(plain(long));
      expect(terms.filter(isOf)).toHaveLength(1);
    }
  });

  test('describes the options of the program itself, and has the examples', () => {
    for (const { long } of program?.options ?? []) expect(page).toContain(plain(long));
    expect(page).toContain(plain('$ volume-migrate run data1 --destination-type fast --dry-run'));
  });

  test('is typeset without a warning, where groff is installed', ({ skip }) => {
    const ran = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-z'], { input: page, encoding: 'utf8' });
    skip(ran.error !== undefined, 'groff is not installed');
    expect({ status: ran.status, stderr: ran.stderr }).toEqual({ status: 0, stderr: '' });
  });
});

test.each([
  ['.TH x', '\\&.TH x'],
  ["a\n'b", "a\n\\&'b"],
  ['--json \\n', '\\-\\-json \\en'],
  ['a … b', 'a \\[u2026] b'],
])('text of the page is never taken for a macro or an escape: %j', (text, roff) => {
  expect(plain(text)).toBe(roff);
});
