import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Document, LineCounter, parseDocument, visit } from 'yaml';
import { ConfigurationError } from '../faults.ts';
import { isObject } from './parse.ts';
import { typeName } from './reader.ts';

/** The clouds of the first readable file, with secure.yaml merged over. */
export interface CloudsFile {
  /** The file's path, as found. */
  readonly file: string;
  readonly clouds: Readonly<Record<string, unknown>>;
}

const ENDINGS = ['.yaml', '.yml', '.json'];

/** Where a file of that name may be, the first place first. */
export function searchPath(
  name: 'clouds' | 'secure',
  { first, cwd, home }: { first: string | undefined; cwd: string; home: string },
): string[] {
  const folders = [cwd, join(home, '.config', 'openstack'), '/etc/openstack'];
  const files = folders.flatMap((folder) => ENDINGS.map((ending) => join(folder, `${name}${ending}`)));
  return first === undefined || first === '' ? files : [first, ...files];
}

/** Where the secure file to explicitly given clouds files may be: beside them. */
export function besides(files: readonly string[]): string[] {
  return files.flatMap((file) => ENDINGS.map((ending) => join(dirname(file), `secure${ending}`)));
}

/** Null where no file can be read. Throws ConfigurationError where one is not what it should be. */
export async function readCloudsFile(
  files: readonly string[],
  secureFiles: readonly string[],
): Promise<CloudsFile | null> {
  const found = await firstReadable(files);
  if (found === null) return null;
  const secure = await firstReadable(secureFiles);
  const clouds = cloudsIn(found);
  return { file: found.file, clouds: secure === null ? clouds : merged(clouds, cloudsIn(secure)) };
}

interface Readable {
  readonly file: string;
  readonly text: string;
}

async function firstReadable(files: readonly string[]): Promise<Readable | null> {
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => null);
    if (text !== null) return { file, text };
  }
  return null;
}

// JSON is YAML. The parser's own messages and warnings quote the file, which may hold a password: only places are told.
function cloudsIn({ file, text }: Readable): Record<string, unknown> {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, logLevel: 'silent' });
  const invalid = (offset: number, why: string): string => {
    const { line, col } = lineCounter.linePos(offset);
    return `${file}: not valid YAML at line ${line}, column ${col} (${why})`;
  };
  const faults = [
    ...document.errors.map(({ pos, code }) => invalid(pos[0], code)),
    ...unknownAliases(document).map((offset) => invalid(offset, 'a text that begins with * needs quotes')),
  ];
  if (faults.length > 0) throw new ConfigurationError(faults);
  const content = contentOf(document, file);
  const clouds = isObject(content) ? content['clouds'] : undefined;
  if (!isObject(clouds)) {
    throw new ConfigurationError([`${file}: clouds: expected a map of clouds, got ${typeName(clouds)}`]);
  }
  return clouds;
}

// `password: *x` is no text to YAML but a reference to what is marked `&x`: places of those to which nothing is marked.
function unknownAliases(document: Document.Parsed): number[] {
  const offsets: number[] = [];
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) === undefined) offsets.push(alias.range?.[0] ?? 0);
    },
  });
  return offsets;
}

function contentOf(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS();
  } catch {
    throw new ConfigurationError([`${file}: not valid YAML (an alias of too many things)`]);
  }
}

function merged(base: Record<string, unknown>, over: Record<string, unknown>): Record<string, unknown> {
  const result = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    result[key] = isObject(below) && isObject(value) ? merged(below, value) : value;
  }
  return result;
}
