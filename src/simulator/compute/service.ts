// The routes of Nova, its errors and its headers.
import { authorize } from '../authorize.ts';
import { faultBody, noSuchPage, unauthorizedBody } from '../errors.ts';
import { OutOfRange, readMicroversion } from '../microversion.ts';
import { badRequest, Refusal } from '../refusal.ts';
import { type Answer, type AuthorizedCall, type Call, match, type Route, route } from '../router.ts';
import {
  attachVolume,
  detachVolume,
  listServerAttachments,
  showServerAttachment,
  updateAttachment,
} from './attachments.ts';
import { deleteServer } from './deleteServer.ts';
import { listServers } from './listServers.ts';
import { listInstanceActions, runServerAction, showInstanceAction, showServer } from './servers.ts';

const attachments = '/servers/:server/os-volume_attachments';
/** Paths below /v2.1. */
const routes: Route[] = [
  route('GET', '/servers', listServers('summary')),
  route('GET', '/servers/detail', listServers('detail')),
  route('GET', '/servers/:server', showServer),
  route('DELETE', '/servers/:server', deleteServer),
  route('POST', '/servers/:server/action', runServerAction),
  route('GET', attachments, listServerAttachments),
  route('POST', attachments, attachVolume),
  route('GET', `${attachments}/:volume`, showServerAttachment),
  route('PUT', `${attachments}/:volume`, updateAttachment),
  route('DELETE', `${attachments}/:volume`, detachVolume),
  route('GET', '/servers/:server/os-instance-actions', listInstanceActions),
  route('GET', '/servers/:server/os-instance-actions/:request', showInstanceAction),
];

const JSON_TYPE = { 'Content-Type': 'application/json' };

const versionLine = (call: Call, id: string, max: string, min: string, updated: string) => ({
  id,
  status: max === '' ? 'SUPPORTED' : 'CURRENT',
  version: max,
  min_version: min,
  updated,
  links: [{ rel: 'self', href: `${call.sim.url}/compute/${id === 'v2.0' ? 'v2' : id}/` }],
});

const current = (call: Call) =>
  versionLine(call, 'v2.1', call.sim.settings.facts.computeMax, '2.1', '2013-07-23T11:33:21Z');

function showVersion(call: Call): Record<string, unknown> {
  const line = current(call);
  return {
    version: {
      ...line,
      links: [...line.links, { rel: 'describedby', type: 'text/html', href: 'http://docs.openstack.org/' }],
      'media-types': [
        { base: 'application/json', type: 'application/vnd.openstack.compute+json;version=2.1' },
      ],
    },
  };
}

/** Nova's response to a call, in its own form and with its own headers. */
export function handleCompute(call: Call): Answer {
  if (call.path === '/' || call.path === '') {
    const versions = [versionLine(call, 'v2.0', '', '', '2011-01-21T11:33:21Z'), current(call)];
    return { status: 200, body: { versions }, headers: JSON_TYPE };
  }
  const ids = { 'x-openstack-request-id': call.requestId, 'x-compute-request-id': call.requestId };
  const [, root, ...rest] = call.path.split('/');
  if (root !== 'v2.1') return noSuchPath(call, ids);
  const path = `/${rest.join('/')}`;
  if (path === '/')
    return { status: 200, body: showVersion(call), headers: { ...JSON_TYPE, ...versioned('2.1'), ...ids } };
  const authorized = authorize(call, 'compute');
  if (!authorized) {
    const challenge = { 'WWW-Authenticate': `Keystone uri="${call.sim.url}/identity/v3"` };
    return { status: 401, body: unauthorizedBody, headers: { ...JSON_TYPE, ...challenge, ...ids } };
  }
  return answerWithin(authorized, path, ids);
}

function noSuchPath(call: Call, ids: Record<string, string>): Answer {
  const answer = noSuchPage(call);
  return { ...answer, headers: { ...answer.headers, ...ids } };
}

const versioned = (version: string) => ({
  'OpenStack-API-Version': `compute ${version}`,
  'X-OpenStack-Nova-API-Version': version,
  Vary: 'OpenStack-API-Version, X-OpenStack-Nova-API-Version',
});

function answerWithin(call: AuthorizedCall, path: string, ids: Record<string, string>): Answer {
  let version: string | undefined;
  try {
    version = wantedVersion(call);
    const found = match(routes, call.method, path);
    if (typeof found !== 'object') return noSuchPath(call, ids);
    if (call.malformed) throw badRequest('Malformed request body');
    const answer = found.handler({ ...call, version: Number(version.split('.')[1]), params: found.params });
    return { ...answer, headers: { ...JSON_TYPE, ...versioned(version), ...ids, ...answer.headers } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const named = error instanceof OutOfRange ? error.version : version;
    const headers = {
      ...(named ? versioned(named) : {}),
      'Content-Type': 'application/json; charset=UTF-8',
      ...ids,
    };
    return { status: error.status, body: faultBody(error), headers: { ...error.headers, ...headers } };
  }
}

// The older header contains only the version.
function wantedVersion(call: AuthorizedCall): string {
  const old = call.headers['x-openstack-nova-api-version'];
  const header = call.headers['openstack-api-version'] ?? (old === undefined ? undefined : `compute ${old}`);
  return readMicroversion(header, {
    service: 'compute',
    min: '2.1',
    max: call.sim.settings.facts.computeMax,
  });
}
