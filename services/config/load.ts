// Finds a cloud's configuration where the OpenStack clients find it.
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

export interface LoadOptions {
  /** The cloud's name in the file; goes before `OS_CLOUD`. `envvars` (or what `OS_CLOUD_NAME` says) are the `OS_*` variables. */
  readonly cloud?: string | undefined;
  /** The region's name; goes before `OS_REGION_NAME`. */
  readonly region?: string | undefined;
  readonly env?: Environment;
  readonly cwd?: string;
  readonly home?: string;
  /** Files to look for, in place of the usual ones; secure.yaml and clouds-public.yaml are looked for beside them. */
  readonly files?: readonly string[];
}

/**
 * Reads a cloud's configuration as other OpenStack clients do: a named cloud (`cloud`, `OS_CLOUD`), of whose variables
 * only `OS_REGION_NAME` counts, else the `OS_*` variables, else the single cloud of the file. The first readable file wins:
 * `OS_CLIENT_CONFIG_FILE`, working directory, `XDG_CONFIG_HOME`, ~/.config/openstack, /etc/openstack; .yaml, .yml, .json.
 * Rejects with ConfigurationError naming every fault at once. Proved by openstack/config/loader.py.
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

// The region that is wanted is no second one beside the variable that names it.
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
    `${file}: clouds.${name}: this is also the name of the OS_* variables' own cloud; rename one of them (OS_CLOUD_NAME)`,
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
    throw new ConfigurationError([`${file}: clouds.${name}: there is no such cloud; known: ${known}`]);
  }
  return { layers: [first, ...others], from: { cloud: name, source: `${file}, cloud ${name}` } };
}

function theSingle(found: readonly CloudsFile[]): string {
  const [first, ...others] = namesIn(found);
  const { file } = found[0] as CloudsFile;
  if (first === undefined) throw new ConfigurationError([`${file}: clouds: holds no cloud`]);
  if (others.length === 0) return first;
  throw new ConfigurationError([
    `${file}: clouds: several clouds (${[first, ...others].join(', ')}); name one by --cloud or OS_CLOUD`,
  ]);
}

function nothingFound(name: string | undefined, files: readonly string[]): string {
  const what = name === undefined ? 'no cloud is configured' : `the cloud ${name} is not configured`;
  return `${what}: no OS_AUTH_URL and no readable file of ${files.join(', ')}`;
}
