// What a plan would do, from what the cloud shows now: nothing is started.
import { randomUUID } from 'node:crypto';
import type { PlanContext } from '../../machines/plan/context.ts';
import { initialContext, withFacts } from '../../machines/plan/initial.ts';
import { expectedMs } from '../../machines/plan/rates.ts';
import type { MoveFacts } from '../../machines/plan/types.ts';
import type { Volume } from '../../machines/types.ts';
import type { Cloud } from '../../services/index.ts';
import type { JournalStore } from '../engine/store.ts';
import type { AppliedPlan, ApplyPlanOptions } from './applyPlan.ts';
import { playToEnd } from './playToEnd.ts';
import { factsOfMoves, readVolumes } from './survey.ts';

/** Options of `previewPlan`. */
export interface PreviewOptions extends Pick<ApplyPlanOptions, 'order' | 'maxFailures' | 'signal'> {
  /** @default the system clock */
  readonly nowMs?: number;
  /** The volumes of the plan that exist, by ID. @default they are read */
  readonly volumes?: ReadonlyMap<string, Volume>;
}

/** What the plan would know after its first step. Only reads are sent. */
export async function previewPlan(
  cloud: Cloud,
  store: Pick<JournalStore, 'list'>,
  plan: AppliedPlan,
  { signal, volumes: read, ...options }: PreviewOptions = {},
): Promise<PlanContext> {
  const ids = plan.actions.map(({ parameters }) => parameters.resourceId);
  const volumes = read ?? (await readVolumes(cloud, ids, signal));
  return contextOf(plan, await factsOfMoves(store, plan.actions, volumes), options);
}

/** The same, from what is known of the volume of each move. */
export function contextOf(
  { actions, limits = {}, classes = { attached: null, root: null } }: AppliedPlan,
  facts: readonly MoveFacts[],
  { order = 'fast', maxFailures, nowMs = Date.now() }: Omit<PreviewOptions, 'signal' | 'volumes'> = {},
): PlanContext {
  const input = {
    ...{ planId: randomUUID(), startedAt: new Date(nowMs).toISOString(), moves: actions },
    ...{ limits, classes, order, maxFailures: maxFailures ?? null },
  };
  return withFacts(initialContext(input), facts);
}

// Where no duration is known, a larger volume still takes longer.
const GUESSED = { fixedMs: 30_000, msPerGib: 10_000 } as const;

/** The waiting moves in the order in which they would start, if nothing fails. `fallbackMs` as for `forecast`. */
export function startOrder(
  context: PlanContext,
  fallbackMs: (sizeGib: number) => number | null = () => null,
): number[] {
  const started: number[] = [];
  const lasts = (n: number): number => {
    const sizeGib = context.facts[n]?.sizeGib ?? 0;
    return expectedMs(context, n) ?? fallbackMs(sizeGib) ?? GUESSED.fixedMs + GUESSED.msPerGib * sizeGib;
  };
  playToEnd(
    context,
    () => 0,
    lasts,
    (n) => started.push(n),
  );
  return started;
}
