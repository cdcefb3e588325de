// The simulated cloud for the cases about unusual volumes: a new one for each case.
import { randomUUID } from 'node:crypto';
import { type Release, type SimulatedCloud, startSimulatedCloud } from '../../src/simulator/index.ts';
import { signIn } from './client.ts';
import { asWorld } from './simulatedWorld.ts';
import type { Stage, UnusualWorld } from './unusualWorld.ts';

// What Cinder says of an encrypted volume: GET /volumes/{id}/encryption, which the simulated one does not have.
const ENCRYPTION = {
  encryption_key_id: '00000000-0000-4000-8000-00000000000e',
  ...{ provider: 'luks', control_location: 'front-end', cipher: 'aes-xts-plain64', key_size: 256 },
};

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
  return {
    ...asWorld(running, { release }),
    makeServer: async () => {
      const name = `server-${randomUUID()}`;
      cloud.addVolume({ ...own, name, type: 'alpha', bootable: true });
      return cloud.addServer({ ...own, name, volumes: [name] }).id;
    },
    shelve: async (id) => shelve(cloud, id),
    setVolumeRow: async (id, { encrypted, typeId, sizeGib, imageMetadata }) => {
      cloud.setVolume(id, {
        ...(encrypted === undefined ? {} : { encrypted }),
        ...(typeId === undefined ? {} : { typeId }),
        ...(sizeGib === undefined ? {} : { sizeGib }),
        ...(imageMetadata === undefined ? {} : { imageMetadata: { ...imageMetadata } }),
      });
      if (encrypted === true) {
        const match = { method: 'GET', path: new RegExp(`/volumes/${id}/encryption$`) };
        cloud.faults.http({ match, status: 200, body: ENCRYPTION });
      }
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

// Nova exchanges each attachment for one that only reserves the volume.
function shelve({ state, setServer, setVolume }: SimulatedCloud, serverId: string): void {
  for (const device of state.servers.get(serverId)?.devices ?? []) {
    const old = state.attachments.get(device.attachmentId ?? '');
    if (old === undefined) continue;
    state.attachments.delete(old.id);
    device.attachmentId = randomUUID();
    state.attachments.set(device.attachmentId, {
      ...old,
      id: device.attachmentId,
      status: 'reserved',
      attachedAt: null,
    });
    setVolume(device.volumeId, { status: 'reserved', attached: false });
  }
  setServer(serverId, { vmState: 'shelved_offloaded', taskState: null });
}
