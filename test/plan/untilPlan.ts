// Waits for what a plan knows, and collects what it tells.
import type { PlanContext } from '../../machines/plan/context.ts';
import type { DrivenPlan } from '../../src/plan/applyPlan.ts';
import type { PlanRunEvent } from '../../src/plan/events.ts';

/** Resolves once what the plan knows satisfies the condition, or the plan has ended. */
export async function until(run: DrivenPlan, holds: (context: PlanContext) => boolean): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const check = (context: PlanContext): void => {
    if (holds(context)) resolve();
  };
  const unsubscribe = run.subscribe(check);
  check(run.context());
  await Promise.race([promise, run.outcome]);
  unsubscribe();
}

/** All events of a plan from now on, once it has ended or was left. */
export async function eventsOf({ events }: DrivenPlan): Promise<PlanRunEvent[]> {
  const all: PlanRunEvent[] = [];
  for await (const event of events()) all.push(event);
  return all;
}

/** Those of one type. */
export const ofType = <Type extends PlanRunEvent['type']>(all: readonly PlanRunEvent[], type: Type) =>
  all.filter((event): event is Extract<PlanRunEvent, { readonly type: Type }> => event.type === type);
