// volume-migrate apply --store: hands a plan to workers, and follows it. Each move is a run that any worker can drive.
import type { Plan } from '../../plan/file/types.ts';
import { errorOfRefusal } from '../../restate/engine/refusal.ts';
import type { RestateStore } from '../../restate/engine/store.ts';
import { planOrder } from '../../restate/orders.ts';
import { inspected } from '../inspection.ts';
import type { ApplyFlags } from '../plan/apply.ts';
import type { Dispatch } from '../plan/planFlags.ts';
import { watchPlan } from '../plan/watchPlan.ts';
import { clusterSettings } from './clusterSettings.ts';
import { untilSilent } from './storeSilent.ts';
import { untilStarted } from './untilStarted.ts';

export interface PlanForCluster {
  readonly planId: string;
  readonly plan: Plan;
  readonly dispatch: Pick<Dispatch, 'order' | 'maxFailures'>;
  readonly flags: ApplyFlags;
}

/** Hands a plan to the workers, and follows it to its end. Returns the exit status; rejects if the plan is refused. */
export async function applyOnCluster(
  store: RestateStore,
  { planId, plan, dispatch, flags }: PlanForCluster,
): Promise<number> {
  return await inspected(flags, store, planId, async () => {
    await store.submit(planId, planOrder(plan, dispatch, clusterSettings(flags)));
    return await untilSilent({ noun: 'plan', runId: planId, journal: store.url }, async () => {
      const refusal = await untilStarted(store, planId);
      if (refusal !== null) throw errorOfRefusal(refusal);
      return await watchPlan(planId, flags);
    });
  });
}
