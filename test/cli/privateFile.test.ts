// Files that only the user of the command can read.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writePrivateFile } from '../../src/cli/privateFile.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'volume-migrate-private-'));
  file = join(folder, 'run.html');
});
afterEach(() => rmSync(folder, { recursive: true }));

const modeOf = (name: string): number => statSync(name).mode & 0o777;

test('a file that is new, or had longer content, has only the text and is private', () => {
  writePrivateFile(file, 'new');
  expect([readFileSync(file, 'utf8'), modeOf(file)]).toEqual(['new', 0o600]);
  writeFileSync(file, 'longer than what comes');
  chmodSync(file, 0o666);
  writePrivateFile(file, 'short');
  expect([readFileSync(file, 'utf8'), modeOf(file)]).toEqual(['short', 0o600]);
});

test.each([
  ['no folder', 'none/run.html', 'its folder does not exist. Create the folder, or choose another file'],
  ['a folder', '', 'it is a folder. Give the name of a file'],
  ['a path through a file', 'file/run.html', 'part of its path is not a folder. Choose another file'],
])('%s cannot be written: the error names it and says what to do', (_, name, why) => {
  writeFileSync(join(folder, 'file'), '');
  const path = join(folder, name);
  expect(() => writePrivateFile(path, 'text')).toThrow(`cannot write ${path}: ${why}`);
});

// Only root can be somebody else.
test.skipIf(process.getuid?.() !== 0)("somebody else's world-writable file stays as it was", () => {
  chmodSync(folder, 0o755);
  writeFileSync(file, 'of root');
  chmodSync(file, 0o666);
  const program = `
    import { writePrivateFile } from ${JSON.stringify(join(import.meta.dirname, '../../src/cli/privateFile.ts'))};
    process.setuid(65534);
    try {
      writePrivateFile(process.argv[1], 'private');
    } catch ({ code }) {
      process.stdout.write(code);
    }
  `;
  const args = ['--no-warnings', '--input-type=module-typescript', '-e', program, file];
  expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toBe('EPERM');
  expect([readFileSync(file, 'utf8'), modeOf(file)]).toEqual(['of root', 0o666]);
});
