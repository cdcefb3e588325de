import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { ConfigurationError } from '../faults.ts';
import { readAuth } from './auth.ts';
import type { CloudConfig, Interface } from './cloudConfig.ts';
import { createReader, type Reader, type Source, typeName } from './reader.ts';

/**
 * Validates a configuration that an embedding application has at hand: the keys of a cloud in clouds.yaml,
 * in that spelling or camel-cased (`authUrl`, `auth: {username, password, projectName …}`, `regionName`).
 * Secrets may be texts or `Secret`s; a configuration that was validated before is given back. Throws ConfigurationError with every fault.
 */
export function parseCloudConfig(object: unknown): CloudConfig {
  if (isParsed(object)) return object;
  if (object === null || typeof object !== 'object' || Array.isArray(object)) {
    throw new ConfigurationError([`expected an object, got ${typeName(object)}`]);
  }
  return parseSource(cloudSource(snakeCased(object as Record<string, unknown>), ''), { cloud: null });
}

/** A cloud's entry as a source: the keys of `auth` and, as openstacksdk takes them, the same keys beside it. */
export function cloudSource(entry: Readonly<Record<string, unknown>>, where: string): Source {
  const { auth, ...rest } = entry;
  const inner = isObject(auth) ? auth : {};
  return {
    values: { ...rest, ...inner, ...(auth === undefined || isObject(auth) ? {} : { auth }) },
    label: (key) => `${where}${key in inner || (AUTH_KEYS.has(key) && !(key in rest)) ? 'auth.' : ''}${key}`,
    key: (key) => key,
  };
}

/** Reads all of a source; throws ConfigurationError naming every fault at once. */
export function parseSource(source: Source, from: Pick<CloudConfig, 'cloud' | 'source'>): CloudConfig {
  const reader = createReader(source);
  if (reader.has('auth')) reader.fault('auth', `expected a map, got ${typeName(source.values['auth'])}`);
  const authUrl = readUrl(reader, 'auth_url');
  if (!reader.has('auth_url')) {
    reader.fault(
      'auth_url',
      reader.has('profile') ? 'is missing (vendor profiles are not read)' : 'is missing',
    );
  }
  const auth = readAuth(reader);
  const config = {
    ...from,
    regionName: reader.text('region_name') ?? firstRegion(source.values['regions']),
    interface: readInterface(reader),
    ...readTrust(reader),
    endpointOverrides: {
      volume: readUrl(reader, 'block_storage_endpoint_override', 'volume_endpoint_override'),
      compute: readUrl(reader, 'compute_endpoint_override'),
    },
  };
  if (reader.faults.length > 0 || authUrl === null || auth === null) {
    throw new ConfigurationError(reader.faults);
  }
  const validated = { ...config, authUrl: versionedAuthUrl(authUrl), auth };
  parsed.add(validated);
  return validated;
}

const parsed = new WeakSet<object>();

function isParsed(object: unknown): object is CloudConfig {
  return typeof object === 'object' && object !== null && parsed.has(object);
}

/** Keystone's address with one /v3 at its end, whatever was given. */
export function versionedAuthUrl(authUrl: string): string {
  const bare = authUrl.replace(/\/+$/, '').replace(/\/v(2\.0|3)$/, '');
  return `${bare}/v3`;
}

function readUrl(reader: Reader, ...keys: readonly string[]): string | null {
  const key = keys.find(reader.has);
  if (key === undefined) return null;
  const url = reader.text(key);
  if (url === null) return null;
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    reader.fault(key, 'expected an http or https address');
  } else if (parsed.username !== '' || parsed.password !== '') {
    reader.fault(key, 'must not hold a user or password');
  }
  return url;
}

function readInterface(reader: Reader): Interface {
  const key = reader.has('interface') ? 'interface' : 'endpoint_type';
  const value = (reader.text(key) ?? 'public').toLowerCase().replace(/url$/, '');
  if (value === 'public' || value === 'internal' || value === 'admin') return value;
  reader.fault(key, 'expected public, internal or admin');
  return 'public';
}

function readTrust(reader: Reader): { verify: boolean; cacert: string | null } {
  const cacert = reader.text('cacert')?.replace(/^~(?=\/)/, homedir()) ?? null;
  if (cacert !== null && !isReadable(cacert)) reader.fault('cacert', `the file ${cacert} cannot be read`);
  const insecure = reader.flag('insecure') ?? false;
  const verify = reader.flag('verify') ?? true;
  return { verify: verify && !insecure, cacert };
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

// `regions: [RegionOne, {name: RegionTwo}]`: without a region_name the first one is meant.
function firstRegion(regions: unknown): string | null {
  const first: unknown = Array.isArray(regions) ? regions[0] : undefined;
  if (typeof first === 'string') return first;
  return isObject(first) && typeof first['name'] === 'string' ? first['name'] : null;
}

const AUTH_KEYS = new Set([
  'auth_url',
  'username',
  'user_id',
  'password',
  'token',
  'project_id',
  'project_name',
  'user_domain_id',
  'user_domain_name',
  'project_domain_id',
  'project_domain_name',
  'application_credential_id',
  'application_credential_name',
  'application_credential_secret',
]);

function snakeCased(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(object).map(([key, value]) => {
    const name = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return [name, name === 'auth' && isObject(value) ? snakeCased(value) : value];
  });
  return Object.fromEntries(entries);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
