// Loads a cloud's configuration from where the OpenStack clients find it.
import { homedir } from 'node:os';
import process from 'node:process';
import { ConfigurationError } from '../faults.ts';
import type { CloudConfig } from './cloudConfig.ts';
import { type CloudsFile, readCloudsFiles, readPublicClouds } from './cloudsYaml.ts';
import { describesCloud, type Environment, environmentLayer, nameOfVariables } from './environment.ts';
import { besides, type FileName, type Surroundings, searchPath } from './files.ts';
import { isObject, type Layer, layerOf } from './layers.ts';
import { namesProfile } from './profile.ts';
import { typeName } from './reader.ts';
import type { WantedRegion } from './regions.ts';
import { type Given, resolveCloud } from './resolve.ts';

/** Options of `loadCloudConfig`. */
export interface LoadOptions {
  /**
   * The cloud's name in the file; takes precedence over `OS_CLOUD`. `envvars` (or the value of
   * `OS_CLOUD_NAME`) stands for the `OS_*` variables.
   */
  readonly cloud?: string | undefined;
  /** The region's name; takes precedence over `OS_REGION_NAME`. */
  readonly region?: string | undefined;
  /**
   * The environment variables.
   * @default process.env
   */
  readonly env?: Environment;
  /**
   * The working directory.
   * @default the process's
   */
  readonly cwd?: string;
  /**
   * The user's home directory.
   * @default the user's own
   */
  readonly home?: string;
  /**
   * Files to read instead of the usual ones; secure.yaml and clouds-public.yaml are looked for beside them.
   */
  readonly files?: readonly string[];
}

/**
 * Reads a cloud's configuration as other OpenStack clients do: a named cloud (`cloud`, `OS_CLOUD`), for which
 * only the variable `OS_REGION_NAME` counts, otherwise the `OS_*` variables, otherwise the single cloud of
 * the file. The first readable file is used: `OS_CLIENT_CONFIG_FILE`, working directory, `XDG_CONFIG_HOME`,
 * ~/.config/openstack, /etc/openstack; .yaml, .yml, .json.
 * Rejects with ConfigurationError, which lists every problem at once. Source: openstack/config/loader.py.
 */
export async function loadCloudConfig(options: LoadOptions = {}): Promise<CloudConfig> {
  const { env = process.env, cwd = process.cwd(), home = homedir(), files } = options;
  const surroundings = { env, cwd, home };
  const ownName = nameOfVariables(env);
  const name = options.cloud || env['OS_CLOUD'] || undefined;
  const filesOf = pathsOf(surroundings, files);
  const publicClouds = async () => await readPublicClouds(filesOf('clouds-public'));
  const region = wantedRegion(options.region, env);
  if (name === ownName || (name === undefined && describesCloud(env))) {
    if (name === ownName) await refuseTwoOfOneName(ownName, filesOf);
    return resolveCloud({
      ...{ region, env, ownName, layers: [variables(env, region)] },
      publicClouds: env['OS_PROFILE'] ? await publicClouds() : null,
      from: { cloud: null, source: 'OS_* variables' },
    });
  }
  const found = await readCloudsFiles(filesOf('clouds'), filesOf('secure'));
  if (found.length === 0) throw new ConfigurationError([nothingFound(name, filesOf('clouds'))]);
  const cloud = cloudIn(found, name ?? theSingle(found));
  return resolveCloud({
    ...{ region, env, ownName, ...cloud },
    publicClouds: namesProfile(cloud.layers) ? await publicClouds() : null,
  });
}

function pathsOf(
  surroundings: Surroundings,
  files: readonly string[] | undefined,
): (name: FileName) => readonly string[] {
  if (files === undefined) return (name) => searchPath(name, surroundings);
  return (name) => (name === 'clouds' ? files : besides(name, files));
}

function wantedRegion(option: string | undefined, env: Surroundings['env']): WantedRegion | null {
  if (option !== undefined && option !== '') return { name: option, by: '--region' };
  const name = env['OS_REGION_NAME'] ?? '';
  return name === '' ? null : { name, by: 'OS_REGION_NAME' };
}

// If the wanted region comes from the variable, it is not a second region beside it.
function variables(env: Surroundings['env'], region: WantedRegion | null): Layer {
  const layer = environmentLayer(env);
  const { region_name: _, ...values } = layer.values;
  return region === null ? layer : { ...layer, values };
}

async function refuseTwoOfOneName(
  name: string,
  filesOf: (name: FileName) => readonly string[],
): Promise<void> {
  const found = await readCloudsFiles(filesOf('clouds'), filesOf('secure'));
  const file = found.find(({ clouds }) => Object.hasOwn(clouds, name))?.file;
  if (file === undefined) return;
  throw new ConfigurationError([
    `${file}: clouds.${name}: the cloud of the OS_* variables has the same name; rename one of them (OS_CLOUD_NAME)`,
  ]);
}

const namesIn = (found: readonly CloudsFile[]): string[] => [
  ...new Set(found.flatMap(({ clouds }) => Object.keys(clouds))),
];

function cloudIn(found: readonly CloudsFile[], name: string): Pick<Given, 'layers' | 'from'> {
  const entries = found.filter(({ clouds }) => Object.hasOwn(clouds, name));
  const faults: string[] = [];
  const layers = entries.flatMap(({ file, clouds }) => {
    const entry = clouds[name];
    const where = `${file}: clouds.${name}`;
    if (isObject(entry)) return [layerOf(entry, `${where}.`)];
    faults.push(`${where}: expected a map, got ${typeName(entry)}`);
    return [];
  });
  if (faults.length > 0) throw new ConfigurationError(faults);
  const [first, ...others] = layers;
  const { file } = entries[0] ?? (found[0] as CloudsFile);
  if (first === undefined) {
    const known = namesIn(found).join(', ') || 'none';
    throw new ConfigurationError([`${file}: clouds.${name}: no such cloud; known clouds: ${known}`]);
  }
  return { layers: [first, ...others], from: { cloud: name, source: `${file}, cloud ${name}` } };
}

function theSingle(found: readonly CloudsFile[]): string {
  const [first, ...others] = namesIn(found);
  const { file } = found[0] as CloudsFile;
  if (first === undefined) throw new ConfigurationError([`${file}: clouds: contains no cloud`]);
  if (others.length === 0) return first;
  throw new ConfigurationError([
    `${file}: clouds: several clouds (${[first, ...others].join(', ')}); select one with --cloud or OS_CLOUD`,
  ]);
}

function nothingFound(name: string | undefined, files: readonly string[]): string {
  const what = name === undefined ? 'no cloud is configured' : `the cloud ${name} is not configured`;
  return `${what}: OS_AUTH_URL is not set, and none of these files can be read: ${files.join(', ')}`;
}
