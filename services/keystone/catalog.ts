// Where the three services are, by Keystone's catalog.
import { z } from 'zod';
import type { CloudConfig } from '../config/cloudConfig.ts';
import { ServiceError } from '../faults.ts';
import type { Service } from '../http/apiCall.ts';
import { optionalText } from '../schema.ts';
import type { Token } from './signIn.ts';

const place = optionalText.catch(null);

const endpointSchema = z.object({ interface: z.string(), region: place, region_id: place, url: z.string() });

const entrySchema = z.object({ type: z.string(), endpoints: z.array(z.unknown()).catch([]) });

/** A service's entry, and those of its endpoints that can be read. */
export interface CatalogEntry {
  readonly type: string;
  readonly endpoints: readonly z.infer<typeof endpointSchema>[];
}

/**
 * The catalog, read leniently: what is not needed is not checked. An entry or an endpoint of another form, such as one whose
 * address is null, is left out, for it may belong to a service that nobody here asks.
 */
export const catalogSchema = z
  .array(z.unknown())
  .catch([])
  .transform((entries) => entries.flatMap((entry) => entryOf(entry)));

function entryOf(wire: unknown): CatalogEntry[] {
  const entry = entrySchema.safeParse(wire);
  if (!entry.success) return [];
  const { type, endpoints } = entry.data;
  const readable = endpoints.flatMap((each) => endpointSchema.safeParse(each).data ?? []);
  return [{ type, endpoints: readable }];
}

export type Endpoints = Readonly<Record<Service, string>>;

// In the order of preference. `volume` alone may still mean the first version of the API.
const TYPES: Readonly<Record<Service, readonly string[]>> = {
  volume: ['block-storage', 'block-store', 'volumev3', 'volume'],
  compute: ['compute'],
  identity: ['identity'],
};

/** The three services' addresses, without a slash at the end. Throws ServiceError `EndpointNotFound`. */
export function endpointsOf(config: CloudConfig, token: Pick<Token, 'catalog' | 'project'>): Endpoints {
  const { endpointOverrides } = config;
  const projectId = token.project.id;
  const find = (service: Service) => findEndpoint(config, token.catalog, service);
  const volume = endpointOverrides.volume ?? find('volume') ?? missing(config, token.catalog, 'volume');
  const compute = endpointOverrides.compute ?? find('compute') ?? missing(config, token.catalog, 'compute');
  const identity = find('identity') ?? config.authUrl;
  const endpoints = {
    volume: versioned(filledIn(volume, projectId), /\/v3(\/|$)/, `/v3/${projectId}`),
    compute: versioned(currentCompute(filledIn(compute, projectId)), /\/v2\.1(\/|$)/, '/v2.1'),
    identity: versioned(identity.replace(/\/v2\.0\/?$/, ''), /\/v3(\/|$)/, '/v3'),
  };
  for (const [service, url] of Object.entries(endpoints)) checkAddress(service as Service, url);
  return endpoints;
}

function checkAddress(service: Service, url: string): void {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return;
  throw new ServiceError({
    code: 'EndpointNotFound',
    message: `The catalog's endpoint of type ${TYPES[service].join(' or ')} is not an http or https address`,
  });
}

function findEndpoint(
  config: CloudConfig,
  catalog: readonly CatalogEntry[],
  service: Service,
): string | undefined {
  return TYPES[service]
    .flatMap((type) => catalog.filter((entry) => entry.type === type))
    .flatMap((entry) => entry.endpoints)
    .filter((endpoint) => endpoint.interface.replace(/URL$/, '') === config.interface)
    .filter(
      ({ region, region_id }) =>
        config.regionName === null || [region, region_id].includes(config.regionName),
    )
    .map((endpoint) => endpoint.url)
    .find((url) => service !== 'volume' || !/\/v[12](\/|$)/.test(url));
}

function missing(config: CloudConfig, catalog: readonly CatalogEntry[], service: Service): never {
  const region = config.regionName === null ? '' : ` in region ${config.regionName}`;
  const has = catalog.map((entry) => {
    const places = entry.endpoints.map((each) => [each.interface, each.region ?? each.region_id].join(' '));
    return `${entry.type} (${places.join(', ') || 'no endpoints'})`;
  });
  throw new ServiceError({
    code: 'EndpointNotFound',
    message: `The catalog has no ${config.interface} endpoint of type ${TYPES[service].join(' or ')}${region}`,
    reasons: [has.length === 0 ? 'the catalog is empty' : `the catalog has ${has.join('; ')}`],
  });
}

function filledIn(url: string, projectId: string): string {
  return url.replace(/[$%]\((project_id|tenant_id)\)s/g, projectId);
}

// The legacy API, which takes no microversions and which later releases do not have, lies beside the current one.
function currentCompute(url: string): string {
  return withoutTrailingSlashes(url).replace(/(?<!\/)\/v2(\/[^/]*)?$/, '/v2.1');
}

function withoutTrailingSlashes(url: string): string {
  let end = url.length;
  while (end > 0 && url[end - 1] === '/') end -= 1;
  return url.slice(0, end);
}

function versioned(url: string, version: RegExp, otherwise: string): string {
  const bare = withoutTrailingSlashes(url);
  return version.test(bare) ? bare : `${bare}${otherwise}`;
}
