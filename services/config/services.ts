// The configuration of each of the three services: where it is, and which of the catalog's endpoints to use.

import type { CloudService } from '../http/apiCall.ts';
import { readAddress } from './address.ts';
import type { EndpointChoice, EndpointInterface } from './cloudConfig.ts';
import type { Reader } from './reader.ts';
import type { ChosenRegion } from './regions.ts';

// The names of a service as prefixes of keys, in the order in which openstacksdk tries them
// (os_service_types: get_all_types).
const PREFIXES: Readonly<Record<CloudService, readonly string[]>> = {
  volume: ['block_storage', 'volumev3', 'volumev2', 'volume', 'block_store'],
  compute: ['compute'],
  identity: ['identity'],
};

const SERVICES = Object.keys(PREFIXES) as readonly CloudService[];

// The only version of each API that has what a migration needs.
const VERSIONS: Readonly<Record<CloudService, string>> = { volume: '3', compute: '2', identity: '3' };

export type EndpointChoices = Readonly<Record<CloudService, EndpointChoice>>;

/**
 * Reads `<service>_endpoint_override`, `_interface`, `_region_name`, `_service_type`, `_service_name` and
 * `_api_version` of each service.
 * Source: openstack/config/cloud_region.py (_get_config, get_endpoint, get_interface, get_region_name).
 */
export function readServices(reader: Reader, region: Region): EndpointChoices {
  const common = readInterfaces(reader, given(reader, ['endpoint_type', 'interface'])) ?? ['public'];
  const choices = SERVICES.map((service) => [service, readService(reader, service, region, common)]);
  return Object.fromEntries(choices) as EndpointChoices;
}

type Region = Pick<ChosenRegion, 'name' | 'from'>;

function readService(
  reader: Reader,
  service: CloudService,
  region: Region,
  common: readonly EndpointInterface[],
): EndpointChoice {
  const keys = (...endings: readonly string[]) =>
    endings.flatMap((ending) => PREFIXES[service].map((prefix) => `${prefix}_${ending}`));
  checkVersion(reader, service, given(reader, keys('api_version')));
  const interfaces = PREFIXES[service].flatMap((prefix) => [
    `${prefix}_endpoint_type`,
    `${prefix}_interface`,
  ]);
  const ownRegion = given(reader, keys('region_name'));
  const { name, from } =
    ownRegion === null ? region : { name: reader.text(ownRegion), from: reader.label(ownRegion) };
  return {
    override: readOverride(reader, service, given(reader, keys('endpoint_override', 'endpoint'))),
    regionName: name,
    ...(name === null || from === null ? {} : { regionFrom: from }),
    interfaces: readInterfaces(reader, given(reader, interfaces)) ?? common,
    serviceType: reader.text(...keys('service_type')),
    serviceName: reader.text(...keys('service_name')),
  };
}

const given = (reader: Reader, keys: readonly string[]): string | null => keys.find(reader.has) ?? null;

function readOverride(reader: Reader, service: CloudService, key: string | null): string | null {
  if (key === null) return null;
  const url = readAddress(reader, key);
  if (url === null) return null;
  const unknown = /[%$]\((?!project_id\)s|tenant_id\)s)[^)]*\)s?/.exec(url);
  if (unknown !== null) reader.fault(key, 'only %(project_id)s and %(tenant_id)s are supported');
  if (service === 'volume' && /\/v[12](\/|$)/.test(url)) {
    reader.fault(key, 'is not version 3 of the Block Storage API, which a migration requires');
  }
  return url;
}

/** One interface, or several in order of preference. Null if no key is given. */
function readInterfaces(reader: Reader, key: string | null): readonly EndpointInterface[] | null {
  if (key === null) return null;
  const value = reader.value(key);
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const interfaces = list.map(interfaceOf);
  if (interfaces.length > 0 && interfaces.every((one) => one !== null)) return interfaces;
  reader.fault(key, 'expected public, internal or admin, or a list of them');
  return null;
}

function interfaceOf(value: unknown): EndpointInterface | null {
  const word = typeof value === 'string' ? value.trim().toLowerCase().replace(/url$/, '') : '';
  return word === 'public' || word === 'internal' || word === 'admin' ? word : null;
}

// The part after the first number is the microversion that a client requests: each call here requests the one
// that it needs.
function checkVersion(reader: Reader, service: CloudService, key: string | null): void {
  if (key === null) return;
  const value = reader.value(key);
  const version = VERSIONS[service];
  const [major] = String(value).trim().replace(/^v/i, '').split('.');
  if (typeof value !== 'object' && (major === version || major === 'latest')) return;
  reader.fault(key, `expected ${version}, the only version of this API that a migration can use`);
}
