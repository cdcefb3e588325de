// A simulated cloud with volumes to move, and a journal: for tests of plans.

import type { PlanAction, PlanLimits } from '../../machines/plan/types.ts';
import { createMemoryStore, type JournalStore } from '../../src/index.ts';
import {
  type ApplyPlanOptions,
  continuePlan,
  type DrivenPlan,
  type ResumePlanOptions,
  startPlan,
} from '../../src/plan/applyPlan.ts';
import {
  type SimulatedCloud,
  type SimulatedCloudOptions,
  startSimulatedCloud,
} from '../../src/simulator/index.ts';

export const DESTINATION = 'node2@tier9#alpha';

export interface PlanPlace extends AsyncDisposable {
  readonly cloud: SimulatedCloud;
  readonly store: JournalStore;
  readonly entry: object;
  /** Detached volumes on one pool. */
  readonly ids: readonly string[];
  readonly moves: readonly PlanAction[];
  readonly apply: (moves?: readonly PlanAction[], options?: Given) => Promise<DrivenPlan>;
  readonly resume: (planId: string, options?: ResumePlanOptions) => Promise<DrivenPlan>;
  /** How often Cinder was asked to move each volume. */
  readonly asked: () => ReadonlyMap<string, number>;
  readonly hosts: () => readonly (string | null | undefined)[];
}

interface Given extends ApplyPlanOptions {
  readonly planLimits?: PlanLimits;
  readonly empties?: readonly string[];
}

/** Quick for tests: real pauses would only be waited for. */
export const QUICK = { pollMinMs: 5, pace: { requestsMs: 10, poolsMs: 50, otherRunsMs: 10 } } as const;

/** A cloud with volumes on one pool. */
export async function openPlan(
  volumes: number,
  { store = createMemoryStore(), ...options }: SimulatedCloudOptions & { readonly store?: JournalStore } = {},
): Promise<PlanPlace> {
  const running = await startSimulatedCloud({ stageMs: 10, ...options });
  const { cloud } = running;
  const entry = running.cloudsYaml.clouds.simulated;
  const ids = Array.from(
    { length: volumes },
    (_, index) => cloud.addVolume({ name: `v${index}`, type: 'alpha', project: 'demo', user: 'alice' }).id,
  );
  const moves = ids.map((id) => moveTo(id));
  return {
    ...{ cloud, store, entry, ids, moves },
    apply: async (given = moves, { planLimits: limits, empties = [], ...more } = {}) =>
      await startPlan(
        { actions: given, empties, ...(limits === undefined ? {} : { limits }) },
        { cloud: entry, store, ...QUICK, ...more },
      ),
    resume: async (planId, more) => await continuePlan(planId, { cloud: entry, store, ...QUICK, ...more }),
    asked: () => askedFor(cloud),
    hosts: () => ids.map((id) => cloud.state.volumes.get(id)?.host),
    [Symbol.asyncDispose]: async () => {
      await running.stop();
      await store.close();
    },
  };
}

/** The move of a volume to a pool. */
export const moveTo = (resourceId: string, destinationNode = DESTINATION): PlanAction => ({
  parameters: {
    ...{ resourceId, migrationType: 'migrate', destinationNode, destinationType: null },
    ...{ swapMethod: 'auto', allowEncryptionChange: false },
  },
  ...{ resourceName: null, reason: null, notBefore: null, window: null },
});

/** How often Cinder was asked to move each volume. */
export function askedFor({ requests }: SimulatedCloud): ReadonlyMap<string, number> {
  const asked = new Map<string, number>();
  for (const { path, body } of requests) {
    const [, id] = /\/volumes\/([^/]+)\/action$/.exec(path) ?? [];
    if (id !== undefined && typeof body === 'object' && body !== null && 'os-migrate_volume' in body)
      asked.set(id, (asked.get(id) ?? 0) + 1);
  }
  return asked;
}
