// Checks a plan without changing anything: what each move would do, and everything that blocks it.
import { randomUUID } from 'node:crypto';
import type { MoveFacts, PlanAction, PoolLeft } from '../../machines/plan/types.ts';
import type { Quota, Volume } from '../../machines/types.ts';
import { listPools } from '../../services/cinder/pools.ts';
import { listQuotas } from '../../services/cinder/quotas.ts';
import { type Cloud, systemClock } from '../../services/index.ts';
import { orNull } from '../../services/orNull.ts';
import { checkOn } from '../check/checkMigration.ts';
import type { MigrationCheck } from '../check/types.ts';
import type { JournalStore } from '../engine/store.ts';
import { journalToRead } from '../journal/journalToRead.ts';
import { cloudFor, type PlaceOptions } from '../volumeMigrate/migrateVolume.ts';
import type { ActorOptions } from '../volumeMigrate/workflow.ts';
import type { PlanSkipped } from './file/types.ts';
import { sharingReads } from './sharedReads.ts';
import { notEmptiedBy, type PlanCheckSkipped, skippedWithNames, volumesToCheck } from './staying.ts';
import { type SummedFacts, sumReasons } from './sums.ts';
import { factsOfMoves } from './survey.ts';

/** Options of `checkPlan`. */
export interface CheckPlanOptions extends PlaceOptions, Pick<ActorOptions, 'temporaryUser' | 'clock'> {
  /** Aborting it rejects the check with the signal's reason. */
  readonly signal?: AbortSignal;
  /** How many volumes are checked at the same time. @default 8 */
  readonly atOnce?: number;
  /** Called after each volume, with the number of its move in the plan, from 0, and what was found. */
  readonly onChecked?: (checked: number, of: number, n: number, action: PlanCheckAction) => void;
}

/** A move of a checked plan. */
export interface PlanCheckAction {
  readonly resource_id: string;
  /** The name of the volume, as the plan gives it or the cloud shows it; null if neither does. */
  readonly resource_name: string | null;
  /** `done`: the volume already is where the plan would move it. */
  readonly state: 'clear' | 'blocked' | 'done' | 'missing';
  /** Null for a move that is done, or whose volume does not exist. */
  readonly check: MigrationCheck | null;
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
}

/** What a plan would do now, as far as that can be known without changing anything. */
export interface PlanCheck {
  /** Whether nothing blocks any of the moves, and the pools that the plan is to empty would be empty. */
  readonly clear: boolean;
  readonly actions: readonly PlanCheckAction[];
  readonly counts: Readonly<Record<PlanCheckAction['state'], number>>;
  /** The volumes that the plan leaves out. */
  readonly skipped: readonly PlanCheckSkipped[];
  /** The pools that the plan is to empty and that would still hold volumes if every move succeeded. */
  readonly notEmptied: readonly PoolLeft[];
}

/** The parts of a plan that are checked. */
export interface CheckedPlan {
  readonly actions: readonly PlanAction[];
  /** @default [] */
  readonly skipped?: readonly PlanSkipped[];
  /** Pools that are to be empty at the end. @default [] */
  readonly empties?: readonly string[];
}

/**
 * Checks every move of a plan as `checkMigration` does, and whether the plan empties the pools under `empties`. Only reads are
 * sent, and the probe of `swap_method: auto`.
 * Rejects with an error of the configuration, the journal or the sign-in.
 */
export async function checkPlan(
  plan: CheckedPlan,
  { cloud: which, connection, store, signal, ...options }: CheckPlanOptions = {},
): Promise<PlanCheck> {
  const cloud = await cloudFor(randomUUID(), { cloud: which, connection }, signal);
  if (store !== undefined) return await checkPlanOn(cloud, store, plan, { ...options, ...signalled(signal) });
  const own = journalToRead();
  return await checkPlanOn(cloud, own, plan, { ...options, ...signalled(signal) }).finally(() => own.close());
}

const signalled = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal });

/**
 * The same on a connected cloud; `volumes`, by ID, are those that have been read already: all of the cloud if the plan
 * empties pools.
 */
export interface CheckPlanOnOptions extends Omit<CheckPlanOptions, keyof PlaceOptions> {
  readonly volumes?: ReadonlyMap<string, Volume>;
}

/** The same, on a cloud that is signed in to. */
export async function checkPlanOn(
  cloud: Cloud,
  store: JournalStore,
  { actions: moves, skipped = [], empties = [] }: CheckedPlan,
  options: CheckPlanOnOptions = {},
): Promise<PlanCheck> {
  const { signal } = options;
  const ids = [
    ...moves.map(({ parameters }) => parameters.resourceId),
    ...skipped.map(({ resourceId }) => resourceId),
  ];
  const volumes = options.volumes ?? (await volumesToCheck(cloud, ids, empties, signal));
  const actions = await checkMoves(cloud, store, moves, { ...options, volumes });
  const notEmptied = notEmptiedBy(actions, empties, volumes);
  const counts = { clear: 0, blocked: 0, done: 0, missing: 0 };
  for (const { state } of actions) counts[state] += 1;
  const clear = counts.blocked + counts.missing + notEmptied.length === 0;
  return { clear, actions, counts, skipped: skippedWithNames(skipped, volumes), notEmptied };
}

type CheckMovesOptions = CheckPlanOnOptions & Required<Pick<CheckPlanOnOptions, 'volumes'>>;

async function checkMoves(
  cloud: Cloud,
  store: JournalStore,
  moves: readonly PlanAction[],
  { signal, atOnce = 8, onChecked, volumes, ...options }: CheckMovesOptions,
): Promise<PlanCheckAction[]> {
  const facts = await factsOfMoves(store, moves, volumes);
  const sums = sumReasons(moves, await factsForSums(cloud, facts, moves, volumes, signal));
  const actions = new Array<PlanCheckAction>(moves.length);
  const left = [...moves.keys()].toReversed();
  const share = sharingReads(options.clock ?? systemClock, signal);
  let checked = 0;
  const work = async (): Promise<void> => {
    for (let n = left.pop(); n !== undefined; n = left.pop()) {
      const move = moves[n] as PlanAction;
      const own = share(cloud.forRun(randomUUID()));
      const action = await checkMove(facts[n] as MoveFacts, move, () =>
        checkOn(own, store, move.parameters, { ...options, expected: expectedOf(move) }, signal),
      ).then((action) => withSums(action, sums[n] ?? []));
      actions[n] = action;
      checked += 1;
      onChecked?.(checked, moves.length, n, action);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, moves.length) }, work));
  return actions;
}

// The moves that it waits for may free the quota that it needs; what they do together is summed.
const expectedOf = ({ after = [] }: PlanAction): readonly string[] => (after.length > 0 ? ['OverQuota'] : []);

// These reads are not part of a run: one that fails blocks nothing.
async function factsForSums(
  cloud: Cloud,
  facts: readonly MoveFacts[],
  moves: readonly PlanAction[],
  volumes: ReadonlyMap<string, Volume>,
  signal: AbortSignal | undefined,
): Promise<SummedFacts> {
  const ids = new Set(
    moves.filter((_, n) => facts[n]?.state === 'waiting').map(({ parameters }) => parameters.resourceId),
  );
  const waiting = new Map([...volumes].filter(([id]) => ids.has(id)));
  const projects = [...new Set([...waiting.values()].map(({ projectId }) => projectId))];
  const quotas = new Map<string, readonly Quota[]>();
  for (const projectId of moves.some(({ parameters }) => parameters.destinationType !== null) ? projects : [])
    quotas.set(projectId, (await orNull(() => listQuotas(cloud, projectId, signal))) ?? []);
  return { volumes: waiting, pools: (await orNull(() => listPools(cloud, signal))) ?? [], quotas };
}

function withSums(action: PlanCheckAction, reasons: readonly string[]): PlanCheckAction {
  if (reasons.length === 0) return action;
  return { ...action, state: 'blocked', reasons: [...action.reasons, ...reasons] };
}

async function checkMove(
  { state, name }: MoveFacts,
  { parameters, resourceName }: PlanAction,
  check: () => Promise<MigrationCheck>,
): Promise<PlanCheckAction> {
  const volume = { resource_id: parameters.resourceId, resource_name: resourceName ?? name ?? null };
  if (state === 'done') return { ...volume, state: 'done', check: null, reasons: [], warnings: [] };
  if (state === 'missing')
    return {
      ...{ ...volume, state: 'missing', check: null, warnings: [] },
      reasons: ['the volume does not exist (any more)'],
    };
  const found = await check();
  const { clear, reasons, warnings } = found;
  return { ...volume, state: clear ? 'clear' : 'blocked', check: found, reasons, warnings };
}
