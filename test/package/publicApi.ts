// The report of the public API: every name of every entry point with its declaration, from the declarations that the build
// has written. `npm run api` writes publicApi.txt; with --check nothing is written, and a difference is an error.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import process from 'node:process';
import { type Declaration, declarationOf, exportsOf, type Source } from './declarations.ts';
import { INTERNAL, STANDS_ON } from './internalNames.ts';

const ROOT = join(import.meta.dirname, '../..');
const REPORT = join(import.meta.dirname, 'publicApi.txt');

interface Entry {
  readonly name: string;
  /** By exported name, sorted. */
  readonly declarations: ReadonlyMap<string, Declaration>;
}

const { name: packageName, exports: entryPoints } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
) as { name: string; exports: Record<string, { types: string } | string> };

const keyOf = ({ file, name }: Source): string => `${file} ${name}`;

function entryOf(path: string, types: string): Entry {
  const exported = [...exportsOf(join(ROOT, types))].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const names = new Map<string, string>();
  for (const [name, source] of exported) {
    const declaration = declarationOf(source);
    if (declaration === null) throw new Error(`${path} exports ${name} of another package`);
    names.set(keyOf(declaration), name);
  }
  const rename = (source: Source): string | null => names.get(keyOf(source)) ?? null;
  const declarations = exported.map(([name, source]): [string, Declaration] => [
    name,
    declarationOf(source, rename) as Declaration,
  ]);
  return { name: posix.join(packageName, path), declarations: new Map(declarations) };
}

const entries = Object.entries(entryPoints).flatMap(([path, to]) =>
  typeof to === 'string' ? [] : [entryOf(path, to.types)],
);

// Each declaration appears once; those that are not exported come last.
function report(internal: ReadonlyMap<string, Declaration>): string {
  const shown = new Map<string, string>();
  const sections = entries.map(({ name: entry, declarations }) => {
    const texts = [...declarations].map(([name, declaration]) => {
      const before = shown.get(keyOf(declaration));
      if (before !== undefined) return `${name}: ${before}`;
      shown.set(keyOf(declaration), `see ${name} of ${entry}`);
      return declaration.text;
    });
    return `== ${entry}\n\n${texts.join('\n\n')}\n`;
  });
  const others = [...internal.values()].map((declaration) => declaration.text).toSorted();
  return `${['Made by `npm run api`.\n', ...sections, '== not exported\n', others.join('\n\n')].join('\n')}\n`;
}

// Names that a signature mentions but the entry point does not export.
function unreachable(): { readonly problems: string[]; readonly internal: ReadonlyMap<string, Declaration> } {
  const internal = new Set(Object.values(INTERNAL).flat());
  const used = new Map<string, Declaration>();
  const problems = entries.flatMap(({ name: entry, declarations }) => {
    const reachable = entries.filter(({ name }) => name === entry || STANDS_ON[entry]?.includes(name));
    const known = new Set(reachable.flatMap((one) => [...one.declarations.values()].map(keyOf)));
    const look = (by: string, { mentions }: Declaration): string[] =>
      [...mentions].flatMap(([name, source]) => {
        if (known.has(keyOf(source))) return [];
        known.add(keyOf(source));
        if (!internal.has(name)) return [`${entry}: ${by} mentions ${name}, which is not exported`];
        const declaration = declarationOf(source) as Declaration;
        used.set(name, declaration);
        return /^(?:export )?(?:type|interface) /.test(declaration.text) ? look(name, declaration) : [];
      });
    return [...declarations].flatMap(([name, declaration]) => look(name, declaration));
  });
  const needless = [...internal].filter((name) => !used.has(name));
  return {
    problems: [
      ...problems,
      ...needless.map((name) => `test/package/internalNames.ts: nothing mentions ${name}`),
    ],
    internal: used,
  };
}

const { problems, internal } = unreachable();
const text = report(internal);
if (!process.argv.includes('--check')) writeFileSync(REPORT, text);
else if (readFileSync(REPORT, 'utf8') !== text)
  problems.push('test/package/publicApi.txt is out of date: run `npm run api`, then review the difference');
for (const problem of problems) process.stderr.write(`${problem}\n`);
if (problems.length > 0) process.exitCode = 1;
