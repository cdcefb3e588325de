// Finds the OpenStack clients' configuration files and reads their text.
import { close, open, read } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ConfigurationError } from '../faults.ts';
import type { Environment } from './environment.ts';
import { LARGEST_FILE } from './yaml.ts';

export type FileName = 'clouds' | 'secure' | 'clouds-public';

export interface Surroundings {
  readonly env: Environment;
  readonly cwd: string;
  readonly home: string;
}

const ENDINGS = ['.yaml', '.yml', '.json'];

// The variables that can name a file; only some of the three have one.
const NAMED_BY: Partial<Record<FileName, string>> = {
  clouds: 'OS_CLIENT_CONFIG_FILE',
  secure: 'OS_CLIENT_SECURE_FILE',
};

/**
 * Where a file of that name may be, in order of precedence. Source: openstack/config/loader.py
 * (CONFIG_SEARCH_PATH).
 */
export function searchPath(name: FileName, { env, cwd, home }: Surroundings): string[] {
  const ofUser = env['XDG_CONFIG_HOME'] || join(home, '.config');
  const ofSite = (env['XDG_CONFIG_DIRS'] || '/etc/xdg').split(':').filter((folder) => folder !== '');
  const folders = [
    cwd,
    ...[ofUser, join(home, '.config'), ...ofSite].map((folder) => join(folder, 'openstack')),
    '/etc/openstack',
  ];
  const files = [...new Set(folders)].flatMap((folder) =>
    ENDINGS.map((ending) => join(folder, `${name}${ending}`)),
  );
  const first = env[NAMED_BY[name] ?? ''];
  return first === undefined || first === '' ? files : [first, ...files];
}

/** Where a file that accompanies explicitly named clouds files may be: beside them. */
export function besides(name: FileName, files: readonly string[]): string[] {
  return files.flatMap((file) => ENDINGS.map((ending) => join(dirname(file), `${name}${ending}`)));
}

export interface TextFile {
  readonly file: string;
  readonly text: string;
}

/**
 * The first file that can be read, or null. Throws ConfigurationError if it is larger than any configuration.
 */
export async function firstReadable(files: readonly string[]): Promise<TextFile | null> {
  for (const file of files) {
    const text = await textOf(file);
    if (text !== null) return { file, text };
  }
  return null;
}

// Read in chunks, because a pipe or a device does not report its size in advance. Not with fs/promises, which
// would load readline as well.
async function textOf(file: string): Promise<string | null> {
  const opened = await promisify(open)(file, 'r').catch(() => null);
  if (opened === null) return null;
  try {
    const pieces: Buffer[] = [];
    let size = 0;
    while (size <= LARGEST_FILE) {
      const { bytesRead, buffer } = await promisify(read)(opened, Buffer.alloc(65_536), 0, 65_536, null);
      if (bytesRead === 0)
        return Buffer.concat(pieces)
          .toString('utf8')
          .replace(/^\ufeff/, '');
      pieces.push(buffer.subarray(0, bytesRead));
      size += bytesRead;
    }
  } catch {
    return null;
  } finally {
    await promisify(close)(opened);
  }
  throw new ConfigurationError([`${file}: is larger than ${LARGEST_FILE / 1024 / 1024} MiB`]);
}
