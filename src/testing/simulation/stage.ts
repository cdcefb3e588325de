// The stage of a workload: a simulated cloud in virtual time, with the workload's volumes and servers.
import {
  createSimulatedCloud,
  createVirtualClock,
  type SimulatedCloud,
  type SimulatedClock as SimulatorClock,
  type VirtualClock,
  type VolumeSeed,
  type WorldSeed,
} from '../../simulator/index.ts';
import { type ChangeSeen, createChangeWatch } from '../look.ts';
import type { UnusualVolume, Workload, WorkloadVolume } from './workload.ts';

export interface Stage {
  readonly time: VirtualClock;
  readonly cloud: SimulatedCloud;
  /** Every changing request so far, with the state of the cloud when it arrived. */
  readonly changes: readonly ChangeSeen[];
  /** IDs of the workload's volumes and servers, by their numbers. */
  readonly volumeIds: readonly string[];
  readonly serverIds: readonly string[];
  /** Drops every nth piece of the cloud's work under way: it never continues. */
  readonly loseWork: (every: number) => void;
}

export const OWNER = 'alice';
export const PROJECT = 'demo';
const SERVERS = 2;
const own = { project: PROJECT, user: OWNER };

/** Sets up a workload's stage; nothing moves until its time does. */
export function setStage(workload: Workload): Stage {
  const time = createVirtualClock();
  const { clock, loseWork } = losable(time);
  const { release, guard, stageMs, copyMs, attachmentRace, tokenLifeMs, tokenCacheMs, pageSize } =
    workload.cloud;
  const changeWatch = createChangeWatch();
  const cloud = createSimulatedCloud({
    onRequest: changeWatch.onRequest,
    ...{ release, nova: { guard }, stageMs, attachmentRace, tokenCacheMs, clock },
    osapiMaxLimit: pageSize,
    gibPerSecond: 1000 / Math.max(copyMs, 1),
    keystone: { tokenLifeMs },
    randomUUID: countedIds(),
    seed: seedOf(workload),
    url: 'http://cloud.test',
  });
  changeWatch.watch(cloud);
  const { volumes, servers } = cloud.world;
  const volumeIds = workload.volumes.map((_, index) => volumes[volumeName(index)] ?? '');
  workload.volumes.forEach(({ snapshots }, index) => {
    for (let made = 0; made < snapshots; made += 1) cloud.addSnapshot(volumeIds[index] ?? '');
  });
  const serverIds = Array.from({ length: SERVERS }, (_, index) => servers[serverName(index)] ?? '');
  workload.volumes.forEach(({ server, unusual = null }, index) => {
    if (server !== null) attach(cloud, volumeIds[index] ?? '', serverIds[server] ?? '', unusual);
  });
  return { time, cloud, changes: changeWatch.changes, volumeIds, serverIds, loseWork };
}

function attach(
  cloud: SimulatedCloud,
  volumeId: string,
  serverId: string,
  unusual: UnusualVolume | null,
): void {
  if (unusual === 'attached in Cinder') {
    cloud.attachInCinderOnly(volumeId, serverId);
    return;
  }
  cloud.attach(serverId, volumeId);
  if (unusual === 'reserved too') cloud.addReservedAttachment(volumeId, serverId);
  if (unusual === 'detached in Cinder') cloud.detachInCinderOnly(volumeId);
}

const volumeName = (index: number): string => `volume${index}`;
const serverName = (index: number): string => `server${index}`;

// IDs in the order of creation: a workload reads the same each time it is played.
function countedIds(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `00000000-0000-4000-8000-${count.toString(16).padStart(12, '0')}`;
  };
}

// A course of the cloud waits on its clock for its next step: what is removed from the clock is lost.
function losable(time: VirtualClock): { clock: SimulatorClock; loseWork: (every: number) => void } {
  const waiting = new Set<() => void>();
  const clock: SimulatorClock = {
    now: time.now,
    after(ms, step) {
      const cancel = time.after(ms, () => {
        waiting.delete(cancel);
        step();
      });
      waiting.add(cancel);
      return () => {
        waiting.delete(cancel);
        cancel();
      };
    },
  };
  const loseWork = (every: number): void => {
    const lost = [...waiting].filter((_, index) => index % every === 0);
    for (const cancel of lost) {
      waiting.delete(cancel);
      cancel();
    }
  };
  return { clock, loseWork };
}

function seedOf({ volumes, unusual = false }: Workload): WorldSeed {
  return {
    projects: ['admin', PROJECT, 'service'],
    users: [
      { name: 'admin', password: 'password-of-admin', roles: { admin: ['admin'], [PROJECT]: ['admin'] } },
      { name: OWNER, password: 'password-of-owner', roles: { [PROJECT]: ['member'] } },
      { name: 'cinder', password: 'password-of-cinder', roles: { service: ['admin', 'service'] } },
      { name: 'nova', password: 'password-of-nova', roles: { service: ['admin', 'service'] } },
    ],
    pools: POOLS,
    types: [
      { name: 'alpha', extraSpecs: { volume_backend_name: 'alpha' } },
      { name: 'beta', extraSpecs: { volume_backend_name: 'beta' } },
      { name: 'nowhere', extraSpecs: { volume_backend_name: 'no-such-backend' } },
      ...(unusual ? UNUSUAL_TYPES : []),
    ],
    defaultType: 'alpha',
    volumes: volumes.map(volumeSeed),
    servers: Array.from({ length: SERVERS }, (_, server) => ({
      ...own,
      name: serverName(server),
      volumes: [],
    })),
    quotas: { [PROJECT]: { volumes: 100, snapshots: 100 } },
  };
}

const onBeta = { volume_backend_name: 'beta' };
const multiattach = { multiattach: '<is> True' };

/**
 * What only unusual workloads have: a type that the owner may not use, one that encrypts, and multi-attach
 * ones.
 */
const UNUSUAL_TYPES: WorldSeed['types'] = [
  { name: 'private', extraSpecs: onBeta, isPublic: false },
  { name: 'encrypted', extraSpecs: onBeta, encrypted: true },
  { name: 'shared', extraSpecs: { ...onBeta, ...multiattach } },
  { name: 'shared-nowhere', extraSpecs: { volume_backend_name: 'no-such-backend', ...multiattach } },
];

const POOLS: WorldSeed['pools'] = [
  { name: 'node1@alpha#alpha', capabilities: { volume_backend_name: 'alpha' }, totalGib: 2000 },
  { name: 'node1@beta#beta', capabilities: { volume_backend_name: 'beta' }, totalGib: 2000 },
  { name: 'node2@alpha#alpha', capabilities: { volume_backend_name: 'alpha' } },
  { name: 'node2@tier9#alpha', capabilities: { volume_backend_name: 'alpha' }, assistedMigration: false },
];

const volumeSeed = (volume: WorkloadVolume, index: number): VolumeSeed => ({
  ...own,
  name: volumeName(index),
  type: volume.type,
  bootable: volume.bootable,
  readOnly: volume.readOnly,
  metadata: { purpose: 'story' },
  ...(volume.unusual === 'encrypted' ? { encrypted: true } : {}),
  ...(volume.unusual === 'shared' ? { multiattach: true } : {}),
  ...(volume.bootable ? { imageMetadata: { image_name: 'debian' } } : {}),
  ...(volume.migrationStatus === null ? {} : { migrationStatus: volume.migrationStatus }),
});
