// A plan of many moves as a workflow of the engine: each move is a durable child run.
import type { MigrationResult } from '../../machines/context.ts';
import type { MoveCallInput } from '../../machines/plan/actors.ts';
import type { FirstReading, OtherRuns } from '../../machines/plan/events.ts';
import { ALREADY_IN_PLACE } from '../../machines/plan/initial.ts';
import { planMachine } from '../../machines/plan/machine.ts';
import type {
  MoveEnd,
  PlanAction,
  PlanInput,
  PlanResult,
  PlanResultMove,
} from '../../machines/plan/types.ts';
import { type Clock, type Cloud, systemClock } from '../../services/index.ts';
import { type JournalStore, LimitReachedError, RunHeldError } from '../engine/store.ts';
import {
  type ChildCall,
  serializeError,
  type Workflow,
  type WorkflowCall,
  type WorkflowRun,
} from '../engine/workflow.ts';
import { checkSameCloud, userOf } from '../volumeMigrate/sameCloud.ts';
import { type VolumeMigrateOptions, volumeMigrate } from '../volumeMigrate/workflow.ts';
import { listLeft } from './listLeft.ts';
import { createMoveStarts, type MoveStarts } from './moveStarts.ts';
import { PLAN_WORKFLOW } from './name.ts';
import { readPools } from './readPools.ts';
import { createRequestBell, type RequestBell } from './requestBell.ts';
import { checkingRoom } from './roomCheck.ts';
import { surveyVolumes } from './survey.ts';
import { VolumeHeldError, volumeHeld } from './volumeHeld.ts';
import { type PlanPace, type PlanSignals, planWatches, readerOf } from './watches.ts';

export { PLAN_WORKFLOW };

/** Options of the workflow `plan`. */
export interface PlanWorkflowOptions extends Omit<VolumeMigrateOptions, 'slots'> {
  readonly pace?: PlanPace;
}

/**
 * The workflow `plan` on a cloud that `connect` has signed in to, and a store. `start` accepts a `PlanInput` without its ID
 * and its time.
 */
export function planWorkflow(cloud: Cloud, store: JournalStore, options: PlanWorkflowOptions = {}): Workflow {
  return planWorkflowOf(cloud, store, options, { starts: createMoveStarts(), bell: createRequestBell() });
}

/** How a plan and its driver in the same process tell each other what need not wait. */
export interface PlanLine {
  /** Which of its moves have started. */
  readonly starts: MoveStarts;
  readonly bell: RequestBell;
}

/** The same, for one plan. */
export function planWorkflowOf(
  cloud: Cloud,
  store: JournalStore,
  { pace = {}, ...options }: PlanWorkflowOptions,
  { starts, bell }: PlanLine,
): Workflow {
  const { clock = systemClock } = options;
  return {
    ...planDefinition,
    toInput: (given, { runId, startedAt }): PlanInput => ({
      ...(given as Omit<PlanInput, 'planId' | 'startedAt'>),
      ...{ planId: runId, startedAt },
    }),
    ports: (run) => {
      const own = cloud.forRun(run.runId);
      const volumeIds = (run.input as PlanInput).moves.map(({ parameters }) => parameters.resourceId);
      if (run.prior !== null) checkSameCloud(own, run.prior, options.asOtherUser ?? false);
      const cancelling = new AbortController();
      const signals: PlanSignals = {
        ...{ areOthersStale: false, poolsReadAtMs: null },
        cancelMoves: () => cancelling.abort(),
      };
      const watching = { planId: run.runId, cloud: own, store, clock, pace, volumeIds };
      const readOthers = readerOf(watching);
      return {
        calls: planCalls(
          { run, cloud: own, store, signals, starts, readOthers, cancel: cancelling.signal },
          options,
        ),
        watches: planWatches({ ...watching, signals, bell }),
        claim: { resource: null, scope: own.endpoints.identity },
        origin: { cloud: own.endpoints.identity, by: userOf(own) },
      };
    },
  };
}

// Messages and reasons may be worded differently by other versions of this package.
function withoutWording(output: unknown): unknown {
  if (typeof output !== 'object' || output === null) return output;
  const { moves, reasons, ...rest } = output as Partial<PlanResult>;
  const withoutReasons = ({ message: _, reasons: __, ...move }: PlanResultMove) => move;
  return { ...rest, hasReasons: (reasons ?? []).length > 0, moves: moves?.map(withoutReasons) };
}

/** The workflow without a cloud: enough to replay a plan. */
export const planDefinition: Omit<Workflow, 'ports'> = {
  name: PLAN_WORKFLOW,
  version: planMachine.version ?? '0',
  machine: planMachine,
  comparedOutput: withoutWording,
  serializeError: (error) => {
    const data = serializeError(error);
    if (error instanceof LimitReachedError) return { ...data, slots: error.slots };
    return error instanceof VolumeHeldError ? { ...data, holder: error.holder } : data;
  },
};

interface PlanCalling {
  readonly run: WorkflowRun;
  readonly cloud: Cloud;
  readonly store: JournalStore;
  readonly signals: PlanSignals;
  readonly starts: MoveStarts;
  readonly readOthers: () => Promise<OtherRuns>;
  /** Aborted when the runs of the moves are to be cancelled. */
  readonly cancel: AbortSignal;
}

function planCalls(
  { run, cloud, store, signals, starts, readOthers, cancel }: PlanCalling,
  options: VolumeMigrateOptions,
): Record<string, WorkflowCall> {
  const { clock = systemClock } = options;
  return {
    surveyVolumes: async ({ moves }: { readonly moves: readonly PlanAction[] }, { signal }) =>
      await surveyVolumes(cloud, store, moves, signal),
    readPools: async (input: { readonly pools: readonly string[] }, { signal }): Promise<FirstReading> => {
      signals.poolsReadAtMs = clock.monotonic();
      const figures = await readPools(cloud, input, clock, signal);
      // Without them the plan starts as if there were none: the journal still counts their slots.
      const others = await readOthers().catch(() => null);
      return others === null ? figures : { ...figures, others };
    },
    listLeft: async (input: { readonly pools: readonly string[] }, { signal }) =>
      await listLeft(cloud, input, signal),
    makeMove: async ({ n, parameters, slots }: MoveCallInput, { key, signal, isRepeated }) => {
      const workflow = checkingRoom(volumeMigrate(cloud, { ...options, slots }) as Workflow, {
        ...{ planId: run.runId, slots, cloud, store, clock },
      });
      const call: ChildCall = { key, signal, cancel, onStarted: () => starts.tell(n) };
      // Nobody measured how long a move took that another process had started.
      const startedAtMs = isRepeated ? null : clock.now();
      const result = await run
        .startChild<MigrationResult>(workflow, parameters, call)
        .catch(async (error: unknown) => {
          const isHeld = error instanceof RunHeldError;
          if (isHeld || error instanceof LimitReachedError) signals.areOthersStale = true;
          throw isHeld ? await volumeHeld(store, error) : error;
        });
      const isGone = result.error?.code === 'VolumeNotFound' && result.operation === null;
      const [shown] = isGone
        ? await surveyVolumes(cloud, store, [{ parameters, resourceName: null }], signal)
        : [];
      return endOf(result, shown?.state === 'done', startedAtMs, clock);
    },
  };
}

const IN_PLACE: ReadonlySet<string> = new Set([
  'DestinationNodeMustBeDifferent',
  'VolumeTypeMustBeDifferent',
]);

function endOf(
  { runId, status, error, operation }: MigrationResult,
  isReplaced: boolean,
  startedAtMs: number | null,
  clock: Clock,
): MoveEnd {
  // Somebody else has moved it since the plan read the cloud.
  if (isReplaced || (IN_PLACE.has(error?.code ?? '') && operation === null))
    return {
      ...{ status: 'SUCCEEDED', runId, code: null, message: null, isAccepted: false, elapsedMs: null },
      ...{ reasons: [ALREADY_IN_PLACE], endedAt: new Date(clock.now()).toISOString() },
    };
  return {
    ...{ status, runId, code: error?.code ?? null, message: error?.message ?? null },
    ...{ reasons: error?.reasons ?? [], isAccepted: operation !== null },
    elapsedMs: startedAtMs === null ? null : Math.max(0, clock.now() - startedAtMs),
    endedAt: new Date(clock.now()).toISOString(),
  };
}
