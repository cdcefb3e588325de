// Reads clouds.yaml, secure.yaml, which takes precedence over it, and clouds-public.yaml.
import { ConfigurationError } from '../faults.ts';
import { firstReadable, type TextFile } from './files.ts';
import { isObject } from './layers.ts';
import type { PublicClouds } from './profile.ts';
import { typeName } from './reader.ts';
import { readYaml } from './yaml.ts';

/** One file's clouds. */
export interface CloudsFile {
  /** The file's path, as found. */
  readonly file: string;
  readonly clouds: Readonly<Record<string, unknown>>;
}

/**
 * The files that describe clouds, lowest precedence first: clouds.yaml and secure.yaml. Empty if no file can
 * be read.
 * Throws ConfigurationError, with the problems of both, if one is invalid.
 */
export async function readCloudsFiles(
  files: readonly string[],
  secureFiles: readonly string[],
): Promise<readonly CloudsFile[]> {
  const found = [await firstReadable(files), await firstReadable(secureFiles)];
  const faults: string[] = [];
  const read = found.map((one) => (one === null ? null : noting(faults, () => cloudsIn(one, 'clouds'))));
  const [main = null, secure = null] = read;
  if (faults.length > 0) throw new ConfigurationError(faults);
  if (main !== null && main.clouds === null && (secure === null || secure.clouds === null)) {
    throw new ConfigurationError([`${main.file}: clouds: expected a map of clouds, got nothing`]);
  }
  return [main, secure].flatMap((one) =>
    one === null ? [] : [{ file: one.file, clouds: one.clouds ?? {} }],
  );
}

/**
 * The public clouds of the first clouds-public.yaml that can be read; null if there is none. Throws like
 * `readCloudsFiles`.
 */
export async function readPublicClouds(files: readonly string[]): Promise<PublicClouds | null> {
  const found = await firstReadable(files);
  if (found === null) return null;
  const { file, clouds } = cloudsIn(found, 'public-clouds');
  return { file, clouds: clouds ?? {} };
}

function noting<T>(faults: string[], read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    faults.push(...error.faults);
    return null;
  }
}

// An empty file, one with comments only, and one about other things (`cache`, `metrics`) have no clouds:
// null.
function cloudsIn(
  { file, text }: TextFile,
  key: 'clouds' | 'public-clouds',
): { readonly file: string; readonly clouds: Record<string, unknown> | null } {
  const content = readYaml(text, file);
  if (content !== null && !isObject(content)) {
    throw new ConfigurationError([`${file}: ${key}: expected a map of clouds, got ${typeName(content)}`]);
  }
  const clouds = content?.[key] ?? null;
  if (clouds !== null && !isObject(clouds)) {
    throw new ConfigurationError([`${file}: ${key}: expected a map of clouds, got ${typeName(clouds)}`]);
  }
  return { file, clouds };
}
