import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseDocument } from 'yaml';
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

// JSON is YAML. The parser's own messages quote the line, which may hold a password: only its place is told.
function cloudsIn({ file, text }: Readable): Record<string, unknown> {
  const document = parseDocument(text);
  const faults = document.errors.map((error) => {
    const place = error.linePos?.[0];
    const where = place === undefined ? '' : ` at line ${place.line}, column ${place.col}`;
    return `${file}: not valid YAML${where} (${error.code})`;
  });
  if (faults.length > 0) throw new ConfigurationError(faults);
  const content: unknown = document.toJS();
  const clouds = isObject(content) ? content['clouds'] : undefined;
  if (!isObject(clouds)) {
    throw new ConfigurationError([`${file}: clouds: expected a map of clouds, got ${typeName(clouds)}`]);
  }
  return clouds;
}

function merged(base: Record<string, unknown>, over: Record<string, unknown>): Record<string, unknown> {
  const result = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    result[key] = isObject(below) && isObject(value) ? merged(below, value) : value;
  }
  return result;
}
