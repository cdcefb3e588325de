// Reads the declaration files of the build as text: TypeScript 7 has no JavaScript API.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

/** A name in a file of ours, or in another package, which has no declarations here. */
export interface Source {
  readonly file: string;
  readonly name: string;
}

export interface Declaration extends Source {
  /** Without comments, with the short names of what it mentions. */
  readonly text: string;
  /** What it mentions of our own, by the name in the text. */
  readonly mentions: ReadonlyMap<string, Source>;
}

interface Module {
  readonly file: string;
  readonly declared: ReadonlyMap<string, string>;
  readonly imported: ReadonlyMap<string, Source>;
  readonly exported: ReadonlyMap<string, Source>;
  readonly all: readonly string[];
}

const ALL = '*';
const modules = new Map<string, Module>();

/** What a file exports, by name, wherever it is declared. */
export function exportsOf(file: string): ReadonlyMap<string, Source> {
  const { exported, all } = moduleOf(file);
  return new Map([...all.flatMap((other) => [...exportsOf(other)]), ...exported]);
}

/** What a declaration is called where it is shown; null: as in its file. */
export type Rename = (source: Source) => string | null;

/** The declaration of a name, wherever it is; null for one of another package. */
export function declarationOf(source: Source, rename: Rename = () => null): Declaration | null {
  const { file, name } = origin(source);
  const statement = existsSync(file) ? moduleOf(file).declared.get(name) : undefined;
  return statement === undefined ? null : { file, name, ...read(statement, moduleOf(file), rename) };
}

function moduleOf(file: string): Module {
  const known = modules.get(file);
  if (known !== undefined) return known;
  const module = parse(file);
  modules.set(file, module);
  return module;
}

function parse(file: string): Module {
  const declared = new Map<string, string>();
  const imported = new Map<string, Source>();
  const exported = new Map<string, Source>();
  const all: string[] = [];
  for (const statement of statementsOf(withoutComments(readFileSync(file, 'utf8')))) {
    const from = / from ['"]([^'"]+)['"];$/.exec(statement)?.[1];
    const star = /^export (?:type )?\* from/.test(statement);
    const namespace = /^import (?:type )?\* as (\w+)/.exec(statement)?.[1];
    const names = /^(import|export) (?:type )?\{([^}]*)\}/.exec(statement);
    const name = NAMED.exec(statement)?.[1];
    if (star && from !== undefined) all.push(placeOf(from, file));
    else if (namespace !== undefined && from !== undefined)
      imported.set(namespace, { file: placeOf(from, file), name: ALL });
    else if (names !== null) {
      for (const [theirs, ours] of listed(names[2] ?? '')) {
        const source = { file: from === undefined ? file : placeOf(from, file), name: theirs };
        (names[1] === 'import' ? imported : exported).set(ours, source);
      }
    } else if (name !== undefined) {
      // Overloads are declared one after another.
      const before = declared.get(name);
      declared.set(name, before === undefined ? statement : `${before}\n${statement}`);
      if (statement.startsWith('export ')) exported.set(name, { file, name });
    } else if (!/^import ['"]/.test(statement)) throw new Error(`${file}: not understood: ${statement}`);
  }
  return { file, declared, imported, exported, all };
}

const NAMED =
  /^(?:export )?(?:declare )?(?:abstract )?(?:const|let|function|class|interface|type|enum) (\w+)/;

// `A, type B as C`: each with its name there and its name here.
const listed = (names: string): [string, string][] =>
  names
    .split(',')
    .map((one) => one.trim().replace(/^type /, ''))
    .filter((one) => one !== '')
    .map((one) => one.split(' as '))
    .map(([theirs = '', ours = theirs]) => [theirs, ours]);

const TOKEN = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|\/\*[\s\S]*?\*\/|\/\/.*|[\s\S]/g;

function withoutComments(text: string): string {
  return text
    .replaceAll(TOKEN, (token) => (/^\/[*/]/.test(token) ? '' : token))
    .replaceAll(/^[ \t]*\n/gm, '')
    .replaceAll(/[ \t]+$/gm, '');
}

// A statement ends with its semicolon, an interface or a class with its brace.
function statementsOf(text: string): string[] {
  const statements: string[] = [];
  let depth = 0;
  let statement = '';
  for (const [token] of text.matchAll(TOKEN)) {
    statement += token;
    if ('{(['.includes(token)) depth++;
    if ('})]'.includes(token)) depth--;
    const isBlock = /^\s*(?:export )?(?:declare )?(?:abstract )?(?:interface|class|enum) /.test(statement);
    if (depth > 0 || !(token === ';' || (token === '}' && isBlock))) continue;
    statements.push(statement.trim());
    statement = '';
  }
  return statements;
}

// The statement with its names replaced, and the types and values of this package that it mentions. Names of members do not count.
function read(statement: string, module: Module, rename: Rename): Pick<Declaration, 'text' | 'mentions'> {
  const mentions = new Map<string, Source>();
  const mention = (name: string, source: Source): string => {
    if (!isAbsolute(source.file)) return DONE + name;
    const from = origin(source);
    const given = rename(from) ?? name;
    mentions.set(given, from);
    return DONE + given;
  };
  const own = NAMED.exec(statement)?.[1] ?? '';
  const text = statement
    .replaceAll(/import\("([^"]+)"\)\.(\w+)/g, (_, specifier: string, name: string) =>
      mention(name, { file: placeOf(specifier, module.file), name }),
    )
    .replaceAll(/\b(\w+)\.(\w+)/g, (whole, namespace: string, name: string) => {
      const from = module.imported.get(namespace);
      return from?.name === ALL ? mention(name, { file: from.file, name }) : whole;
    })
    .replaceAll(/(?<![\w.'"`$-])[A-Za-z_]\w*(?![\w'"`-]|\??:|\()/g, (name) => {
      if (name === own) return rename({ file: module.file, name }) ?? name;
      const source = module.declared.has(name) ? { file: module.file, name } : module.imported.get(name);
      return source === undefined || source.name === ALL ? name : mention(name, source);
    })
    .replaceAll(
      /(?<=^(?:export )?declare function )\w+/gm,
      (name) => rename({ file: module.file, name }) ?? name,
    )
    .replaceAll(DONE, '');
  return { text, mentions };
}

// Marks a name that was replaced already.
const DONE = '$';

// Where a name that is passed on is declared.
function origin(source: Source): Source {
  const { file, name } = source;
  if (!existsSync(file) || moduleOf(file).declared.has(name)) return source;
  const from = moduleOf(file).imported.get(name) ?? exportsOf(file).get(name);
  if (from === undefined || (from.file === file && from.name === name))
    throw new Error(`${file} does not declare ${name}`);
  return origin(from);
}

// The file that a specifier names, or the package.
const placeOf = (specifier: string, importer: string): string =>
  specifier.startsWith('.') ? join(dirname(importer), specifier.replace(/\.(ts|js)$/, '.d.ts')) : specifier;
