// Where each move of a plan stands at a moment.
import type { PausedSlot } from '../../../machines/plan/context.ts';
import { destinationOf, type SlotName } from '../../../machines/plan/slots.ts';
import type { MoveFacts, PlanInput, PlanLimits } from '../../../machines/plan/types.ts';
import type { InspectedHead, InspectedMoment } from '../../inspector/inspectedTimeline.ts';
import type { MoveChange } from '../../inspector/planChanges.ts';
import type { PlanHead } from '../../inspector/planTimeline.ts';

export interface MoveShown extends MoveChange {
  readonly volumeId: string;
  readonly name: string | null;
  /** The pool that held the volume when the plan started; null if the cloud did not show it, or has not been read. */
  readonly source: string | null;
  /** A pool, or `type NAME` where Cinder chooses the pool. */
  readonly destination: string;
  /** 0 until the cloud has been read. */
  readonly sizeGib: number;
  /** Milliseconds from the start of the plan to the start of the move; null if it was not started. */
  readonly startedMs: number | null;
  /** The same for its end. */
  readonly endedMs: number | null;
}

export interface PlanShown {
  readonly moves: readonly MoveShown[];
  /** Whether the cloud has been read: before, neither sources nor sizes are known. */
  readonly isSurveyed: boolean;
  readonly limits: PlanLimits;
  readonly pausedSlots: Readonly<Record<SlotName, PausedSlot>>;
}

/** Whether the run is a plan whose moves can be shown. */
export const isPlanHead = (head: InspectedHead): head is PlanHead => 'isPlan' in head;

/** The plan after one of its moments, given by its index. */
export function planAt({ input }: PlanHead, moments: readonly InspectedMoment[], index: number): PlanShown {
  const { moves, limits } = input as PlanInput;
  const now = {
    ...{ facts: [] as readonly MoveFacts[], changes: new Map<number, MoveChange>(), limits, pausedSlots: {} },
    ...{ starts: new Map<number, number>(), ends: new Map<number, number>() },
  };
  for (const moment of moments.slice(0, index + 1)) apply(now, moment);
  return {
    moves: moves.map(({ parameters, resourceName }, n): MoveShown => {
      const { source = null, sizeGib = 0, name = null } = now.facts[n] ?? {};
      const { resourceId: volumeId } = parameters;
      return {
        ...(now.changes.get(n) ?? waiting(n)),
        ...{ volumeId, name: resourceName ?? name, source, destination: destinationOf(parameters), sizeGib },
        ...{ startedMs: now.starts.get(n) ?? null, endedMs: now.ends.get(n) ?? null },
      };
    }),
    isSurveyed: now.facts.length > 0,
    limits: now.limits,
    pausedSlots: now.pausedSlots,
  };
}

const waiting = (n: number): MoveChange => ({ n, state: 'waiting', runId: null, code: null, reasons: [] });

interface Folded {
  facts: readonly MoveFacts[];
  limits: PlanLimits;
  pausedSlots: PlanShown['pausedSlots'];
  readonly changes: Map<number, MoveChange>;
  readonly starts: Map<number, number>;
  readonly ends: Map<number, number>;
}

function apply(now: Folded, { record, plan, afterMs }: InspectedMoment): void {
  now.facts = surveyIn(record) ?? now.facts;
  now.limits = plan?.limits ?? now.limits;
  now.pausedSlots = plan?.pausedSlots ?? now.pausedSlots;
  for (const change of plan?.moves ?? []) {
    const { n, state } = change;
    now.changes.set(n, change);
    if (state === 'waiting') now.starts.delete(n);
    else if (state === 'running') now.starts.set(n, afterMs);
    else now.ends.set(n, afterMs);
  }
}

/** What the cloud shows of the volumes, if the record is the answer to that. */
export function surveyIn(record: InspectedMoment['record']): readonly MoveFacts[] | null {
  if (record.kind !== 'event' || record.event.type !== 'done') return null;
  const { call, output } = record.event as { readonly call: string; readonly output: unknown };
  return call === 'surveyVolumes' ? (output as readonly MoveFacts[]) : null;
}
