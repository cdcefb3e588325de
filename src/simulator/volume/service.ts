// The routes of Cinder, its errors and its headers.
import { authorize } from '../authorize.ts';
import { faultBody, noSuchPage, unauthorizedBody } from '../errors.ts';
import { OutOfRange, readMicroversion } from '../microversion.ts';
import { badRequest, notFound, Refusal } from '../refusal.ts';
import { type Answer, type AuthorizedCall, type Call, match, type Route, route } from '../router.ts';
import { runVolumeAction } from './actions.ts';
import { listClusters, listMessages, listPools, showQuotas, updateQuotas } from './admin.ts';
import { createAttachment, listAttachments, removeAttachment, showAttachment } from './attachments.ts';
import { listVolumes } from './listVolumes.ts';
import {
  addMetadata,
  deleteMetadataItem,
  replaceMetadata,
  replaceMetadataItem,
  showMetadata,
  showMetadataItem,
} from './metadata.ts';
import {
  associateQosSpecs,
  createQosSpecs,
  deleteQosSpecs,
  listQosAssociations,
  listQosSpecs,
  showQosSpecs,
} from './qosSpecs.ts';
import { freezeService, listServices, switchService } from './services.ts';
import { createSnapshot, deleteSnapshot, listSnapshots, showSnapshot } from './snapshots.ts';
import { changeTypeAccess, listTypeAccess } from './typeAccess.ts';
import { createEncryption, showEncryption, showEncryptionItem } from './typeEncryption.ts';
import { createType, deleteType, listTypes, showExtraSpecs, showType } from './types.ts';
import { showVolumeEncryption, showVolumeEncryptionItem } from './volumeEncryption.ts';
import { createVolume, deleteVolume, showVolume, updateVolume } from './volumes.ts';

const zones = (call: AuthorizedCall): Answer => {
  const names = new Set(call.sim.state.pools.map(({ availabilityZone }) => availabilityZone));
  const availabilityZoneInfo = [...names].map((zoneName) => ({ zoneName, zoneState: { available: true } }));
  return { status: 200, body: { availabilityZoneInfo } };
};

/** Paths below /v3/{project}; the second of a pair is the microversion that introduced it. */
const routes: Route[] = [
  route('GET', '/volumes', listVolumes('summary')),
  route('GET', '/volumes/detail', listVolumes('detail')),
  route('POST', '/volumes', createVolume),
  route('GET', '/volumes/:id', showVolume),
  route('PUT', '/volumes/:id', updateVolume),
  route('DELETE', '/volumes/:id', deleteVolume),
  route('POST', '/volumes/:id/action', runVolumeAction),
  route('GET', '/volumes/:id/encryption', showVolumeEncryption),
  route('GET', '/volumes/:id/encryption/:key', showVolumeEncryptionItem),
  route('GET', '/volumes/:id/metadata', showMetadata),
  route('POST', '/volumes/:id/metadata', addMetadata),
  route('PUT', '/volumes/:id/metadata', replaceMetadata),
  route('GET', '/volumes/:id/metadata/:key', showMetadataItem),
  route('PUT', '/volumes/:id/metadata/:key', replaceMetadataItem),
  route('DELETE', '/volumes/:id/metadata/:key', deleteMetadataItem),
  route('GET', '/snapshots', listSnapshots('summary')),
  route('GET', '/snapshots/detail', listSnapshots('detail')),
  route('POST', '/snapshots', createSnapshot),
  route('GET', '/snapshots/:id', showSnapshot),
  route('DELETE', '/snapshots/:id', deleteSnapshot),
  route('GET', '/types', listTypes),
  route('POST', '/types', createType),
  route('GET', '/types/:id', showType),
  route('DELETE', '/types/:id', deleteType),
  route('GET', '/types/:id/extra_specs', showExtraSpecs),
  route('GET', '/types/:id/os-volume-type-access', listTypeAccess),
  route('POST', '/types/:id/action', changeTypeAccess),
  route('GET', '/types/:id/encryption', showEncryption),
  route('POST', '/types/:id/encryption', createEncryption),
  route('GET', '/types/:id/encryption/:key', showEncryptionItem),
  route('GET', '/qos-specs', listQosSpecs),
  route('POST', '/qos-specs', createQosSpecs),
  route('GET', '/qos-specs/:id', showQosSpecs),
  route('DELETE', '/qos-specs/:id', deleteQosSpecs),
  route('GET', '/qos-specs/:id/associate', associateQosSpecs),
  route('GET', '/qos-specs/:id/associations', listQosAssociations),
  route('GET', '/scheduler-stats/get_pools', listPools),
  route('GET', '/os-quota-sets/:project', showQuotas),
  route('PUT', '/os-quota-sets/:project', updateQuotas),
  route('GET', '/os-services', listServices),
  route('PUT', '/os-services/enable', switchService('enable')),
  route('PUT', '/os-services/disable', switchService('disable')),
  route('PUT', '/os-services/disable-log-reason', switchService('disable-log-reason')),
  route('PUT', '/os-services/freeze', freezeService(true)),
  route('PUT', '/os-services/thaw', freezeService(false)),
  route('GET', '/os-availability-zone', zones),
  route('GET', '/clusters', since(7, listClusters)),
  route('GET', '/clusters/detail', since(7, listClusters)),
  route('GET', '/messages', since(3, listMessages)),
  route('GET', '/attachments', since(27, listAttachments('summary'))),
  route('GET', '/attachments/detail', since(27, listAttachments('detail'))),
  route('POST', '/attachments', since(27, createAttachment)),
  route('GET', '/attachments/:id', since(27, showAttachment)),
  route('DELETE', '/attachments/:id', since(27, removeAttachment)),
];

// A call that an older microversion does not have.
function since(version: number, handler: (call: AuthorizedCall) => Answer): (call: AuthorizedCall) => Answer {
  return (call) => {
    if (call.version < version) throw notFound('The resource could not be found.');
    return handler(call);
  };
}

const versionsBody = (call: Call) => ({
  versions: [
    {
      id: 'v3.0',
      status: 'CURRENT',
      version: call.sim.settings.facts.volumeMax,
      min_version: '3.0',
      updated: call.sim.settings.facts.volumeUpdated,
      links: [
        { rel: 'describedby', type: 'text/html', href: 'https://docs.openstack.org/' },
        { rel: 'self', href: `${call.sim.url}/volume/v3/` },
      ],
      'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.volume+json;version=3' }],
    },
  ],
});

/** Cinder's response to a call, in its own form and with its own headers. */
export function handleVolume(call: Call): Answer {
  const ids = { 'x-compute-request-id': call.requestId, 'x-openstack-request-id': call.requestId };
  const versioned = (version: string) => ({
    'OpenStack-API-Version': `volume ${version}`,
    Vary: 'OpenStack-API-Version',
  });
  if (call.path === '/' || call.path === '')
    return { status: 300, body: versionsBody(call), headers: { ...JSON_TYPE, ...ids, ...versioned('3.0') } };
  if (!/^\/v3(\/|$)/.test(call.path)) return noSuchPath(call);
  const authorized = authorize(call, 'volume');
  if (!authorized) return { status: 401, body: unauthorizedBody, headers: unauthorizedHeaders(call) };
  let version: string | undefined;
  try {
    const found = find(authorized);
    version = readMicroversion(call.headers['openstack-api-version'], {
      service: 'volume',
      min: '3.0',
      max: call.sim.settings.facts.volumeMax,
    });
    const answer = found({ ...authorized, version: Number(version.split('.')[1]) });
    return {
      ...answer,
      headers: { ...successHeaders(answer, ids), ...versioned(version), ...answer.headers },
    };
  } catch (error) {
    if (error instanceof NoSuchPath) return noSuchPath(call);
    if (!(error instanceof Refusal)) throw error;
    if (error instanceof OutOfRange) version = error.version;
    return {
      status: error.status,
      body: faultBody(error),
      headers: { ...error.headers, ...(version ? versioned(version) : {}), ...JSON_TYPE, ...ids },
    };
  }
}

const JSON_TYPE = { 'Content-Type': 'application/json' };
const HTML_TYPE = { 'Content-Type': 'text/html; charset=UTF-8' };

// A response declared as text/html (without a body, unless an action produced it; a volume's metadata) has
// one ID fewer.
function successHeaders(answer: Answer, ids: Record<string, string>): Record<string, string> {
  const type =
    answer.headers?.['Content-Type'] ?? (answer.body === undefined ? 'text/html' : 'application/json');
  if (type.startsWith('application/json')) return { ...JSON_TYPE, ...ids };
  return { ...HTML_TYPE, 'x-openstack-request-id': ids['x-openstack-request-id'] ?? '' };
}

const unauthorizedHeaders = (call: Call) => ({
  ...JSON_TYPE,
  'WWW-Authenticate': `Keystone uri="${call.sim.url}/identity/v3"`,
  'x-openstack-request-id': call.requestId,
});

class NoSuchPath extends Error {}

const noSuchPath = (call: Call): Answer => {
  const answer = noSuchPage(call);
  return { ...answer, headers: { ...answer.headers, 'x-openstack-request-id': call.requestId } };
};

function find(call: AuthorizedCall): (versioned: AuthorizedCall) => Answer {
  const [, , project, ...rest] = call.path.split('/');
  if (project === undefined || project === '') return () => ({ status: 200, body: versionsBody(call) });
  const found = match(routes, call.method, `/${rest.join('/')}`);
  if (typeof found !== 'object') throw new NoSuchPath();
  return (versioned) => {
    // Even for an admin: Cinder's URLs contain the token's own project.
    if (project !== call.projectId) throw badRequest('Malformed request url');
    if (call.malformed) throw badRequest('Malformed request body');
    return found.handler({ ...versioned, params: found.params });
  };
}
