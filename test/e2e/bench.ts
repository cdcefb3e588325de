// What an end-to-end case sets up, checks and removes.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../services/clock.ts';
import {
  type Cloud,
  connect,
  createMemoryStore,
  type MigrateVolumeOptions,
  type MigrateVolumeParameters,
  migrateVolume,
  type Outcome,
  type Progress,
  parseCloudConfig,
  parseParameters,
} from '../../src/index.ts';
import { startRunOn } from '../../src/volumeMigrate/runOnCloud.ts';
import { type Client, signIn, until } from './client.ts';
import { cloudOf, type World } from './world.ts';

// biome-ignore lint/suspicious/noExplicitAny: what OpenStack answers
type Json = any;

/** Why a case of direct swaps is skipped. */
export const NO_DIRECT_SWAP = 'this Nova rejects direct swaps (OSSN-0094)';

/** Whether a case of direct swaps is skipped. */
export const refusesDirectSwaps = ({ world }: Bench): boolean => world.guard === 'always';

export interface Bench {
  readonly world: World;
  readonly admin: Client;
  readonly owner: Client;
  readonly vm1: string;
  readonly vm2: string;
}

export async function openBench(world: World): Promise<Bench> {
  const admin = await signIn(world.authUrl, world.admin);
  const owner = await signIn(world.authUrl, world.owner);
  const { servers } = await owner.must('compute', 'GET', '/servers');
  const idOf = (name: string): string => servers.find((server: Json) => server.name === name).id;
  return { world, admin, owner, vm1: idOf('vm1'), vm2: idOf('vm2') };
}

/** Why a case is skipped that cancels a run in the state that it has just reached. */
export const CANCEL_TRAVELS = 'where runs are driven by other processes, a cancel reaches them later';

/** Whether runs are driven by other processes. */
export const drivesElsewhere = ({ world }: Bench): boolean => world.migrate !== undefined;

export async function migrate(
  { world }: Bench,
  parameters: MigrateVolumeParameters,
  options: MigrateVolumeOptions = {},
): Promise<Outcome> {
  const { signal, onProgress } = options;
  if (world.migrate !== undefined)
    return await world.migrate(parameters, {
      ...(signal && { signal }),
      ...(onProgress && { onState: (state) => onProgress({ state } as Progress) }),
    });
  const { pollMinMs } = world;
  return await migrateVolume(parameters, { cloud: cloudOf(world, world.admin), pollMinMs, ...options });
}

/** Migrates through a wrapper around the cloud. */
export async function migrateThrough(
  { world }: Bench,
  parameters: MigrateVolumeParameters,
  wrap: (cloud: Cloud) => Cloud,
  options: Pick<MigrateVolumeOptions, 'limits'> & { readonly clock?: Clock } = {},
): Promise<Outcome> {
  const cloud = await connect(parseCloudConfig(cloudOf(world, world.admin)));
  const wrapped = wrap(cloud.forRun(randomUUID()));
  const run = await startRunOn(wrapped, createMemoryStore(), parseParameters(parameters), {
    pollMinMs: world.pollMinMs,
    ...options,
  });
  return await run.outcome;
}

export async function getVolume({ admin }: Bench, id: string): Promise<Json | null> {
  const { status, body } = await admin.call('volumev3', 'GET', `/volumes/${id}`);
  return status === 404 ? null : body.volume;
}

const withStatus = (bench: Bench, id: string, status: string): Promise<Json> =>
  until(`volume ${id} to be ${status}`, async () => {
    const volume = await getVolume(bench, id);
    return volume?.status === status ? volume : null;
  });

/** Migrates, with a clock that makes a failure show soon on the simulated cloud. */
export const migrateToFailure = (bench: Bench, parameters: MigrateVolumeParameters): Promise<Outcome> =>
  bench.world.migrate === undefined
    ? migrateThrough(bench, parameters, (cloud) => cloud, { clock: bench.world.failingClock })
    : bench.world.migrate(parameters);

let made = 0;

/** A volume of the owner's, with data in it. */
export async function makeVolume(bench: Bench, type: string, changes: object = {}): Promise<string> {
  made += 1;
  const name = `e2e-${process.pid}-${made}`;
  const { volume } = await bench.owner.must('volumev3', 'POST', '/volumes', {
    volume: { name, description: 'of a test', size: 1, volume_type: type, ...changes },
  });
  await withStatus(bench, volume.id, 'available');
  await bench.world.writeData(volume.id);
  return volume.id;
}

export async function makeSnapshot(bench: Bench, volumeId: string): Promise<string> {
  const { snapshot } = await bench.owner.must('volumev3', 'POST', '/snapshots', {
    snapshot: { volume_id: volumeId, name: 'e2e', force: true },
  });
  await until('the snapshot', async () => {
    const { body } = await bench.owner.call('volumev3', 'GET', `/snapshots/${snapshot.id}`);
    return body.snapshot.status === 'available';
  });
  return snapshot.id;
}

export async function deleteSnapshot(bench: Bench, id: string): Promise<void> {
  await bench.owner.call('volumev3', 'DELETE', `/snapshots/${id}`);
  await until(
    'the snapshot to go',
    async () => (await bench.owner.call('volumev3', 'GET', `/snapshots/${id}`)).status === 404,
  );
}

/** A volume of the owner's on a server. */
export async function makeVolumeOn(
  bench: Bench,
  serverId: string,
  type: string,
  changes: object = {},
): Promise<string> {
  const id = await makeVolume(bench, type, changes);
  await attach(bench, serverId, id);
  return id;
}

/** A volume of the owner's on vm1. */
export const makeAttachedVolume = (bench: Bench, type: string, changes: object = {}): Promise<string> =>
  makeVolumeOn(bench, bench.vm1, type, changes);

export async function attach(bench: Bench, serverId: string, id: string): Promise<void> {
  await bench.owner.must('compute', 'POST', `/servers/${serverId}/os-volume_attachments`, {
    volumeAttachment: { volumeId: id },
  });
  await until(`volume ${id} to be attached`, async () => {
    const volume = await getVolume(bench, id);
    return volume?.status === 'in-use' && volume.attachments.length > 0;
  });
}

/** IDs of the volumes that Nova shows on a server. */
export async function attachedTo(bench: Bench, serverId: string): Promise<string[]> {
  return (await attachmentsOf(bench, serverId)).map(({ volumeId }) => volumeId);
}

/** ID of a server's root volume: Nova lists attachments in whatever order its database gives them. */
export async function rootOf(bench: Bench, serverId: string): Promise<string> {
  const { server } = await bench.admin.must('compute', 'GET', `/servers/${serverId}`);
  const device = server['OS-EXT-SRV-ATTR:root_device_name'];
  const root = (await attachmentsOf(bench, serverId)).find((attachment) => attachment.device === device);
  if (root === undefined) throw new Error(`server ${serverId} has no volume as ${device}`);
  return root.volumeId;
}

async function attachmentsOf({ owner }: Bench, serverId: string): Promise<Json[]> {
  const path = `/servers/${serverId}/os-volume_attachments`;
  return (await owner.must('compute', 'GET', path)).volumeAttachments;
}

/** Removes volumes, attached or not. */
export async function removeVolumes(bench: Bench, ids: Iterable<string>): Promise<void> {
  for (const id of ids) {
    const volume = await getVolume(bench, id);
    if (volume === null) continue;
    for (const { server_id } of volume.attachments) {
      await bench.owner.call('compute', 'DELETE', `/servers/${server_id}/os-volume_attachments/${id}`);
    }
    // A failed case may leave a snapshot: the volume could not be deleted, and would disturb every later case.
    const { snapshots } = await bench.owner.must('volumev3', 'GET', `/snapshots?volume_id=${id}`);
    for (const snapshot of snapshots) await deleteSnapshot(bench, snapshot.id);
    await until(
      `volume ${id} to be free`,
      async () => (await getVolume(bench, id))?.attachments.length === 0,
    );
    await until(`volume ${id} to be deleted`, async () => {
      // A failed case may leave it in use by nothing: Cinder deletes it only once it is detached.
      const now = await getVolume(bench, id);
      if (now?.status === 'in-use' && now.attachments.length === 0)
        await bench.admin.call('volumev3', 'POST', `/volumes/${id}/action`, { 'os-detach': {} });
      const { status } = await bench.admin.call('volumev3', 'DELETE', `/volumes/${id}`);
      return status === 202 || status === 404;
    });
    await until(`volume ${id} to be gone`, async () => (await getVolume(bench, id)) === null);
  }
}

/**
 * Everything that a run might leave: every volume of every project, every user, every grant and reservation
 * in the owner's project.
 */
export async function inventory({ admin, owner }: Bench) {
  const { volumes } = await admin.must('volumev3', 'GET', '/volumes/detail?all_tenants=1');
  const { users } = await admin.must('identity', 'GET', '/users');
  const { role_assignments } = await admin.must(
    'identity',
    'GET',
    `/role_assignments?scope.project.id=${owner.projectId}`,
  );
  const { quota_set } = await admin.must('volumev3', 'GET', `/os-quota-sets/${owner.projectId}?usage=True`);
  return {
    // Of the totals only: Cinder itself leaves a reservation of the type behind when a retype by an admin
    // fails.
    reserved: [quota_set.volumes.reserved, quota_set.gigabytes.reserved] as number[],
    volumes: volumes.map((volume: Json) => volume.id as string).sort() as string[],
    users: users.map((user: Json) => user.name as string).sort() as string[],
    grants: role_assignments.length as number,
  };
}

/** The state of a server, set by its owner. */
export async function setServer(
  bench: Bench,
  serverId: string,
  action: 'os-stop' | 'os-start',
  vmState: string,
): Promise<void> {
  await bench.owner.must('compute', 'POST', `/servers/${serverId}/action`, { [action]: null });
  await until(`server ${serverId} to be ${vmState}`, async () => {
    const { server } = await bench.admin.must('compute', 'GET', `/servers/${serverId}`);
    return server['OS-EXT-STS:vm_state'] === vmState && server['OS-EXT-STS:task_state'] === null;
  });
}
