// The domain in which the temporary user is created.
import { z } from 'zod';
import type { Cloud } from '../connect.ts';
import { CloudError, ServiceError, StateError } from '../faults.ts';

const projectSchema = z.object({
  project: z.object({ domain_id: z.string(), enabled: z.boolean().nullish() }),
});
const stateSchema = z.object({ domain: z.object({ enabled: z.boolean().nullish() }) });
const domainSchema = z.object({ domain: z.object({ id: z.string() }) });
const domainsSchema = z.object({ domains: z.array(z.object({ id: z.string(), name: z.string() })) });

/**
 * `GET /v3/projects/{id}`, `GET /v3/domains/{id}`: the domain of a project. Rejects with StateError
 * `ProjectUnusable` if nobody can sign in to the project, because it, or its domain, is disabled or deleted.
 * Source: keystone/auth/core.py (_assert_domain_is_enabled, _assert_project_is_enabled).
 */
export async function getProjectDomain(
  cloud: Cloud,
  projectId: string,
  signal?: AbortSignal,
): Promise<string> {
  const path = `/projects/${encodeURIComponent(projectId)}`;
  const { domain_id, enabled } = await readProject(cloud, path, projectId, signal);
  if (enabled === false) throw unusable(`project ${projectId} is disabled`);
  if (!(await isDomainEnabled(cloud, domain_id, signal)))
    throw unusable(`domain ${domain_id} of project ${projectId} is disabled`);
  return domain_id;
}

async function readProject(cloud: Cloud, path: string, projectId: string, signal?: AbortSignal) {
  try {
    const { body } = await cloud.request(
      { service: 'identity', method: 'GET', path, expected: [200], schema: projectSchema },
      signal,
    );
    return body.project;
  } catch (error) {
    if (!(error instanceof CloudError) || error.code !== 'NotFound') throw error;
    throw unusable(`project ${projectId} of the volume does not exist`);
  }
}

// A user who may not read domains can still continue: Keystone itself judges the sign-in.
async function isDomainEnabled(cloud: Cloud, domainId: string, signal?: AbortSignal): Promise<boolean> {
  try {
    return (await getDomain(cloud, domainId, stateSchema, signal)).enabled !== false;
  } catch (error) {
    if (error instanceof CloudError && (error.code === 'Forbidden' || error.code === 'NotFound')) return true;
    throw error;
  }
}

const unusable = (why: string): StateError =>
  new StateError({
    code: 'ProjectUnusable',
    message: `A temporary user cannot sign in: ${why}`,
    reasons: ['a retype (--swap-method retype) needs no temporary user'],
  });

/**
 * `GET /v3/domains/{id}`, then `GET /v3/domains?name=…`: the ID of a domain that is given by ID or by name.
 * If the user may not read domains, the value is used as an ID. Rejects with ServiceError `DomainNotFound`.
 * Source: keystone/api/domains.py (DomainResource.get).
 */
export async function findDomain(cloud: Cloud, nameOrId: string, signal?: AbortSignal): Promise<string> {
  try {
    return (await getDomain(cloud, nameOrId, domainSchema, signal)).id;
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    if (error.code === 'Forbidden') return nameOrId;
    if (error.code !== 'NotFound') throw error;
  }
  return await findByName(cloud, nameOrId, signal);
}

// Each caller's schema names only what it needs from the response.
async function getDomain<Domain>(
  cloud: Cloud,
  domainId: string,
  schema: z.ZodType<{ domain: Domain }>,
  signal?: AbortSignal,
): Promise<Domain> {
  const path = `/domains/${encodeURIComponent(domainId)}`;
  const { body } = await cloud.request(
    { service: 'identity', method: 'GET', path, expected: [200], schema },
    signal,
  );
  return body.domain;
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
    reasons: ['--temporary-user-domain (temporaryUser.domain) requires the name or ID of a domain'],
  });
}
