// The cloud of a workload of plans, in virtual time.
import {
  createSimulatedCloud,
  createVirtualClock,
  type SimulatedCloud,
  type VirtualClock,
  type WorldSeed,
} from '../../../src/simulator/index.ts';
import type { PlanCloud, PlanWorkload } from './planWorkload.ts';

export interface PlanStage {
  readonly time: VirtualClock;
  readonly cloud: SimulatedCloud;
  /** By their numbers in the workload. */
  readonly volumeIds: readonly string[];
  readonly serverIds: readonly string[];
}

export const PROJECT = 'demo';
export const OWNER = 'alice';
const own = { project: PROJECT, user: OWNER };

/** Sets the stage; nothing moves until its time does. */
export function setPlanStage(workload: PlanWorkload): PlanStage {
  const time = createVirtualClock();
  const cloud = createSimulatedCloud({
    ...optionsOf(workload.cloud),
    ...{ clock: time, randomUUID: countedIds(), url: 'http://cloud.test', seed: seedOf(workload) },
  });
  const volumeIds = workload.volumes.map((_, n) => cloud.world.volumes[`volume${n}`] ?? '');
  const serverIds = Array.from(
    { length: workload.servers },
    (_, n) => cloud.world.servers[`server${n}`] ?? '',
  );
  for (const [n, { server, snapshots }] of workload.volumes.entries()) {
    const id = volumeIds[n] ?? '';
    if (server !== null) cloud.attach(serverIds[server] ?? '', id);
    for (let made = 0; made < snapshots; made += 1) cloud.addSnapshot(id);
  }
  return { time, cloud, volumeIds, serverIds };
}

function optionsOf(cloud: PlanCloud) {
  const { release, stageMs, gibPerSecond, statsPollMs, createPollMs } = cloud;
  const { sharedGibPerSecond, wipeGibPerSecond, noiseSeed } = cloud;
  return {
    ...{ release, stageMs, gibPerSecond, statsPollMs, createPollMs },
    ...(sharedGibPerSecond === null ? {} : { copyRates: { pools: { '*': sharedGibPerSecond } } }),
    ...(wipeGibPerSecond === null ? {} : { wipeGibPerSecond }),
    ...(noiseSeed === null ? {} : { noise: { seed: noiseSeed, spread: 0.3 } }),
  };
}

// IDs in the order of creation: a workload reads the same each time it is played.
function countedIds(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `00000000-0000-4000-8000-${count.toString(16).padStart(12, '0')}`;
  };
}

const roomy = { volumes: 10_000, gigabytes: 1_000_000, snapshots: 1000 };

const seedOf = ({ pools, volumes, servers }: PlanWorkload): WorldSeed => ({
  projects: ['admin', PROJECT, 'service'],
  users: [
    { name: 'admin', password: 'password-of-admin', roles: { admin: ['admin'], [PROJECT]: ['admin'] } },
    { name: OWNER, password: 'password-of-owner', roles: { [PROJECT]: ['member'] } },
    { name: 'cinder', password: 'password-of-cinder', roles: { service: ['admin', 'service'] } },
    { name: 'nova', password: 'password-of-nova', roles: { service: ['admin', 'service'] } },
  ],
  pools: pools.map((pool) => ({ ...pool })),
  types: [
    { name: 'alpha', extraSpecs: { volume_backend_name: 'alpha' } },
    { name: 'alpha-gold', extraSpecs: { volume_backend_name: 'alpha', 'storage:tier': 'gold' } },
    { name: 'beta', extraSpecs: { volume_backend_name: 'beta' } },
    { name: 'any' },
  ],
  defaultType: 'any',
  volumes: volumes.map(({ type, pool, sizeGib, bootable, migrationStatus }, n) => ({
    ...{ ...own, name: `volume${n}`, type, host: pool, sizeGib, bootable, data: `data of volume ${n}` },
    ...(migrationStatus === null ? {} : { migrationStatus }),
  })),
  servers: Array.from({ length: servers }, (_, n) => ({ ...own, name: `server${n}`, volumes: [] })),
  quotas: { [PROJECT]: roomy },
});
