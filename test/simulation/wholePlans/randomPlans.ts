// Random workloads of plans, from a seed: pools, volumes, servers, plans and their limits.
import type { PlanLimits } from '../../../machines/plan/types.ts';
import type { PoolSeed } from '../../../src/simulator/index.ts';
import { type Choices, choicesOf } from '../../machines/plan/random/randomPlan.ts';
import type { PlanCloud, PlanVolume, PlanWorkload, WorkloadMove, WorkloadPlan } from './planWorkload.ts';
import { randomPlanEvents } from './randomPlanEvents.ts';

const ALPHA = [
  'node1@alpha#alpha',
  'node2@alpha#alpha',
  'node2@tier9#alpha',
  'node3@multi#p1',
  'node3@multi#p2',
];
const BETA = ['node1@beta#beta', 'node2@beta#beta'];

/** What a workload is like; each makes others possible. */
export interface Temper {
  /** Somebody kills processes. */
  readonly kills: boolean;
  /** Pools are nearly full. */
  readonly tight: boolean;
  /** Others change volumes, services fail, people send requests. */
  readonly disturbed: boolean;
}

/** The workload of a seed. */
export function randomPlans(seed: number): PlanWorkload {
  const choices = choicesOf(seed);
  const { chance, whole, one } = choices;
  const temper: Temper = { kills: chance(0.7), tight: chance(0.35), disturbed: chance(0.4) };
  const names = poolNames(choices);
  const servers = whole(0, 3);
  const volumes = Array.from({ length: whole(3, 14) }, () => randomVolume(choices, names, servers));
  const pools = names.map((name) => randomPool(choices, name, heldBy(volumes, name), temper));
  const hosts = one([1, 1, 2]);
  const plans = randomShares(choices, volumes).map((share) =>
    randomPlan(choices, share, { names, volumes, hosts }),
  );
  const workload = { cloud: randomCloud(choices), pools, volumes, servers, plans, hosts };
  return {
    ...workload,
    journal: chance(0.1) ? 'sqlite' : 'memory',
    events: randomPlanEvents(choices, temper, workload),
  };
}

function poolNames({ chance, whole }: Choices): string[] {
  const alphas = ALPHA.filter(() => chance(0.6));
  const some = alphas.length < 2 ? ALPHA.slice(0, whole(2, 5)) : alphas;
  return [...some, ...BETA.filter(() => chance(0.4))];
}

const backendName = (pool: string): string => (BETA.includes(pool) ? 'beta' : 'alpha');

const heldBy = (volumes: readonly PlanVolume[], name: string): number =>
  volumes.reduce((sum, { pool, sizeGib }) => (pool === name ? sum + sizeGib : sum), 0);

const TOTAL_GIB = 1000;

function randomPool(
  { chance, whole, one }: Choices,
  name: string,
  heldGib: number,
  { tight }: Temper,
): PoolSeed {
  const isThin = chance(0.25);
  const reservedPercentage = chance(0.2) ? 5 : 0;
  const roomGib = TOTAL_GIB * (1 - reservedPercentage / 100) - heldGib;
  const otherUsedGib = tight ? Math.max(0, Math.floor(roomGib) - whole(0, 80)) : 0;
  return {
    name,
    capabilities: { volume_backend_name: backendName(name) },
    assistedMigration: name !== 'node2@tier9#alpha' && chance(0.6),
    capacity: {
      total: TOTAL_GIB,
      otherUsedGib,
      reservedPercentage,
      ...(isThin ? { thin: true, maxOverSubscriptionRatio: one(['1.5', 2, 'auto']) } : {}),
      ...(chance(0.4)
        ? { provisioned: 'counted' as const, otherProvisionedGib: chance(0.5) ? otherUsedGib : 0 }
        : {}),
      whenFull: one(['accept', 'refuse']),
    },
  };
}

function randomCloud({ chance, whole, one }: Choices): PlanCloud {
  return {
    release: chance(0.5) ? 'zed' : '2025.1',
    stageMs: one([5, 30, 300, 1000]),
    gibPerSecond: one([0.5, 1, 5, 20]),
    sharedGibPerSecond: chance(0.4) ? one([0.5, 2]) : null,
    statsPollMs: chance(0.6) ? 60_000 : 0,
    createPollMs: chance(0.3) ? 1000 : 0,
    wipeGibPerSecond: chance(0.3) ? one([0.5, 5]) : null,
    latencyMs: one([1, 2, 20, 200]),
    noiseSeed: chance(0.5) ? whole(1, 1000) : null,
  };
}

function randomVolume(
  { chance, whole, one }: Choices,
  names: readonly string[],
  servers: number,
): PlanVolume {
  const pool = one(names);
  const server = servers > 0 && chance(0.4) ? whole(0, servers - 1) : null;
  return {
    type: chance(0.2) ? 'any' : backendName(pool),
    ...{ pool, sizeGib: whole(1, 30), server, bootable: chance(0.3) },
    snapshots: chance(0.05) ? 1 : 0,
    migrationStatus: chance(0.1) ? one(['success', 'error']) : null,
  };
}

// The volumes of each plan: two plans may share some.
function randomShares({ chance }: Choices, volumes: readonly PlanVolume[]): number[][] {
  const all = [...volumes.keys()];
  if (chance(0.65)) return [all];
  const isShared = chance(0.3);
  const first = all.filter(() => chance(0.5));
  return [first, all.filter((n) => (isShared ? chance(0.6) : !first.includes(n)))].filter(
    ({ length }) => length > 0,
  );
}

interface Around {
  readonly names: readonly string[];
  readonly volumes: readonly PlanVolume[];
  readonly hosts: number;
}

function randomPlan(
  choices: Choices,
  share: readonly number[],
  { names, volumes, hosts }: Around,
): WorkloadPlan {
  const { chance, whole, one } = choices;
  const empties = chance(0.15) ? [one(names)] : [];
  return {
    actions: share.map((volume) => randomMove(choices, volume, volumes[volume] as PlanVolume, names)),
    limits: randomPlanLimits(choices, names),
    order: chance(0.75) ? 'fast' : 'as-given',
    maxFailures: chance(0.1) ? whole(1, 3) : null,
    ...{ empties, host: whole(0, hosts - 1), startMs: one([0, 0, 500, 20_000]) },
  };
}

function randomMove(
  { chance, one }: Choices,
  volume: number,
  { type, pool, server }: PlanVolume,
  names: readonly string[],
): WorkloadMove {
  const fitting = names.filter((name) => name !== pool && (type === 'any' || backendName(name) === type));
  if (chance(0.03))
    return {
      volume,
      parameters: { migration_type: 'migrate', destination_node: one([pool, 'node9@none#none', ...names]) },
    };
  if (fitting.length === 0 || chance(0.2)) {
    const others = ['alpha', 'alpha-gold', 'beta', 'any'].filter((each) => each !== type);
    const migration_type = server !== null && chance(0.2) ? 'swap' : 'retype';
    const method = migration_type === 'swap' ? { swap_method: 'retype' as const } : {};
    return { volume, parameters: { migration_type, destination_type: one(others), ...method } };
  }
  const migration_type = server === null && chance(0.2) ? 'cold' : 'migrate';
  return { volume, parameters: { migration_type, destination_node: one(fitting) } };
}

/** Limits of any kind; most are absent. */
export function randomPlanLimits({ chance, whole, one }: Choices, pools: readonly string[]): PlanLimits {
  const some = <K extends keyof PlanLimits>(name: K, probability: number, most: number) =>
    chance(probability) ? { [name]: whole(1, most) } : {};
  const own = chance(0.2)
    ? { pools: { [one(pools)]: { source: whole(1, 3), destination: whole(1, 3) } } }
    : {};
  return {
    ...some('total', 0.5, 5),
    ...some('perPool', 0.4, 3),
    ...some('perSource', 0.2, 3),
    ...some('perDestination', 0.2, 3),
    ...some('perBackend', 0.2, 3),
    ...some('perPair', 0.2, 2),
    ...own,
  };
}
