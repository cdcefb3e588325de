// The routes of Keystone, its errors and its headers.
import { Refusal } from '../refusal.ts';
import { type Answer, type AuthorizedCall, type Call, match, type Route, route } from '../router.ts';
import { rulesAllow } from './accessRules.ts';
import { createApplicationCredential, deleteApplicationCredential } from './applicationCredentials.ts';
import { createToken, unauthorized } from './authenticate.ts';
import {
  checkGrant,
  createGrant,
  deleteGrant,
  listGrants,
  listRoleAssignments,
  listRoles,
  showRole,
} from './grants.ts';
import { listDomains, listOwnProjects, listProjects, showDomain, showProject } from './projects.ts';
import { revokeToken, showToken } from './tokenCalls.ts';
import { validToken } from './tokens.ts';
import { createUser, deleteUser, listUsers, showUser, updateUser } from './users.ts';
import { listIdentityVersions, showIdentityVersion } from './versions.ts';

const open: Route<Call>[] = [
  route<Call>('GET', '/', listIdentityVersions),
  route<Call>('GET', '/v3', showIdentityVersion),
  route<Call>('POST', '/v3/auth/tokens', createToken),
];

const grant = '/v3/projects/:project/users/:user/roles/:role';
const closed: Route[] = [
  route('GET', '/v3/auth/tokens', showToken),
  route('HEAD', '/v3/auth/tokens', showToken),
  route('DELETE', '/v3/auth/tokens', revokeToken),
  route('GET', '/v3/auth/projects', listOwnProjects),
  route('POST', '/v3/users', createUser),
  route('GET', '/v3/users', listUsers),
  route('GET', '/v3/users/:id', showUser),
  route('PATCH', '/v3/users/:id', updateUser),
  route('DELETE', '/v3/users/:id', deleteUser),
  route('POST', '/v3/users/:user/application_credentials', createApplicationCredential),
  route('DELETE', '/v3/users/:user/application_credentials/:id', deleteApplicationCredential),
  route('GET', '/v3/roles', listRoles),
  route('GET', '/v3/roles/:id', showRole),
  route('GET', '/v3/role_assignments', listRoleAssignments),
  route('GET', '/v3/domains', listDomains),
  route('GET', '/v3/domains/:id', showDomain),
  route('GET', '/v3/projects', listProjects),
  route('GET', '/v3/projects/:id', showProject),
  route('GET', '/v3/projects/:project/users/:user/roles', listGrants),
  route('PUT', grant, createGrant),
  route('HEAD', grant, checkGrant),
  route('GET', grant, checkGrant),
  route('DELETE', grant, deleteGrant),
];

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
};

/** Keystone's response to a call, in its own form and with its own headers. */
export function handleIdentity(call: Call): Answer {
  const answer = attempt(call);
  const headers: Record<string, string> = { Vary: 'X-Auth-Token', 'x-openstack-request-id': call.requestId };
  if (answer.status === 401) headers['WWW-Authenticate'] = `Keystone uri="${call.sim.url}/identity/v3"`;
  if (answer.body !== undefined) headers['Content-Type'] = 'application/json';
  if (call.method === 'HEAD') delete answer.body;
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

function attempt(call: Call): Answer {
  try {
    return dispatch(call);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const title = TITLES[error.status] ?? 'Error';
    const body = { error: { code: error.status, message: error.message, title, ...error.details } };
    return { status: error.status, body, headers: { ...error.headers } };
  }
}

function dispatch(call: Call): Answer {
  const free = match(open, call.method, call.path);
  if (typeof free === 'object') return free.handler({ ...call, params: free.params });
  const found = match(closed, call.method, call.path);
  if (found === 'no path' && free === 'no path') return NOT_FOUND;
  if (typeof found !== 'object')
    return { status: 405, body: { message: 'The method is not allowed for the requested URL.' } };
  return found.handler({ ...authorize(call), params: found.params });
}

const NOT_FOUND: Answer = {
  status: 404,
  body:
    '<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The requested URL was not ' +
    'found on the server. If you entered the URL manually please check your spelling and try again.</p>\n',
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
};

// A token without a project allows calls that need none.
function authorize(call: Call): AuthorizedCall {
  const token = validToken(call.sim, call.headers['x-auth-token'], 'identity');
  const user = token && call.sim.state.users.get(token.userId);
  if (!token || !user || !rulesAllow(call, token, 'identity')) throw unauthorized();
  const isAdmin = token.roles.some(({ name }) => name === 'admin');
  return { ...call, token, user, projectId: token.projectId ?? '', isAdmin };
}
