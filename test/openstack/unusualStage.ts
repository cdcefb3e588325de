// A real cloud for the cases about unusual volumes: one project for all, cleaned up after each.
import { randomUUID } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { signIn, until } from '../e2e/client.ts';
import type { Stage, UnusualWorld } from '../e2e/unusualWorld.ts';
import { addBackup, quoted, setVolumeRow, sql } from './database.ts';
import {
  makeOwnProject,
  makeRealServer,
  type OwnProject,
  removeProject,
  removeServers,
  removeVolumesOf,
  setQuota,
} from './ownProject.ts';
import { removeTypes } from './ownTypes.ts';
import { cloudHome, openRealWorld } from './realWorld.ts';
import { shortLogin } from './shortLogin.ts';

export function realStage(): Stage {
  let made: { project: OwnProject; world: UnusualWorld; keep: Keep } | undefined;
  return {
    open: async () => {
      if (made === undefined) {
        const world = await openRealWorld();
        const project = await makeOwnProject(world);
        made = { project, world: asUnusual(world, project), keep: await inProject(project) };
      }
      return made.world;
    },
    tidy: async (world) => {
      if (made === undefined) return;
      await world.clearFaults();
      await tidyProject(made.project, made.keep);
    },
    close: async () => {
      if (made === undefined) return;
      const { admin, id } = made.project;
      await removeProject(admin, id);
      await removeTypes(admin, made.project.name);
    },
  };
}

interface Keep {
  readonly servers: ReadonlySet<string>;
  readonly volumes: ReadonlySet<string>;
}

async function inProject({ admin, id }: OwnProject): Promise<Keep> {
  const of = `all_tenants=1&project_id=${id}`;
  const { servers } = await admin.must('compute', 'GET', `/servers/detail?${of}`);
  const { volumes } = await admin.must('volumev3', 'GET', `/volumes?${of}`);
  const ids = (rows: readonly { id: string }[]) => new Set(rows.map((row) => row.id));
  return { servers: ids(servers), volumes: ids(volumes) };
}

async function tidyProject({ admin, id }: OwnProject, keep: Keep): Promise<void> {
  await setEnabled({ admin, id }, true);
  for (const server of keep.servers)
    await admin.call('compute', 'POST', `/servers/${server}/action`, { unlock: null });
  await removeServers(admin, id, keep.servers);
  const owned = `project_id = ${quoted(id)}`;
  await sql(
    'cinder',
    `UPDATE volumes SET encryption_key_id = NULL WHERE ${owned};
     UPDATE backups SET deleted = 1, status = 'deleted' WHERE ${owned}`,
  );
  await removeVolumesOf(admin, id, keep.volumes);
  await sql(
    'cinder',
    `DELETE FROM reservations WHERE ${owned}; UPDATE quota_usages SET reserved = 0 WHERE ${owned}`,
  );
  await admin.must('volumev3', 'DELETE', `/os-quota-sets/${id}`);
  await setQuota(admin, id);
}

function asUnusual(world: Awaited<ReturnType<typeof openRealWorld>>, project: OwnProject): UnusualWorld {
  return {
    ...world,
    owner: project.owner,
    makeServer: async () =>
      await makeRealServer(await signIn(world.authUrl, project.owner), `server-${randomUUID().slice(0, 8)}`),
    shelve: async (id) => await shelve(project, id),
    setVolumeRow,
    addBackup: async (id) => await addBackup(id, project.id),
    setProjectEnabled: async (enabled) => await setEnabled(project, enabled),
    endingLogin: async (userId) => await shortLogin(userId, project.id),
    watchChanges,
  };
}

// Each process of Keystone caches a project for ten minutes, unless it has changed it itself.
async function setEnabled({ admin, id }: Pick<OwnProject, 'admin' | 'id'>, enabled: boolean): Promise<void> {
  const path = `/projects/${id}`;
  if ((await showsEnabled({ admin, id }, true, 3)) && enabled) return;
  await until('every process of Keystone to know the change', async () => {
    for (let process = 0; process < 4; process += 1)
      await admin.must('identity', 'PATCH', path, { project: { enabled } });
    return await showsEnabled({ admin, id }, enabled, 12);
  });
}

async function showsEnabled(
  { admin, id }: Pick<OwnProject, 'admin' | 'id'>,
  enabled: boolean,
  times: number,
): Promise<boolean> {
  for (let time = 0; time < times; time += 1) {
    const { project } = await admin.must('identity', 'GET', `/projects/${id}`);
    if (project.enabled !== enabled) return false;
  }
  return true;
}

async function shelve({ admin }: OwnProject, id: string): Promise<void> {
  await admin.must('compute', 'POST', `/servers/${id}/action`, { shelve: null });
  await until('the server to be shelved', async () => {
    const { server } = await admin.must('compute', 'GET', `/servers/${id}`);
    return server.status === 'SHELVED_OFFLOADED' && server['OS-EXT-STS:task_state'] === null;
  });
}

// The services' access logs, from their present end on.
async function watchChanges(id: string): Promise<() => Promise<readonly string[]>> {
  const files = ['cinder-api', 'nova-api'].map((name) => join(cloudHome(), 'log', `${name}-access.log`));
  const from = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return async () => {
    const texts = await Promise.all(files.map(async (file, index) => await textFrom(file, from[index] ?? 0)));
    return texts
      .flatMap((text) => text.split('\n'))
      .filter((line) => line.includes(id) && line.includes('ua="volume-migrate'))
      .filter((line) => / (POST|PUT|PATCH|DELETE) \S+ 2\d\d /.test(line));
  };
}

async function textFrom(path: string, position: number): Promise<string> {
  const file = await open(path);
  const { size } = await file.stat();
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size - position), 0, size - position, position);
  await file.close();
  return buffer.subarray(0, bytesRead).toString();
}
