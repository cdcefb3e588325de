// A project, an owner and two servers of a suite's own on a real cloud, so that several suites can share one cloud.
import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { type Client, signIn, type User, until } from '../e2e/client.ts';
import type { World } from '../e2e/world.ts';
import { removeTypes } from './ownTypes.ts';

export interface OwnProject {
  readonly id: string;
  readonly name: string;
  readonly owner: User;
  readonly admin: Client;
}

const PREFIX = 'unusual-';

/**
 * Creates the project, its member and the servers vm1 and vm2; first removes what ended processes have left.
 */
export async function makeOwnProject({ authUrl, admin: adminUser }: Pick<World, 'authUrl' | 'admin'>) {
  const admin = await signIn(authUrl, adminUser);
  await removeAbandoned(admin);
  const name = `${PREFIX}${process.pid}-${randomUUID().slice(0, 4)}`;
  const owner: User = { username: name, password: randomUUID(), project_name: name };
  const { project } = await admin.must('identity', 'POST', '/projects', {
    project: { name, domain_id: 'default' },
  });
  await makeMember(admin, project.id, owner);
  await setQuota(admin, project.id);
  const client = await signIn(authUrl, owner);
  for (const server of ['vm1', 'vm2']) await makeRealServer(client, server);
  return { id: project.id as string, name, owner, admin } satisfies OwnProject;
}

/** More than the cases of a suite need. */
export async function setQuota(admin: Client, projectId: string): Promise<void> {
  await admin.must('volumev3', 'PUT', `/os-quota-sets/${projectId}`, {
    quota_set: { volumes: 200, snapshots: 200, gigabytes: 4000 },
  });
}

/** A user with the role member in a project; returns its ID. */
async function makeMember(admin: Client, projectId: string, user: User): Promise<string> {
  const made = await admin.must('identity', 'POST', '/users', {
    user: {
      name: user.username,
      domain_id: 'default',
      password: user.password,
      default_project_id: projectId,
    },
  });
  const { roles } = await admin.must('identity', 'GET', '/roles?name=member');
  await admin.must('identity', 'PUT', `/projects/${projectId}/users/${made.user.id}/roles/${roles[0].id}`);
  return made.user.id;
}

/** A running server with a root volume of type alpha; returns its ID. */
export async function makeRealServer(owner: Client, name: string): Promise<string> {
  const { volume } = await owner.must('volumev3', 'POST', '/volumes', {
    volume: { name: `${name}-root`, size: 1, volume_type: 'alpha' },
  });
  await until('a root volume', async () => {
    const { body } = await owner.call('volumev3', 'GET', `/volumes/${volume.id}`);
    return body.volume.status === 'available';
  });
  await owner.must('volumev3', 'POST', `/volumes/${volume.id}/action`, {
    'os-set_bootable': { bootable: true },
  });
  const root = { boot_index: 0, uuid: volume.id, source_type: 'volume', destination_type: 'volume' };
  const { flavors } = await owner.must('compute', 'GET', '/flavors');
  const { server } = await owner.must('compute', 'POST', '/servers', {
    server: {
      name,
      flavorRef: flavors[0].id,
      networks: 'none',
      block_device_mapping_v2: [{ ...root, delete_on_termination: true }],
    },
  });
  await until(`server ${name}`, async () => {
    const { body } = await owner.call('compute', 'GET', `/servers/${server.id}`);
    return body.server.status === 'ACTIVE';
  });
  return server.id;
}

/** Removes a project with its servers, volumes and users. */
export async function removeProject(admin: Client, projectId: string): Promise<void> {
  await admin.call('identity', 'PATCH', `/projects/${projectId}`, { project: { enabled: true } });
  await removeServers(admin, projectId, new Set());
  await removeVolumesOf(admin, projectId, new Set());
  const { users } = await admin.must('identity', 'GET', '/users');
  for (const { id, default_project_id } of users)
    if (default_project_id === projectId) await admin.call('identity', 'DELETE', `/users/${id}`);
  await admin.call('volumev3', 'DELETE', `/os-quota-sets/${projectId}`);
  await admin.call('identity', 'DELETE', `/projects/${projectId}`);
}

async function removeAbandoned(admin: Client): Promise<void> {
  const { projects } = await admin.must('identity', 'GET', '/projects');
  for (const { id, name } of projects) {
    if (!name.startsWith(PREFIX) || isAlive(Number(name.split('-')[1]))) continue;
    await removeProject(admin, id);
    await removeTypes(admin, name);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Removes the servers of a project except those to keep, whatever their state. */
export async function removeServers(admin: Client, projectId: string, keep: ReadonlySet<string>) {
  const path = `/servers/detail?all_tenants=1&project_id=${projectId}`;
  const { servers } = await admin.must('compute', 'GET', path);
  const doomed = servers.map(({ id }: { id: string }) => id).filter((id: string) => !keep.has(id));
  for (const id of doomed) {
    await admin.call('compute', 'POST', `/servers/${id}/action`, { unlock: null });
    await until(`server ${id} to be gone`, async () => {
      await admin.call('compute', 'DELETE', `/servers/${id}`);
      return (await admin.call('compute', 'GET', `/servers/${id}`)).status === 404;
    });
  }
}

/** Removes the volumes and snapshots of a project except those to keep, whatever their state. */
export async function removeVolumesOf(admin: Client, projectId: string, keep: ReadonlySet<string>) {
  const of = `all_tenants=1&project_id=${projectId}`;
  await until(`the volumes of project ${projectId} to be gone`, async () => {
    const { snapshots } = await admin.must('volumev3', 'GET', `/snapshots?${of}`);
    for (const { id } of snapshots) await admin.call('volumev3', 'DELETE', `/snapshots/${id}`);
    const { volumes } = await admin.must('volumev3', 'GET', `/volumes/detail?${of}`);
    const left = volumes.filter(({ id }: { id: string }) => !keep.has(id));
    for (const volume of left) await removeVolume(admin, volume);
    return left.length === 0;
  });
}

// biome-ignore lint/suspicious/noExplicitAny: what OpenStack answers
async function removeVolume(admin: Client, { id, status }: any): Promise<void> {
  if (status === 'deleting') return;
  const { attachments } = await admin.must('volumev3', 'GET', `/attachments?volume_id=${id}&all_tenants=1`);
  for (const row of attachments) {
    if (row.instance !== null && (await detachedByNova(admin, row.instance, id))) continue;
    await admin.call('volumev3', 'DELETE', `/attachments/${row.id}`);
  }
  if ((await admin.call('volumev3', 'DELETE', `/volumes/${id}`)).status === 202) return;
  await admin.call('volumev3', 'POST', `/volumes/${id}/action`, {
    'os-reset_status': { status: 'available', attach_status: 'detached', migration_status: 'none' },
  });
}

async function detachedByNova(admin: Client, serverId: string, volumeId: string): Promise<boolean> {
  const path = `/servers/${serverId}/os-volume_attachments/${volumeId}`;
  if ((await admin.call('compute', 'GET', path)).status !== 200) return false;
  const { status } = await admin.call('compute', 'DELETE', path);
  if (status !== 202) return false;
  const gone = async () => (await admin.call('compute', 'GET', path)).status === 404;
  return await until('Nova to detach', gone, 10_000).catch(() => false);
}
