// Cinder's services: their states, and how an admin changes them; cinder/api/contrib/services.py.
import { cinderTime } from '../format.ts';
import type { Backend } from '../model.ts';
import { badRequest, notFound, policyForbids } from '../refusal.ts';
import type { Answer, AuthorizedCall } from '../router.ts';
import { backendOf } from '../simulation.ts';
import { isFields } from '../validate.ts';

/** GET /os-services?host=&binary= */
export function listServices(call: AuthorizedCall): Answer {
  if (!call.isAdmin) throw policyForbids('volume_extension:services:index');
  const [host, binary] = [call.query.get('host'), call.query.get('binary')];
  const volumes = [...call.sim.state.backends.values()].map((backend) => serviceView(call, backend));
  const services = [...volumes, schedulerView(call)]
    .filter((service) => host === null || service.host === host)
    .filter((service) => binary === null || service.binary === binary);
  return { status: 200, body: { services } };
}

const serviceView = (call: AuthorizedCall, backend: Backend) => ({
  binary: 'cinder-volume',
  host: backend.host,
  zone: backend.zone,
  status: backend.enabled ? 'enabled' : 'disabled',
  state: backend.up ? 'up' : 'down',
  updated_at: cinderTime(backend.lastSeenAt ?? call.sim.now()),
  ...(call.version >= 49 ? { backend_state: backendState(call, backend) } : {}),
  ...(call.version >= 7 ? { cluster: backend.cluster } : {}),
  disabled_reason: backend.disabledReason,
  replication_status: 'disabled',
  active_backend_id: null,
  frozen: backend.frozen,
});

// The state of the driver, as the scheduler knows it from the pools: nothing of a service whose pools it does not list.
function backendState({ sim }: AuthorizedCall, { host, enabled, up }: Backend): 'up' | 'down' | null {
  if (!enabled || !up) return null;
  const pools = sim.state.pools.filter(({ name }) => backendOf(name) === host);
  return pools.some(({ backendState }) => backendState === 'down') ? 'down' : 'up';
}

// The scheduler's entry lacks the fields of a backend.
const schedulerView = (call: AuthorizedCall) => ({
  ...{ binary: 'cinder-scheduler', host: 'node1', zone: 'nova', status: 'enabled', state: 'up' },
  updated_at: cinderTime(call.sim.now()),
  ...(call.version >= 7 ? { cluster: null } : {}),
  disabled_reason: null,
});

/** PUT /os-services/enable, disable, disable-log-reason */
export const switchService =
  (change: 'enable' | 'disable' | 'disable-log-reason') =>
  (call: AuthorizedCall): Answer => {
    if (!call.isAdmin) throw policyForbids('volume_extension:services:update');
    const body = isFields(call.body) ? call.body : {};
    const host = String(body['host']);
    const backend = call.sim.state.backends.get(host);
    if (!backend) throw notFound(`Service ${body['binary']} could not be found on host ${host}.`);
    const disabled = change !== 'enable';
    const reason = change === 'disable-log-reason' ? String(body['disabled_reason']) : null;
    // The reason stays after the service is enabled again.
    const disabledReason = disabled ? reason : backend.disabledReason;
    Object.assign(backend, { enabled: !disabled, disabledReason });
    return {
      status: 200,
      body: {
        ...(reason === null ? {} : { disabled_reason: reason }),
        disabled,
        host,
        service: '',
        binary: body['binary'] ?? 'cinder-volume',
        status: disabled ? 'disabled' : 'enabled',
      },
    };
  };

/**
 * PUT /os-services/freeze and /thaw. A frozen service is disabled with the reason `frozen`, and its pools
 * disappear at once; a thawed one is enabled, its reason empty.
 */
export const freezeService =
  (frozen: boolean) =>
  (call: AuthorizedCall): Answer => {
    if (!call.isAdmin) throw policyForbids('volume_extension:services:update');
    const { host, ...unknown } = isFields(call.body) ? call.body : {};
    const [extra] = Object.keys(unknown);
    if (extra) throw badRequest(`Additional properties are not allowed ('${extra}' was unexpected)`);
    const backend = call.sim.state.backends.get(String(host));
    if (!backend) throw badRequest(`No service found with host=${host}`);
    Object.assign(backend, { frozen, enabled: !frozen, disabledReason: frozen ? 'frozen' : '' });
    return { status: 200, headers: { 'Content-Type': 'application/json' } };
  };
