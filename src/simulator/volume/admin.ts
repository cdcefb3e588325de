// Cinder's pools, quotas, clusters and messages.
import { cinderTime } from '../format.ts';
import { pageLinks, paginate } from '../pages.ts';
import { badRequest, invalidInput, notFound, policyForbids } from '../refusal.ts';
import { type Answer, type AuthorizedCall, param } from '../router.ts';
import { invalidField, isFields, requireFields } from '../validate.ts';
import { type PoolReport, reportOf } from './poolReports.ts';
import { quotaLimit, quotaResources, quotaUsage } from './quotas.ts';
import { availablePools } from './scheduler.ts';
import { volumeLinks, volumeUrl } from './views.ts';

const TRUE = ['true', '1', 't', 'yes', 'on', 'y'];
const isTrue = (text: string | null) => TRUE.includes((text ?? '').toLowerCase());

/** GET /scheduler-stats/get_pools?detail=true&name= */
export function listPools(call: AuthorizedCall): Answer {
  if (!call.isAdmin) throw policyForbids('scheduler_extension:scheduler_stats:get_pools');
  const name = call.query.get('name');
  const detail = isTrue(call.query.get('detail'));
  const pools = availablePools(call.sim)
    .filter((pool) => name === null || pool.name === name)
    .map((pool) => ({
      name: pool.name,
      ...(detail ? { capabilities: shownReport(reportOf(call.sim, pool)) } : {}),
    }));
  return { status: 200, body: { pools } };
}

const shownReport = ({ at, capabilities }: PoolReport) => ({
  ...capabilities,
  filter_function: null,
  goodness_function: null,
  timestamp: cinderTime(at, true).replace('Z', ''),
});

/** GET /os-quota-sets/{project}?usage=True */
export function showQuotas(call: AuthorizedCall): Answer {
  const project = param(call, 'project');
  if (!call.isAdmin && project !== call.projectId) throw policyForbids('volume_extension:quotas:show');
  const usage = isTrue(call.query.get('usage'));
  return { status: 200, body: { quota_set: { ...quotaSet(call, project, usage), id: project } } };
}

function quotaSet(call: AuthorizedCall, project: string, usage: boolean): Record<string, unknown> {
  const { sim } = call;
  return Object.fromEntries(
    quotaResources(sim).map((resource) => {
      const limit = quotaLimit(sim, project, resource);
      const { inUse, reserved } = quotaUsage(sim, project, resource);
      return [resource, usage ? { limit, in_use: inUse, reserved } : limit];
    }),
  );
}

/** PUT /os-quota-sets/{project}: a limit below the current use is rejected. */
export function updateQuotas(call: AuthorizedCall): Answer {
  const { sim } = call;
  if (!call.isAdmin) throw policyForbids('volume_extension:quotas:update');
  const project = param(call, 'project');
  const fields = requireFields(
    call.body,
    'quota_set',
    isFields(call.body) && isFields(call.body['quota_set']) ? Object.keys(call.body['quota_set']) : [],
  );
  const { tenant_id: _, ...wanted } = fields;
  if (Object.keys(wanted).length === 0)
    throw invalidField('quota_set', {}, '{} does not have enough properties');
  const unknown = Object.keys(wanted).filter((name) => !quotaResources(sim).includes(name));
  if (unknown.length > 0) throw invalidInput(`Bad key(s) in quota set: ${unknown.join(',')}`);
  for (const [name, value] of Object.entries(wanted)) {
    const limit = Number(value);
    if (limit < -1) throw badRequest(`${name} must be >= -1`);
    const { inUse } = quotaUsage(sim, project, name);
    if (limit >= 0 && limit < inUse)
      throw badRequest(
        `Quota ${name} limit must be equal or greater than existing resources. ` +
          `Current usage is ${inUse} and the requested limit is ${limit}.`,
      );
  }
  const limits = sim.state.quotaLimits.get(project) ?? new Map<string, number>();
  sim.state.quotaLimits.set(project, limits);
  for (const [name, value] of Object.entries(wanted)) limits.set(name, Number(value));
  return { status: 200, body: { quota_set: quotaSet(call, project, false) } };
}

/** GET /clusters and /clusters/detail */
export function listClusters(call: AuthorizedCall): Answer {
  if (!call.isAdmin) throw policyForbids('clusters:get_all');
  const names = new Set([...call.sim.state.backends.values()].flatMap(({ cluster }) => cluster ?? []));
  const clusters = [...names].map((name) => ({
    name,
    binary: 'cinder-volume',
    state: 'up',
    status: 'enabled',
  }));
  return { status: 200, body: { clusters } };
}

/** GET /messages?resource_uuid=: the project's own, for an admin those of all projects; newest first. */
export function listMessages(call: AuthorizedCall): Answer {
  const resource = call.query.get('resource_uuid');
  const rows = call.sim.state.messages
    .filter(
      ({ projectId, resourceId }) =>
        (call.isAdmin || projectId === call.projectId) && (resource === null || resourceId === resource),
    )
    .sort((left, right) => right.order - left.order);
  const page = paginate(call, rows, volumeUrl(call, 'messages'), (id) =>
    notFound(`Message ${id} could not be found.`),
  );
  const messages = page.items.map((message) => ({
    id: message.id,
    event_id: message.eventId,
    user_message: message.text,
    message_level: 'ERROR',
    created_at: cinderTime(message.createdAt),
    guaranteed_until: cinderTime(message.createdAt + 30 * 24 * 3600 * 1000),
    request_id: message.requestId,
    links: volumeLinks(call, `messages/${message.id}`),
    resource_type: message.resourceType,
    resource_uuid: message.resourceId,
  }));
  return { status: 200, body: { messages, ...pageLinks('messages_links', page) } };
}
