// Chooses an endpoint of the catalog by type, name, interface and region.
import type { CloudConfig, EndpointChoice } from '../config/cloudConfig.ts';
import { ServiceError } from '../faults.ts';
import type { CloudService } from '../http/apiCall.ts';
import type { CatalogEntry } from './catalog.ts';

/**
 * Types in the catalog, in order of preference. `volume` alone may still mean the first version of the API.
 */
export const TYPES: Readonly<Record<CloudService, readonly string[]>> = {
  volume: ['block-storage', 'block-store', 'volumev3', 'volume'],
  compute: ['compute'],
  identity: ['identity'],
};

type Endpoint = CatalogEntry['endpoints'][number];

/**
 * The address of each service: its override, or the catalog's. If the catalog has no Keystone in that region,
 * it is the one of the sign-in: many clouds have one Keystone for all regions. Throws ServiceError
 * `EndpointNotFound` or `RegionNotNamed`.
 * Source: keystoneauth1/access/service_catalog.py (get_endpoints_data), which uses the first region if none
 * is named.
 */
export function chosenEndpoints(
  config: CloudConfig,
  catalog: readonly CatalogEntry[],
): Readonly<Record<CloudService, string>> {
  const found = {
    volume: candidates(config, catalog, 'volume'),
    compute: candidates(config, catalog, 'compute'),
  };
  checkRegions(config, found);
  const urlOf = (service: 'volume' | 'compute') =>
    config.endpoints[service].override ?? found[service][0]?.url ?? missing(config, catalog, service);
  const [only] = regionsOf([...found.volume, ...found.compute]);
  return {
    volume: urlOf('volume'),
    compute: urlOf('compute'),
    identity: config.endpoints.identity.override ?? identityUrl(config, catalog, only ?? null),
  };
}

function identityUrl(config: CloudConfig, catalog: readonly CatalogEntry[], region: string | null): string {
  const { regionName } = config.endpoints.identity;
  const found = candidates(config, catalog, 'identity');
  if (regionName !== null || regionsOf(found).length < 2) return found[0]?.url ?? config.authUrl;
  return found.find((endpoint) => isIn(endpoint, region))?.url ?? config.authUrl;
}

// Every endpoint that the configuration allows, with the preferred interface only.
function candidates(
  { endpoints }: CloudConfig,
  catalog: readonly CatalogEntry[],
  service: CloudService,
): readonly Endpoint[] {
  const choice = endpoints[service];
  if (choice.override !== null) return [];
  const fitting = typesOf(service, choice)
    .flatMap((type) => catalog.filter((entry) => entry.type === type))
    .filter(({ name }) => choice.serviceName === null || name === choice.serviceName)
    .flatMap((entry) => entry.endpoints)
    .filter((endpoint) => choice.regionName === null || isIn(endpoint, choice.regionName))
    .filter(({ url }) => service !== 'volume' || !/\/v[12](\/|$)/.test(url));
  const ofInterface = (wanted: string) =>
    fitting.filter((endpoint) => endpoint.interface.replace(/URL$/, '') === wanted);
  return choice.interfaces.map(ofInterface).find(({ length }) => length > 0) ?? [];
}

const typesOf = (service: CloudService, { serviceType }: EndpointChoice): readonly string[] =>
  serviceType === null ? TYPES[service] : [serviceType];

const isIn = ({ region, region_id }: Endpoint, name: string | null): boolean =>
  [region, region_id].includes(name);

const regionsOf = (endpoints: readonly Endpoint[]): string[] => [
  ...new Set(endpoints.flatMap(({ region, region_id }) => region_id ?? region ?? [])),
];

// Cinder of one region cannot move a volume of another, so the region is not guessed.
function checkRegions(
  { endpoints }: CloudConfig,
  found: Readonly<Record<'volume' | 'compute', readonly Endpoint[]>>,
): void {
  const open = (['volume', 'compute'] as const).filter((service) => endpoints[service].regionName === null);
  const regions = regionsOf(open.flatMap((service) => found[service]));
  if (regions.length < 2) return;
  throw new ServiceError({
    code: 'RegionNotNamed',
    message: `The cloud has several regions (${regions.join(', ')}), but none is selected`,
    reasons: ['select one with --region, OS_REGION_NAME or region_name'],
  });
}

function missing(config: CloudConfig, catalog: readonly CatalogEntry[], service: CloudService): never {
  const choice = config.endpoints[service];
  const has = catalog.map((entry) => {
    const places = entry.endpoints.map((each) => [each.interface, each.region ?? each.region_id].join(' '));
    return `${entry.type} (${places.join(', ') || 'no endpoints'})`;
  });
  const named = choice.serviceName === null ? '' : ` named ${choice.serviceName}`;
  const region = choice.regionName === null ? '' : ` in region ${choice.regionName}`;
  const what = `${choice.interfaces.join(' or ')} endpoint of type ${typesOf(service, choice).join(' or ')}`;
  throw new ServiceError({
    code: 'EndpointNotFound',
    message: `The catalog has no ${what}${named}${region}`,
    reasons: [
      ...(has.length === 0 ? [] : whichRegion(choice, catalog)),
      has.length === 0 ? 'the catalog is empty' : `the catalog has ${has.join('; ')}`,
    ],
  });
}

function whichRegion({ regionName, regionFrom }: EndpointChoice, catalog: readonly CatalogEntry[]): string[] {
  if (regionName === null) return [];
  const from = regionFrom === undefined ? '' : ` (${regionFrom})`;
  const regions = regionsOf(catalog.flatMap((entry) => entry.endpoints)).toSorted();
  return [`region ${regionName}${from}; the catalog's regions: ${regions.join(', ') || 'none'}`];
}
