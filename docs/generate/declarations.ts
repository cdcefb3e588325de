// The exported names of every entry point with declaration and docstring: from the report of the public API and the sources.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

export interface Exported {
  readonly name: string;
  readonly kind: 'function' | 'class' | 'type' | 'constant';
  readonly declaration: string;
  /** The docstring, as Markdown; empty if there is none. */
  readonly doc: string;
}

export interface EntryPoint {
  readonly name: string;
  readonly exported: readonly Exported[];
}

/** The entry points of the package, in the order of the report. */
export function entryPoints(): EntryPoint[] {
  const report = readFileSync(join(ROOT, 'test/package/publicApi.txt'), 'utf8');
  const docs = documented();
  return report
    .split(/^== /m)
    .slice(1)
    .map((section): EntryPoint => {
      const [name = '', ...rest] = section.split('\n');
      const declarations = rest.join('\n').trim().split('\n\n');
      return { name, exported: declarations.flatMap((text) => exportedIn(text, docs)) };
    })
    .filter(({ name }) => name !== 'not exported');
}

const NAMED = /^export (?:declare )?(?:abstract )?(function|class|const|type|interface) (\w+)/;

// A line `Name: see Name of volume-migrate` is explained elsewhere.
function exportedIn(text: string, docs: ReadonlyMap<string, readonly Documented[]>): Exported[] {
  const [, keyword = '', name = ''] = NAMED.exec(text) ?? [];
  if (name === '') return [];
  const { doc, source } = ofDeclaration(docs.get(name) ?? [], text);
  const kind = KINDS[keyword] ?? 'type';
  const declaration = keyword === 'interface' && source !== null ? source : text;
  return [{ name, kind, declaration, doc }];
}

const KINDS: Readonly<Record<string, Exported['kind']>> = {
  function: 'function',
  class: 'class',
  const: 'constant',
};

interface Documented {
  readonly doc: string;
  /** An interface as it is written, with the docstrings of its members; null for anything else. */
  readonly source: string | null;
}

const DECLARED =
  /(?:^\/\*\*((?:(?!\*\/).)*)\*\/\n(?:\/\/[^\n]*\n)*)?^export (?:abstract |async )*(function|class|const|type|interface) (\w+)/gms;

// Names that several files declare are told apart by what they declare.
function ofDeclaration(candidates: readonly Documented[], declaration: string): Documented {
  const same = candidates.find(({ source }) => source !== null && bare(source) === bare(declaration));
  return same ?? candidates.find(({ source }) => source === null) ?? { doc: '', source: null };
}

const bare = (code: string): string =>
  code
    .replaceAll(/\/\*.*?\*\/|\/\/[^\n]*/gs, '')
    .replaceAll(/[\s;,]+/g, ' ')
    .replaceAll(/readonly /g, '');

function documented(): Map<string, Documented[]> {
  const found = new Map<string, Documented[]>();
  for (const file of sources()) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    for (const match of text.matchAll(DECLARED)) {
      const [all, comment = '', keyword, name = ''] = match;
      const start = match.index + all.lastIndexOf('export ');
      const source = keyword === 'interface' ? interfaceAt(text, start) : null;
      found.set(name, [...(found.get(name) ?? []), { doc: plain(comment), source }]);
    }
  }
  return found;
}

const interfaceAt = (text: string, start: number): string =>
  text.slice(
    start,
    text.indexOf('{}', start) === text.indexOf('{', start)
      ? text.indexOf('}', start) + 1
      : text.indexOf('\n}', start) + 2,
  );

const plain = (comment: string): string =>
  comment
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .trim();

// No entry point exports anything of the page or of the command.
const sources = (): string[] =>
  ['machines', 'services', 'src'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !/^(page|cli)\//.test(file))
      .map((file) => join(folder, file)),
  );
