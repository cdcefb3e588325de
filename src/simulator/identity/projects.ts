// Keystone's projects and domains.
import type { Domain, Project } from '../model.ts';
import { notFound } from '../refusal.ts';
import { type Answer, type AuthorizedCall, param } from '../router.ts';
import type { Simulation } from '../simulation.ts';
import { listBody, selfLink } from './lists.ts';
import { requireAdmin } from './policy.ts';
import { effectiveRoles } from './tokens.ts';

const projectView = (sim: Simulation, project: Project) => ({
  id: project.id,
  name: project.name,
  domain_id: project.domainId,
  description: project.description,
  enabled: project.enabled,
  parent_id: project.domainId,
  is_domain: false,
  tags: [],
  options: {},
  links: selfLink(sim, `projects/${project.id}`),
});

/** GET /v3/projects?name=&domain_id= */
export function listProjects(call: AuthorizedCall): Answer {
  requireAdmin(call, 'identity:list_projects');
  const [name, domainId] = [call.query.get('name'), call.query.get('domain_id')];
  const projects = [...call.sim.state.projects.values()].filter(
    (project) =>
      (name === null || project.name === name) && (domainId === null || project.domainId === domainId),
  );
  return {
    status: 200,
    body: listBody(
      call,
      'projects',
      projects.map((project) => projectView(call.sim, project)),
    ),
  };
}

/** GET /v3/projects/{id}: the user's own, or any for an admin. */
export function showProject(call: AuthorizedCall): Answer {
  const id = param(call, 'id');
  requireAdmin(call, 'identity:get_project', call.projectId === id);
  const project = call.sim.state.projects.get(id);
  if (!project) throw notFound(`Could not find project: ${id}.`);
  return { status: 200, body: { project: projectView(call.sim, project) } };
}

/** GET /v3/auth/projects: those the user has a role in. */
export function listOwnProjects(call: AuthorizedCall): Answer {
  const projects = [...call.sim.state.projects.values()].filter(
    ({ id }) => effectiveRoles(call.sim, call.user.id, id).length > 0,
  );
  return {
    status: 200,
    body: listBody(
      call,
      'projects',
      projects.map((project) => projectView(call.sim, project)),
    ),
  };
}

const domainView = (sim: Simulation, { id, name }: Domain) => ({
  id,
  name,
  description: id === 'default' ? 'The default domain' : '',
  enabled: true,
  tags: [],
  options: {},
  links: selfLink(sim, `domains/${id}`),
});

/** GET /v3/domains?name= */
export function listDomains(call: AuthorizedCall): Answer {
  requireAdmin(call, 'identity:list_domains');
  const name = call.query.get('name');
  const domains = [...call.sim.state.domains.values()].filter(
    (domain) => name === null || domain.name === name,
  );
  return {
    status: 200,
    body: listBody(
      call,
      'domains',
      domains.map((domain) => domainView(call.sim, domain)),
    ),
  };
}

/** GET /v3/domains/{id}: the one of the user's project, or any for an admin. */
export function showDomain(call: AuthorizedCall): Answer {
  const own = call.sim.state.projects.get(call.projectId ?? '')?.domainId;
  requireAdmin(call, 'identity:get_domain', own === param(call, 'id'));
  const domain = call.sim.state.domains.get(param(call, 'id'));
  if (!domain) throw notFound(`Could not find domain: ${param(call, 'id')}.`);
  return { status: 200, body: { domain: domainView(call.sim, domain) } };
}
