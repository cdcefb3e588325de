// The nemesis: what the owner of the volumes and other admins do through the API of the cloud.
import type { Server, SimulatedCloud } from '../../simulator/index.ts';
import type { Scene } from './scene.ts';
import { OWNER, PROJECT } from './stage.ts';
import type { AdminAction, OwnerAction } from './workload.ts';

interface Request {
  readonly method: string;
  /** Relative to the service's endpoint. */
  readonly path: string;
  readonly body?: unknown;
}

const action = (volumeId: string, body: unknown): Request => ({
  method: 'POST',
  path: `/volumes/${volumeId}/action`,
  body,
});

const ADMIN_ACTIONS: Readonly<Record<Exclude<AdminAction, 'attach in Cinder'>, unknown>> = {
  'reset to available': { 'os-reset_status': { status: 'available' } },
  'reset to in-use': { 'os-reset_status': { status: 'in-use' } },
  'reset to error': { 'os-reset_status': { status: 'error' } },
  'reset migration status': { 'os-reset_status': { migration_status: 'none' } },
  'reset attach status': { 'os-reset_status': { status: 'available', attach_status: 'detached' } },
  migrate: { 'os-migrate_volume': { host: 'node2@tier9#alpha' } },
  retype: { 'os-retype': { new_type: 'beta', migration_policy: 'on-demand' } },
  'force delete': { 'os-force_delete': {} },
  'detach in Cinder': {
    'os-reset_status': { status: 'available', attach_status: 'detached', migration_status: 'none' },
  },
  'fail a retype': { 'os-retype': { new_type: 'shared-nowhere', migration_policy: 'on-demand' } },
};

/** Another admin does something to a volume. */
export function administer(does: AdminAction, volumeId: string, cloud: SimulatedCloud): void {
  const body = does === 'attach in Cinder' ? attachInCinder(cloud) : ADMIN_ACTIONS[does];
  // The reservation of a failed retype stays if the requester belongs to another project than the owner.
  const project = does === 'fail a retype' ? 'admin' : PROJECT;
  askCinder(cloud, 'admin', action(volumeId, body), project);
}

const attachInCinder = ({ state }: SimulatedCloud): unknown => ({
  'os-attach': { instance_uuid: [...state.servers.keys()][0], mountpoint: '/dev/vdz', mode: 'rw' },
});

/** The owner does something to one of their volumes. */
export function own(does: OwnerAction, volumeId: string, scene: Scene): void {
  const { cloud } = scene.stage;
  if (does === 'write') write(volumeId, scene);
  else if (does === 'attach' || does === 'detach') askNova(cloud, connection(does, volumeId, cloud));
  else if (does === 'reserve') askCinder(cloud, OWNER, reservation(volumeId, cloud));
  else askCinder(cloud, OWNER, OWNER_REQUESTS[does](volumeId));
}

const OWNER_REQUESTS: Readonly<
  Record<Exclude<OwnerAction, 'write' | 'attach' | 'detach' | 'reserve'>, (volumeId: string) => Request>
> = {
  delete: (id) => ({ method: 'DELETE', path: `/volumes/${id}` }),
  extend: (id) => action(id, { 'os-extend': { new_size: 2 } }),
  rename: (id) => ({ method: 'PUT', path: `/volumes/${id}`, body: { volume: { name: 'renamed' } } }),
  'clear metadata': (id) => ({ method: 'PUT', path: `/volumes/${id}/metadata`, body: { metadata: {} } }),
  snapshot: (id) => ({
    method: 'POST',
    path: '/snapshots',
    body: { snapshot: { volume_id: id, name: 'of the owner', force: true } },
  }),
};

function reservation(volumeId: string, cloud: SimulatedCloud): Request {
  const attachment = { volume_uuid: volumeId, instance_uuid: holderOf(volumeId, cloud)?.id };
  return { method: 'POST', path: '/attachments', body: { attachment } };
}

function connection(does: 'attach' | 'detach', volumeId: string, cloud: SimulatedCloud): Request {
  const path = `/servers/${holderOf(volumeId, cloud)?.id}/os-volume_attachments`;
  if (does === 'detach') return { method: 'DELETE', path: `${path}/${volumeId}` };
  return { method: 'POST', path, body: { volumeAttachment: { volumeId } } };
}

// The server that holds it according to Nova, or else the first.
function holderOf(volumeId: string, cloud: SimulatedCloud): Server | undefined {
  const servers = [...cloud.state.servers.values()];
  return servers.find(({ devices }) => devices.some((one) => one.volumeId === volumeId)) ?? servers[0];
}

// A guest writes where its server is connected. While its volume moves, Nova writes to both sides.
function write(volumeId: string, { stage, wrote }: Scene): void {
  const { cloud, time } = stage;
  if (!isConnected(volumeId, cloud) || isMoving(volumeId, cloud) || cloud.data(volumeId) === null) return;
  const data = `written at ${time.now()} to ${volumeId}`;
  cloud.writeData(volumeId, data);
  wrote(volumeId, data);
}

// The status alone may have been set by hand.
const isConnected = (volumeId: string, { state }: SimulatedCloud): boolean =>
  state.volumes.get(volumeId)?.status === 'in-use' &&
  [...state.attachments.values()].some((each) => each.volumeId === volumeId && each.status === 'attached');

const AT_REST = [null, 'success', 'error'];

const isMoving = (volumeId: string, { state }: SimulatedCloud): boolean =>
  !AT_REST.includes(state.volumes.get(volumeId)?.migrationStatus ?? null) ||
  [...state.volumes.values()].some(
    ({ migrationStatus, description }) =>
      migrationStatus === `target:${volumeId}` || description === `migration src for ${volumeId}`,
  );

/** Somebody deletes the user that a run created. */
export function deleteTemporaryUser(runId: string, cloud: SimulatedCloud): void {
  const user = [...cloud.state.users.values()].find(({ name }) => name === `volume-migrate-${runId}`);
  if (user !== undefined) ask(cloud, 'admin', { method: 'DELETE', path: `/identity/v3/users/${user.id}` });
}

function askCinder(
  cloud: SimulatedCloud,
  user: string,
  { path, ...request }: Request,
  project: string = PROJECT,
): void {
  const ownPath = `/volume/v3/${cloud.world.projects[project]}${path}`;
  ask(cloud, user, { ...request, path: ownPath }, project);
}

function askNova(cloud: SimulatedCloud, { path, ...request }: Request): void {
  ask(cloud, OWNER, { ...request, path: `/compute/v2.1${path}` });
}

function ask(cloud: SimulatedCloud, user: string, request: Request, project: string = PROJECT): void {
  const version = request.path.startsWith('/compute') ? 'compute 2.60' : 'volume 3.70';
  const headers = { 'x-auth-token': cloud.token(user, project), 'openstack-api-version': version };
  void cloud.handle({ ...request, headers });
}
