// The simulated cloud for the cases about unusual volumes: a new one for each case.
import { randomUUID } from 'node:crypto';
import { type Release, type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';
import { signIn, type User, until } from './client.ts';
import { asWorld } from './simulatedWorld.ts';
import type { Stage, UnusualWorld } from './unusualWorld.ts';

/** A stage that gives each case a cloud of its own. */
export function simulatedStage(release: Release): Stage {
  return {
    open: async () => await openSimulatedUnusualWorld(release),
    tidy: async (world) => await world.close(),
    close: async () => {},
  };
}

async function openSimulatedUnusualWorld(release: Release): Promise<UnusualWorld> {
  const running = await startSimulatedCloud({ stageMs: 10, release });
  const { cloud } = running;
  const own = { project: 'demo', user: 'alice' };
  const world = asWorld(running, { release });
  return {
    ...world,
    makeServer: async () => {
      const name = `server-${randomUUID()}`;
      cloud.addVolume({ ...own, name, type: 'alpha', bootable: true });
      return cloud.addServer({ ...own, name, volumes: [name] }).id;
    },
    shelve: async (id) => await shelve(running, world.owner, id),
    setVolumeRow: async (id, { encrypted, typeId, sizeGib, metadata, imageMetadata }) => {
      cloud.setVolume(id, {
        ...(encrypted === undefined ? {} : { encrypted }),
        ...(typeId === undefined ? {} : { typeId }),
        ...(sizeGib === undefined ? {} : { sizeGib }),
        ...(metadata === undefined
          ? {}
          : { metadata: { ...cloud.state.volumes.get(id)?.metadata, ...metadata } }),
        ...(imageMetadata === undefined ? {} : { imageMetadata: { ...imageMetadata } }),
      });
    },
    addBackup: async (id) => {
      const backup = { id: randomUUID(), name: 'nightly', volume_id: id, status: 'available' };
      const match = { method: 'GET', path: /\/backups(\/detail)?$/ };
      cloud.faults.http({ match, status: 200, body: { backups: [backup] } });
    },
    setProjectEnabled: async (enabled) => {
      const project = cloud.state.projects.get(cloud.world.projects['demo'] ?? '');
      if (project) project.enabled = enabled;
    },
    endingLogin: async (userId, user) => {
      const { token } = await signIn(running.authUrl, user);
      return { token, seconds: 1, end: async () => cloud.expireTokens(userId) };
    },
    watchChanges: async (id) => {
      const since = cloud.requests.length;
      return async () =>
        cloud.requests
          .slice(since)
          .filter(({ method, path, status }) => method !== 'GET' && path.includes(id) && (status ?? 0) < 300)
          .map(({ method, path }) => `${method} ${path}`);
    },
  };
}

/** Shelves a server as its owner does, and waits for the end. */
async function shelve({ cloud, authUrl }: SimulatedCloudServer, owner: User, id: string): Promise<void> {
  const { must } = await signIn(authUrl, owner);
  await must('compute', 'POST', `/servers/${id}/action`, { shelve: null });
  await until('the server to be shelved', async () => {
    const { vmState, taskState } = cloud.state.servers.get(id) ?? {};
    return vmState === 'shelved_offloaded' && taskState === null;
  });
}
