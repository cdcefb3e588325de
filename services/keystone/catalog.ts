import { z } from 'zod';
import type { CloudConfig } from '../config/cloudConfig.ts';
import { ServiceError } from '../faults.ts';
import type { Service } from '../http/apiCall.ts';
import { optionalText } from '../schema.ts';
import { chosenEndpoints, TYPES } from './endpointChoice.ts';
import type { Token } from './signIn.ts';

export const catalogSchema = z
  .array(
    z.object({
      type: z.string(),
      name: optionalText,
      endpoints: z.array(
        z.object({ interface: z.string(), region: optionalText, region_id: optionalText, url: z.string() }),
      ),
    }),
  )
  .default([]);

export type CatalogEntry = z.infer<typeof catalogSchema>[number];

export type Endpoints = Readonly<Record<Service, string>>;

/**
 * The three services' addresses, without a slash at the end.
 * Throws ServiceError `EndpointNotFound`, or `RegionNotNamed` where several regions have Cinder or Nova and none is named.
 */
export function endpointsOf(config: CloudConfig, token: Pick<Token, 'catalog' | 'project'>): Endpoints {
  const { volume, compute, identity } = chosenEndpoints(config, token.catalog);
  const projectId = token.project.id;
  const endpoints = {
    volume: versioned(filledIn(volume, projectId), /\/v3(\/|$)/, `/v3/${projectId}`),
    compute: versioned(filledIn(compute, projectId), /\/v2\.1(\/|$)/, '/v2.1'),
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

function filledIn(url: string, projectId: string): string {
  return url.replace(/[$%]\((project_id|tenant_id)\)s/g, projectId);
}

function versioned(url: string, version: RegExp, otherwise: string): string {
  const bare = url.replace(/\/+$/, '');
  return version.test(bare) ? bare : `${bare}${otherwise}`;
}
