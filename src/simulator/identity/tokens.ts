// Tokens: issued, checked, revoked, shown.
import type { SimulatedService } from '../exchange.ts';
import { keystoneTime } from '../format.ts';
import type { Project, Role, Token, User } from '../model.ts';
import type { Simulation } from '../simulation.ts';
import { catalog } from './catalog.ts';

/** The roles that a user has in a project, including implied ones. */
export function effectiveRoles(sim: Simulation, userId: string, projectId: string): Role[] {
  const own = sim.state.assignments
    .filter((assignment) => assignment.userId === userId && assignment.projectId === projectId)
    .map(({ roleId }) => sim.state.roles.get(roleId));
  return expandRoles(sim, own);
}

export function expandRoles(sim: Simulation, own: (Role | undefined)[]): Role[] {
  const found = new Map<string, Role>();
  const byName = (name: string | undefined) =>
    [...sim.state.roles.values()].find((role) => role.name === name);
  for (let role of own)
    while (role && !found.has(role.id)) {
      found.set(role.id, role);
      role = byName(sim.settings.facts.implied[role.name]);
    }
  return [...found.values()];
}

export function issueToken(
  sim: Simulation,
  user: User,
  projectId: string | null,
  roles: Role[],
  methods: string[],
): Token {
  const issuedAt = sim.now();
  const token: Token = {
    id: `gAAAAAB${sim.newHex()}${sim.newHex()}`,
    methods,
    userId: user.id,
    projectId,
    roles,
    auditId: sim.newHex().slice(0, 22),
    issuedAt,
    expiresAt: issuedAt + sim.settings.tokenLifeMs,
    revoked: false,
    seen: new Map(),
  };
  sim.state.tokens.set(token.id, token);
  return token;
}

/** Revokes every token of a user, or those for one project. */
export function revokeTokens(sim: Simulation, userId: string, projectId?: string): void {
  for (const token of sim.state.tokens.values())
    if (token.userId === userId && (projectId === undefined || token.projectId === projectId))
      token.revoked = true;
}

/**
 * The token if it is valid. A service other than Keystone may still accept a revoked one while it caches
 * Keystone's response (`tokenCacheMs`).
 */
export function validToken(sim: Simulation, id: string | undefined, service: SimulatedService): Token | null {
  const token = id === undefined ? undefined : sim.state.tokens.get(id);
  if (!token || token.expiresAt <= sim.now()) return null;
  const seen = token.seen.get(service);
  const cached = service !== 'identity' && seen !== undefined && sim.now() - seen < sim.settings.tokenCacheMs;
  if (cached) return token;
  const user = sim.state.users.get(token.userId);
  if (token.revoked || !user?.enabled) return null;
  token.seen.set(service, sim.now());
  return token;
}

/** The token as Keystone describes it. */
export function tokenBody(
  sim: Simulation,
  token: Token,
  withCatalog: boolean,
): { token: Record<string, unknown> } {
  const user = sim.state.users.get(token.userId);
  const project = token.projectId === null ? undefined : sim.state.projects.get(token.projectId);
  return {
    token: {
      methods: token.methods,
      user: {
        domain: domainOf(sim, user?.domainId),
        id: token.userId,
        name: user?.name,
        password_expires_at: null,
      },
      audit_ids: [token.auditId],
      expires_at: keystoneTime(token.expiresAt),
      issued_at: keystoneTime(token.issuedAt),
      ...credentialPart(sim, token),
      ...(project ? projectPart(sim, project, token, withCatalog) : {}),
    },
  };
}

function credentialPart(sim: Simulation, { applicationCredentialId: id }: Token) {
  if (id === undefined) return {};
  const { name, accessRules } = sim.state.applicationCredentials.get(id) ?? {};
  const rules = accessRules ? { access_rules: accessRules } : {};
  return { application_credential: { id, name, restricted: true, ...rules } };
}

function projectPart(sim: Simulation, project: Project, token: Token, withCatalog: boolean) {
  return {
    project: { domain: domainOf(sim, project.domainId), id: project.id, name: project.name },
    is_domain: false,
    roles: token.roles.map(({ id, name }) => ({ id, name })),
    ...(withCatalog ? { catalog: catalog(sim, project.id) } : {}),
  };
}

function domainOf(
  sim: Simulation,
  id: string | undefined,
): { id: string | undefined; name: string | undefined } {
  return { id, name: id === undefined ? undefined : sim.state.domains.get(id)?.name };
}
