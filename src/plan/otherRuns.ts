// What the other unfinished runs of the journal take from a plan: slots, space, and volumes of its moves.
import type { OtherArrival, OtherRuns } from '../../machines/plan/events.ts';
import { FIGURES_LAG_MS } from '../../machines/plan/ledger.ts';
import { spaceSlot } from '../../machines/plan/slots.ts';
import type { VolumeHolder } from '../../machines/plan/types.ts';
import { slotAmount } from '../../machines/slotAmount.ts';
import type { Clock } from '../../services/index.ts';
import type { JournalStore, RunSummary } from '../engine/store.ts';
import { PLAN_WORKFLOW } from './name.ts';

/** What a reader of other runs needs. */
export interface OtherRunsOptions {
  readonly store: JournalStore;
  readonly planId: string;
  /** The cloud of the plan, as runs record it: volumes and pools of other clouds do not count. */
  readonly scope: string;
  /** IDs of the volumes of the plan, by move. */
  readonly volumeIds: readonly string[];
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  /** How long a run must have been without a process before it counts as interrupted, in milliseconds. */
  readonly interruptedAfterMs: number;
}

/** Returns a function that reads what other unfinished runs take now. */
export function otherRunsReader(options: OtherRunsOptions): () => Promise<OtherRuns> {
  const { store, planId, scope, volumeIds } = options;
  const moves = new Map(volumeIds.map((id, n) => [id, n]));
  const remedyOf = remedies(options);
  const isOther = ({ runId, parent, scope: of }: RunSummary): boolean =>
    parent !== planId && runId !== planId && of === scope;
  return async () => {
    const nowMs = options.clock.now();
    // Figures show what is older.
    const endedSince = new Date(nowMs - 2 * FIGURES_LAG_MS).toISOString();
    const listed = await store.list({ unfinished: true, endedSince });
    const open = listed.filter(({ endedAt }) => endedAt === null);
    const slots: Record<string, number> = {};
    const interrupted: Record<string, string[]> = {};
    const holders: Record<number, VolumeHolder> = {};
    for (const { run, remedy, waitsUntil } of remedyOf(open)) {
      const { runId, parent, resource } = run;
      // It is about to start, and may be a move of this plan; or its process died first, and it will never start.
      // What another plan holds, its moves do not need.
      if (!isOther(run) || run.workflow === null || run.workflow === PLAN_WORKFLOW) continue;
      for (const name of run.slots) {
        const { slot, amount } = slotAmount(name);
        slots[slot] = (slots[slot] ?? 0) + amount;
        if (remedy !== null) interrupted[slot] = [...(interrupted[slot] ?? []), remedy];
      }
      const n = moves.get(resource ?? '');
      if (n !== undefined)
        holders[n] = { runId, parent, remedy, ...(waitsUntil === null ? {} : { waitsUntil }) };
    }
    const arrived = listed.filter(isOther).flatMap((run) => arrivalsOf(run, nowMs));
    return { type: 'otherRuns', slots, arrived, interrupted, holders };
  };
}

// What a run that has ended may have brought to a pool. A clock that runs ahead does not prolong it.
function arrivalsOf({ runId, endedAt, slots }: RunSummary, nowMs: number): OtherArrival[] {
  if (endedAt === null) return [];
  const at = new Date(Math.min(Date.parse(endedAt), nowMs)).toISOString();
  return slots.flatMap((name) => {
    const { slot, amount } = slotAmount(name);
    const pool = slot.startsWith(SPACE) ? slot.slice(SPACE.length) : null;
    return pool === null ? [] : [{ runId, pool, sizeGib: amount, endedAt: at }];
  });
}

const SPACE = spaceSlot('');

const LATEST_DATE_MS = 8.64e15;

interface WithRemedy {
  readonly run: RunSummary;
  /** How to end it, if no process drives it; null while one does, or may soon do so again. */
  readonly remedy: string | null;
  /** When it counts as interrupted; null while a process drives it, and once it does. */
  readonly waitsUntil: string | null;
}

/** Since when no process has driven a run. */
interface Undriven {
  readonly sinceMs: number;
  readonly waitsUntil: string;
}

// A run of a plan is driven and resumed with it.
function remedies({ store, clock: { now, monotonic }, interruptedAfterMs }: OtherRunsOptions) {
  let since = new Map<string, Undriven>();
  return (open: readonly RunSummary[]): WithRemedy[] => {
    const byId = new Map(open.map((run) => [run.runId, run]));
    const before = since;
    since = new Map();
    return open.map((run) => {
      const owner = byId.get(run.parent ?? '') ?? run;
      if (isDriven(run) || isDriven(owner)) return { run, remedy: null, waitsUntil: null };
      const undriven = before.get(run.runId) ?? {
        sinceMs: monotonic(),
        waitsUntil: new Date(Math.min(now() + interruptedAfterMs, LATEST_DATE_MS)).toISOString(),
      };
      since.set(run.runId, undriven);
      const isInterrupted = monotonic() - undriven.sinceMs >= interruptedAfterMs;
      return isInterrupted
        ? { run, remedy: remedyFor(store, owner), waitsUntil: null }
        : { run, remedy: null, waitsUntil: undriven.waitsUntil };
    });
  };
}

// If the lock of its process cannot be read, it is unknown when the run ends.
const isDriven = ({ holder }: RunSummary): boolean => holder !== null && holder.doubt === undefined;

function remedyFor(store: JournalStore, { runId, holder, workflow }: RunSummary): string {
  if (holder?.doubt !== undefined) return `Run ${runId}: ${holder.doubt}`;
  const command = store.resumeHint?.(runId);
  const what = `${workflow === 'plan' ? 'plan' : 'run'} ${runId}`;
  return command === undefined ? `Resume ${what}, or give it up` : `To resume ${what}, run: ${command}`;
}
