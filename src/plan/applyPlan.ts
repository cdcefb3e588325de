// Applies a plan: makes its moves within the limits, durably.
import { randomUUID } from 'node:crypto';
import type { PlanContext } from '../../machines/plan/context.ts';
import type { PlanRequest } from '../../machines/plan/events.ts';
import type { PlanAction, PlanClasses, PlanInput, PlanLimits, PlanOrder } from '../../machines/plan/types.ts';
import type { Cloud } from '../../services/index.ts';
import { createEngine, type EngineRun, type RunOutcome, type StartOptions } from '../engine/engine.ts';
import type { EngineHooks } from '../engine/hooks.ts';
import type { Inspect } from '../engine/mirror.ts';
import type { JournalStore } from '../engine/store.ts';
import { defaultStore } from '../journal/defaultStore.ts';
import { cloudFor, type PlaceOptions } from '../volumeMigrate/migrateVolume.ts';
import { volumeMigrate } from '../volumeMigrate/workflow.ts';
import { checkActions } from './checkActions.ts';
import { type PlanRunEvent, planEvents } from './events.ts';
import { createMoveStarts } from './moveStarts.ts';
import { type PlanOutcome, planOutcome } from './outcome.ts';
import { type PlanProgress, progressOf } from './progress.ts';
import { createRequestBell } from './requestBell.ts';
import { type PlanLine, type PlanWorkflowOptions, planWorkflowOf } from './workflow.ts';

/** What `applyPlan` applies: a plan as `readPlan` returns it, or one that a program has made. */
export interface AppliedPlan {
  readonly actions: readonly PlanAction[];
  readonly limits?: PlanLimits;
  readonly classes?: PlanClasses;
  /** Pools that are to be empty at the end: they are listed again then, and what they still hold fails the plan. */
  readonly empties?: readonly string[];
}

/** How to drive a plan. */
export interface DrivePlanOptions extends PlanWorkflowOptions {
  /** Aborting it cancels the plan and its running moves, each as far as its current step allows. */
  readonly signal?: AbortSignal;
  /** Aborting it leaves the plan unfinished: nothing is cancelled, and it can be resumed. */
  readonly leave?: AbortSignal;
  /** Any XState 5 inspector. It sees a copy of the plan's machine, which it cannot change. */
  readonly inspect?: Inspect;
  /** Hooks for tracing and metrics, for the plan and for each of its moves. */
  readonly hooks?: EngineHooks;
}

/** Options of `applyPlan`. */
export interface ApplyPlanOptions extends DrivePlanOptions, PlaceOptions {
  /** A lower-case UUID. @default a random one */
  readonly planId?: string;
  /** @default 'fast' */
  readonly order?: PlanOrder;
  /** Start no more moves after this number of failures. @default no limit */
  readonly maxFailures?: number;
}

/** A plan that this process drives. */
export interface PlanRun {
  readonly planId: string;
  /** Never rejects. */
  readonly outcome: Promise<PlanOutcome>;
  /** What happens from now on, until the plan has ended or was left. */
  readonly events: () => AsyncIterable<PlanRunEvent>;
  /** How far the plan is. Its forecast plays all moves that are left: with thousands of them, ask for it now and then only. */
  readonly progress: () => PlanProgress;
  /** Pauses, resumes or cancels the plan, or changes its limits. */
  readonly request: (request: PlanRequest) => Promise<void>;
  /** Leaves the plan unfinished: nothing is cancelled, and it can be resumed. */
  readonly leave: () => void;
}

/** The same for displays that show everything a plan knows. */
export interface DrivenPlan extends PlanRun {
  /** What the plan knows now. */
  readonly context: () => PlanContext;
  /** Calls the listener after each transition. Returns a function that unsubscribes it. */
  readonly subscribe: (listener: (context: PlanContext) => void) => () => void;
}

/**
 * Applies a plan, and resolves once it has started. Moves whose volumes already are where they should be are not made again:
 * the cloud is read first. Rejects with `InvalidPlanError`, which lists every problem, or with an error of the configuration, the
 * journal or the sign-in; a later failure is part of
 * the outcome.
 */
export const applyPlan = async (plan: AppliedPlan, options: ApplyPlanOptions = {}): Promise<PlanRun> =>
  await startPlan(plan, options);

/** Options of `resumePlan`. */
export interface ResumePlanOptions extends DrivePlanOptions, PlaceOptions {}

/**
 * Resumes a plan that its process has left. No move is made twice: the runs that it had started are resumed as well.
 * Rejects with `RunHeldError` if another process drives it, and with `EngineError` if the journal has no such plan, or it has
 * ended.
 */
export const resumePlan = async (planId: string, options: ResumePlanOptions = {}): Promise<PlanRun> =>
  await continuePlan(planId, options);

/** `applyPlan`, with everything that the plan knows. */
export async function startPlan(
  { actions, limits = {}, classes = NO_CLASSES, empties = [] }: AppliedPlan,
  { cloud: which, connection, store = defaultStore(), planId = randomUUID(), ...options }: ApplyPlanOptions,
): Promise<DrivenPlan> {
  checkActions(actions, limits);
  const { order = 'fast', maxFailures = null, ...driving } = options;
  const cloud = await cloudFor(planId, { cloud: which, connection }, options.signal);
  const { engine, workflow, drive, line } = planEngine(cloud, store, driving);
  const given: Omit<PlanInput, 'planId' | 'startedAt'> = {
    ...{ moves: actions, limits, classes, order, maxFailures, empties },
  };
  return planRun(await engine.start(workflow, given, { ...drive, runId: planId }), store, line, driving);
}

/** `resumePlan`, with everything that the plan knows. */
export async function continuePlan(
  planId: string,
  { cloud: which, connection, store = defaultStore(), ...options }: ResumePlanOptions,
): Promise<DrivenPlan> {
  const cloud = await cloudFor(planId, { cloud: which, connection }, options.signal);
  const { engine, drive, line } = planEngine(cloud, store, options);
  return planRun(await engine.resume(planId, drive), store, line, options);
}

const NO_CLASSES: PlanClasses = { attached: null, root: null };

function planEngine(cloud: Cloud, store: JournalStore, options: DrivePlanOptions) {
  const { signal, leave: _, inspect, hooks, ...asked } = options;
  const { pace: __, ...ofMoves } = asked;
  const line: PlanLine = { starts: createMoveStarts(), bell: createRequestBell() };
  const workflow = planWorkflowOf(cloud, store, asked, line);
  const engine = createEngine({
    store,
    workflows: [workflow, volumeMigrate(cloud, ofMoves)],
    ...(asked.clock === undefined ? {} : { clock: asked.clock }),
    ...(hooks === undefined ? {} : { hooks }),
  });
  const drive: StartOptions = {
    ...(signal === undefined ? {} : { signal }),
    ...(inspect === undefined ? {} : { inspect }),
  };
  return { engine, workflow, drive, line };
}

function planRun(
  run: EngineRun,
  store: JournalStore,
  { starts, bell }: PlanLine,
  { leave: asked }: Pick<DrivePlanOptions, 'leave'>,
): DrivenPlan {
  const { runId } = run;
  const leave = (): void => void run.stop();
  if (asked?.aborted) leave();
  asked?.addEventListener('abort', leave, { once: true });
  const context = (): PlanContext => run.snapshot().context as PlanContext;
  return {
    ...{ planId: runId, leave, context },
    progress: () => progressOf(run.snapshot()),
    outcome: run.outcome.then((ended: RunOutcome) => {
      asked?.removeEventListener('abort', leave);
      return planOutcome(ended, store);
    }),
    subscribe: (listener) => run.subscribe((snapshot) => listener(snapshot.context as PlanContext)),
    events: () => planEvents(run, starts),
    request: async (request) => {
      await store.request(runId, request);
      bell.ring();
    },
  };
}
