// A simulated cloud with many pools and volumes that move at once, and how far a plan on it is: for benchmarks of plans.
import process from 'node:process';
import type { JournalStore } from '../../src/engine/store.ts';
import { continuePlan, type DrivenPlan, startPlan } from '../../src/plan/applyPlan.ts';
import { startSimulatedCloud } from '../../src/simulator/index.ts';
import { moveTo } from '../plan/planPlace.ts';

const POOLS = 20;
const INSTANT = { stageMs: 1, gibPerSecond: 1e6 } as const;
const LIKE = 'node1@alpha#alpha';
const QUICK = { pollMinMs: 5 } as const;

/** A cloud for a plan. */
export interface PlanCloud extends AsyncDisposable {
  readonly start: (store: JournalStore) => Promise<DrivenPlan>;
  readonly resume: (planId: string, store: JournalStore) => Promise<DrivenPlan>;
  /** How many requests it has had. */
  readonly requests: () => number;
}

/** 20 pools with volumes, and 20 that these move to. */
export async function openPlanCloud(volumes: number, running: number): Promise<PlanCloud> {
  const { cloud, cloudsYaml, stop } = await startSimulatedCloud(INSTANT);
  const like = cloud.state.pools.find(({ name }) => name === LIKE);
  if (like === undefined) throw new Error(`the simulated cloud has no pool ${LIKE}`);
  const capabilities = { ...like.capabilities, free_capacity_gb: 'infinite', total_capacity_gb: 'infinite' };
  for (let nth = 0; nth < POOLS; nth += 1)
    for (const side of ['from', 'to'])
      cloud.addPool({ name: `${side}${nth}@alpha#alpha`, capabilities, assistedMigration: true });
  const moves = Array.from({ length: volumes }, (_, nth) => {
    const host = `from${nth % POOLS}@alpha#alpha`;
    const { id } = cloud.addVolume({ name: `v${nth}`, type: 'alpha', project: 'demo', user: 'alice', host });
    return moveTo(id, `to${Math.floor(nth / POOLS) % POOLS}@alpha#alpha`);
  });
  const on = { ...QUICK, cloud: cloudsYaml.clouds.simulated };
  let counted = 0;
  return {
    start: async (store) =>
      await startPlan({ actions: moves, limits: { total: running, perPool: 4 } }, { ...on, store }),
    resume: async (planId, store) => await continuePlan(planId, { ...on, store }),
    requests: () => {
      counted += cloud.requests.length;
      // What the simulated cloud logs is not what a plan costs.
      cloud.requests.length = 0;
      cloud.moves.length = 0;
      return counted;
    },
    [Symbol.asyncDispose]: stop,
  };
}

/** Resolves once so many moves of a plan have ended; returns how many of them ended meanwhile. */
export async function progressTo(plan: DrivenPlan, ended: number): Promise<number> {
  const endedOf = ({ counts }: ReturnType<DrivenPlan['context']>): number =>
    counts.SUCCEEDED + counts.FAILED + counts.CANCELLED + counts.SKIPPED;
  const before = endedOf(plan.context());
  const { promise, resolve } = Promise.withResolvers<number>();
  const see = (context: ReturnType<DrivenPlan['context']>): void => {
    if (endedOf(context) >= ended) resolve(endedOf(context) - before);
  };
  const unsubscribe = plan.subscribe(see);
  see(plan.context());
  void plan.outcome.then(() => resolve(endedOf(plan.context()) - before));
  return await promise.finally(unsubscribe);
}

/** Processor time of this process, in milliseconds. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Memory in use, in MiB; precise only with `--expose-gc`. */
export function heapMib(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}
