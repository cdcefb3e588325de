// The records of a plan and of its moves as kill points that each course of the plan reaches.
import type { MigrationInput } from '../../machines/context.ts';
import type { WorkflowEntry } from '../../src/engine/records.ts';
import { PLAN_ID } from './planTask.ts';

/** Names volumes by their IDs. */
export interface Named {
  readonly nameOf: (volumeId: string) => string;
}

/** A record: the nth that says this, of the plan itself or of the move of a volume. */
export interface PlanKillPoint {
  readonly run: string;
  readonly what: string;
  readonly nth: number;
}

export const inWords = ({ run, what, nth }: PlanKillPoint): string =>
  `killed after "${what}" ${nth} of ${run}`;

export const isSamePoint = (one: PlanKillPoint, other: PlanKillPoint | null): boolean =>
  other !== null && one.run === other.run && one.what === other.what && one.nth === other.nth;

/**
 * A function that names each record in turn; null for a reading that is the same as the one before it: how often a watch reads
 * depends on the time.
 */
export function createNaming(world: Named): (entry: WorkflowEntry) => PlanKillPoint | null {
  const runs = new Map<string, string>();
  const counts = new Map<string, number>();
  const last = new Map<string, string>();
  return ({ runId, record }) => {
    if (record.kind === 'started') runs.set(runId, nameOfRun(world, runId, record.input));
    const run = runs.get(runId) ?? '';
    const what = whatOf(record);
    const isRepeated = last.get(run) === what && what.startsWith('request watch');
    last.set(run, what);
    if (isRepeated) return null;
    const nth = (counts.get(`${run} ${what}`) ?? 0) + 1;
    counts.set(`${run} ${what}`, nth);
    return { run, what, nth };
  };
}

function nameOfRun({ nameOf }: Named, runId: string, input: unknown): string {
  if (runId === PLAN_ID) return 'the plan';
  return `the move of ${nameOf((input as MigrationInput).parameters.resourceId)}`;
}

function whatOf(record: WorkflowEntry['record']): string {
  if (record.kind === 'intent') return `intent ${record.call}`;
  if (record.kind === 'request') return `request ${record.request['call']}`;
  if (record.kind !== 'event') return record.kind;
  const { type, call = '' } = record.event as { readonly type: string; readonly call?: string };
  return `event ${type} ${call}`.trimEnd();
}
