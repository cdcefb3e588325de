import { homedir } from 'node:os';
import { ConfigurationError } from '../faults.ts';
import type { CloudConfig } from './cloudConfig.ts';
import { besides, type CloudsFile, readCloudsFile, searchPath } from './cloudsYaml.ts';
import { describesCloud, environmentSource } from './environment.ts';
import { cloudSource, isObject, parseSource } from './parse.ts';
import { typeName } from './reader.ts';

export interface LoadOptions {
  /** The cloud's name in the file; goes before `OS_CLOUD`. */
  readonly cloud?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly home?: string;
  /** Files to look for, in place of the usual ones; secure.yaml is looked for beside them. */
  readonly files?: readonly string[];
}

/**
 * Reads a cloud's configuration as other OpenStack clients do: a named cloud (`cloud`, `OS_CLOUD`) alone,
 * else `OS_*` variables, else the single cloud of the file. The first readable file wins:
 * `OS_CLIENT_CONFIG_FILE`, working directory, ~/.config/openstack, /etc/openstack; .yaml, .yml, .json.
 * Rejects with ConfigurationError naming every fault at once. Proved by openstack/config/loader.py.
 */
export async function loadCloudConfig(options: LoadOptions = {}): Promise<CloudConfig> {
  const { env = process.env, cwd = process.cwd(), home = homedir() } = options;
  const name = options.cloud || env['OS_CLOUD'] || undefined;
  if (name === undefined && describesCloud(env)) {
    return parseSource(environmentSource(env), { cloud: null, source: 'OS_* variables' });
  }
  const files = options.files ?? searchPath('clouds', { first: env['OS_CLIENT_CONFIG_FILE'], cwd, home });
  const secureFiles = options.files
    ? besides(options.files)
    : searchPath('secure', { first: env['OS_CLIENT_SECURE_FILE'], cwd, home });
  const found = await readCloudsFile(files, secureFiles);
  if (found === null) throw new ConfigurationError([nothingFound(name, files)]);
  return cloudIn(found, name ?? theSingle(found));
}

function cloudIn({ file, clouds }: CloudsFile, name: string): CloudConfig {
  const entry = Object.hasOwn(clouds, name) ? clouds[name] : undefined;
  if (entry === undefined) {
    const known = Object.keys(clouds).join(', ') || 'none';
    throw new ConfigurationError([`${file}: clouds.${name}: there is no such cloud; known: ${known}`]);
  }
  if (!isObject(entry)) {
    throw new ConfigurationError([`${file}: clouds.${name}: expected a map, got ${typeName(entry)}`]);
  }
  const from = { cloud: name, source: `${file}, cloud ${name}` };
  return parseSource(cloudSource(entry, `${file}: clouds.${name}.`), from);
}

function theSingle({ file, clouds }: CloudsFile): string {
  const [first, ...others] = Object.keys(clouds);
  if (first === undefined) throw new ConfigurationError([`${file}: clouds: holds no cloud`]);
  if (others.length === 0) return first;
  throw new ConfigurationError([
    `${file}: clouds: several clouds (${[first, ...others].join(', ')}); name one by OS_CLOUD or the option for it`,
  ]);
}

function nothingFound(name: string | undefined, files: readonly string[]): string {
  const what = name === undefined ? 'no cloud is configured' : `the cloud ${name} is not configured`;
  return `${what}: no OS_AUTH_URL and no readable file of ${files.join(', ')}`;
}
