// The domain that the temporary user is made in.
import { z } from 'zod';
import type { Cloud } from '../connect.ts';
import { CloudError, ServiceError } from '../faults.ts';

const projectSchema = z.object({ project: z.object({ domain_id: z.string() }) });
const domainSchema = z.object({ domain: z.object({ id: z.string() }) });
const domainsSchema = z.object({ domains: z.array(z.object({ id: z.string(), name: z.string() })) });

/** `GET /v3/projects/{id}`: the domain that a project is in. */
export async function getProjectDomain(
  cloud: Cloud,
  projectId: string,
  signal?: AbortSignal,
): Promise<string> {
  const path = `/projects/${encodeURIComponent(projectId)}`;
  const { body } = await cloud.request(
    { service: 'identity', method: 'GET', path, expected: [200], schema: projectSchema },
    signal,
  );
  return body.project.domain_id;
}

/**
 * `GET /v3/domains/{id}`, then `GET /v3/domains?name=…`: the id of a domain that is given by id or by name. An id is taken as
 * it is where the user may not read domains. Rejects with ServiceError `DomainNotFound`.
 * Proved by keystone/api/domains.py (DomainResource.get).
 */
export async function findDomain(cloud: Cloud, nameOrId: string, signal?: AbortSignal): Promise<string> {
  const path = `/domains/${encodeURIComponent(nameOrId)}`;
  try {
    const { body } = await cloud.request(
      { service: 'identity', method: 'GET', path, expected: [200], schema: domainSchema },
      signal,
    );
    return body.domain.id;
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    if (error.code === 'Forbidden') return nameOrId;
    if (error.code !== 'NotFound') throw error;
  }
  return await findByName(cloud, nameOrId, signal);
}

async function findByName(cloud: Cloud, name: string, signal?: AbortSignal): Promise<string> {
  const path = '/domains';
  const { body } = await cloud.request(
    { service: 'identity', method: 'GET', path, query: { name }, expected: [200], schema: domainsSchema },
    signal,
  );
  const same = (domain: { name: string }) => domain.name.toLowerCase() === name.toLowerCase();
  const found = body.domains.find((domain) => domain.name === name) ?? body.domains.find(same);
  if (found !== undefined) return found.id;
  throw new ServiceError({
    code: 'DomainNotFound',
    message: `Domain ${name} not found`,
    reasons: ['--temporary-user-domain (temporaryUser.domain) takes the name or the id of a domain'],
  });
}
