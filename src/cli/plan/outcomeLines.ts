// The end of a plan, as lines of text.
import type { PlanContext } from '../../../machines/plan/context.ts';
import type { PlanCounts } from '../../../machines/plan/types.ts';
import { commandOn } from '../../journal/resumeCommand.ts';
import type { PlanOutcome, PlanOutcomeAction } from '../../plan/outcome.ts';
import type { Pen } from '../output.ts';
import { duration } from '../render.ts';
import { groupedLines, type Told } from './groupedLines.ts';
import { counted, volumeInWords } from './planWords.ts';

const STYLES = { SUCCEEDED: 'green', FAILED: 'red', CANCELLED: 'yellow', UNFINISHED: 'yellow' } as const;

/** The volumes of a plan in words, by their IDs. */
export type VolumeNames = ReadonlyMap<string, string>;

/** The names of all volumes of a plan. */
export const volumesInWords = (context: Pick<PlanContext, 'input' | 'facts'>): VolumeNames =>
  new Map(context.input.moves.map(({ parameters }, n) => [parameters.resourceId, volumeInWords(context, n)]));

export interface OutcomeOptions {
  readonly names?: VolumeNames;
  readonly journal?: string | undefined;
  /** How many groups of volumes are shown. */
  readonly most?: number;
}

/** How the plan ended, why moves are left, and the volumes that were not moved, in at most `most` groups. */
export function planOutcomeLines(
  { planId, status, actions, counts, reasons, startedAt, endedAt }: PlanOutcome,
  { paint }: Pen,
  { names = new Map(), journal, most = 20 }: OutcomeOptions = {},
): string[] {
  const took = duration(Date.parse(endedAt) - Date.parse(startedAt));
  const left = actions.filter((action) => action.status !== 'SUCCEEDED' && action.status !== 'PENDING');
  const told = left.map((action) => toldOf(action, names));
  const rest = commandOn('show', planId, journal);
  return [
    `${paint([STYLES[status], 'bold'], status)} in ${took}: ${countsInWords(counts, actions.length)}`,
    ...reasons.map((reason) => `  - ${reason}`),
    ...(status === 'CANCELLED' && counts.PENDING + counts.CANCELLED > 0
      ? ['  To move the rest, apply the plan again: it makes only the moves that are not made yet']
      : []),
    ...groupedLines(told, { most, rest, paint: (label) => label }),
  ];
}

/** `280 of 300 volumes moved; 12 failed, 8 not started`. */
export function countsInWords(counts: PlanCounts, total: number): string {
  const { SUCCEEDED, FAILED, SKIPPED, CANCELLED, PENDING } = counts;
  const others = [
    [FAILED, 'failed'],
    [SKIPPED, 'skipped'],
    [CANCELLED, 'cancelled'],
    [PENDING, 'not moved yet'],
  ] as const;
  const words = others.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return [`${SUCCEEDED} of ${counted(total, 'volume')} moved`, words.join(', ')]
    .filter((part) => part !== '')
    .join('; ');
}

function toldOf({ resource_id, status, runId, reasons }: PlanOutcomeAction, names: VolumeNames): Told {
  // The message of its run comes first.
  const [message = null, ...others] = reasons;
  return {
    ...{ label: status, volume: names.get(resource_id) ?? resource_id, message, reasons: others },
    detail: runId === null ? '' : ` (run ${runId})`,
  };
}
