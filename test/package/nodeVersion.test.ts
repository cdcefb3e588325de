// An older Node: one line, exit status 2, and nothing else loaded.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { expect, inject, test } from 'vitest';
import { guarded } from '../../packaging/guarded.ts';

const ROOT = join(import.meta.dirname, '../..');

// Nothing else is there: anything else that an entry loads is an error that names the missing file.
function alone(): string {
  const folder = mkdtempSync(join(tmpdir(), 'node-version-'));
  for (const name of ['src', 'guarded']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  copyFileSync(inject('bundledCommand') ?? '', join(folder, 'volume-migrate.cjs'));
  const source = readFileSync(join(ROOT, 'src/nodeVersion.ts'), 'utf8');
  writeFileSync(join(folder, 'src/nodeVersion.js'), stripTypeScriptTypes(source));
  writeFileSync(join(folder, 'guarded/index.js'), guarded('./dist/src/index.js', ['migrateVolume']));
  return folder;
}

function onNode(version: string, args: readonly string[]) {
  const versions = `Object.defineProperty(process,"versions",{value:{...process.versions,node:"${version}"}})`;
  const options = ['--no-warnings', '--import', `data:text/javascript,${versions}`];
  return spawnSync(process.execPath, [...options, ...args], { cwd: alone(), encoding: 'utf8' });
}

const ENTRIES = [
  ['the command', ['volume-migrate.cjs', 'run'], './parts/'],
  ['the import', ['--input-type=module', '--eval', 'import "./guarded/index.js"'], 'src/index.js'],
] as const;

test.each(ENTRIES)('%s on an older Node says in one line which version is needed', (_name, args) => {
  const tooOld = [
    ...[['12.22.12'], ['18.20.0'], ['20.19.5'], ['22.17.1']],
    // Newer than the oldest one that works, but cannot open a database by its URL.
    ...[
      ['23.0.0', '23.10'],
      ['23.9.0', '23.10'],
    ],
  ] as const;
  for (const [version, needed = '22.18'] of tooOld) {
    expect(onNode(version, args)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: `volume-migrate requires Node ${needed} or newer, but this is Node ${version}. Install a newer version\n`,
    });
  }
});

test.each(ENTRIES)('%s continues to the program on a new enough Node', (_name, args, next) => {
  for (const version of ['22.18.0', '23.10.0', '24.1.0']) {
    const { status, stderr } = onNode(version, args);
    expect(stderr).toContain(next);
    expect(stderr).toContain('MODULE_NOT_FOUND');
    expect(status).not.toBe(2);
  }
});

test('the version is the one that package.json names', () => {
  const { engines, bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  expect(engines.node).toBe('>=22.18');
  expect(bin['volume-migrate']).toBe('dist/command/volume-migrate.cjs');
});
