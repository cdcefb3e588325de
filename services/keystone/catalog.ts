// Finds the endpoints of the three services in Keystone's catalog.
import { z } from 'zod';
import type { CloudConfig } from '../config/cloudConfig.ts';
import { ServiceError } from '../faults.ts';
import type { CloudService } from '../http/apiCall.ts';
import { optionalText } from '../schema.ts';
import { chosenEndpoints, TYPES } from './endpointChoice.ts';
import type { Token } from './signIn.ts';

const place = optionalText.catch(null);

const endpointSchema = z.object({ interface: z.string(), region: place, region_id: place, url: z.string() });

const entrySchema = z.object({ type: z.string(), name: place, endpoints: z.array(z.unknown()).catch([]) });

/** A service's entry, with those of its endpoints that can be read. */
export interface CatalogEntry {
  readonly type: string;
  readonly name: string | null;
  readonly endpoints: readonly z.infer<typeof endpointSchema>[];
}

/**
 * The catalog, read leniently: what is not needed is not checked. An entry or an endpoint of another form,
 * such as one whose address is null, is ignored, because it may belong to a service that is not used here.
 */
export const catalogSchema = z
  .array(z.unknown())
  .catch([])
  .transform((entries) => entries.flatMap((entry) => entryOf(entry)));

function entryOf(wire: unknown): CatalogEntry[] {
  const entry = entrySchema.safeParse(wire);
  if (!entry.success) return [];
  const { type, name, endpoints } = entry.data;
  const readable = endpoints.flatMap((each) => endpointSchema.safeParse(each).data ?? []);
  return [{ type, name, endpoints: readable }];
}

export type Endpoints = Readonly<Record<CloudService, string>>;

/**
 * The three services' addresses, without a trailing slash.
 * Throws ServiceError `EndpointNotFound`, or `RegionNotNamed` if several regions have Cinder or Nova and none
 * is named.
 */
export function endpointsOf(config: CloudConfig, token: Pick<Token, 'catalog' | 'project'>): Endpoints {
  const { volume, compute, identity } = chosenEndpoints(config, token.catalog);
  const projectId = token.project.id;
  const endpoints = {
    volume: versioned(filledIn(volume, projectId), /\/v3(\/|$)/, `/v3/${projectId}`),
    compute: versioned(currentCompute(filledIn(compute, projectId)), /\/v2\.1(\/|$)/, '/v2.1'),
    identity: versioned(identity.replace(/\/v2\.0\/?$/, ''), /\/v3(\/|$)/, '/v3'),
  };
  for (const [service, url] of Object.entries(endpoints)) checkAddress(service as CloudService, url);
  return endpoints;
}

function checkAddress(service: CloudService, url: string): void {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return;
  throw new ServiceError({
    code: 'EndpointNotFound',
    message: `The catalog's endpoint of type ${TYPES[service].join(' or ')} is not an http or https address`,
  });
}

function filledIn(url: string, projectId: string): string {
  return url.replace(/[$%]\((project_id|tenant_id)\)s/g, projectId);
}

// The legacy API, which has no microversions and is missing from later releases, is beside the current one.
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
