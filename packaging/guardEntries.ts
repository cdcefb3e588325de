// Puts a guarded entry before each of the package's own; run after `tsc`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { guarded } from './guarded.ts';

const ROOT = join(import.meta.dirname, '..');

interface Entry {
  readonly import?: string;
  readonly default?: string;
}

const { exports: entries } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  exports: Record<string, Entry | string>;
};

mkdirSync(join(ROOT, 'dist/guarded'), { recursive: true });
for (const entry of Object.values(entries)) {
  if (typeof entry === 'string' || entry.import === undefined || entry.default === undefined) continue;
  const names = Object.keys(await import(join(ROOT, entry.default))).toSorted();
  writeFileSync(join(ROOT, entry.import), guarded(entry.default, names));
}
