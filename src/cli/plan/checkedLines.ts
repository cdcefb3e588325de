// The check of a plan as lines of text.
import type { PlanCheck, PlanCheckAction } from '../../plan/checkPlan.ts';
import type { Pen } from '../output.ts';
import { groupedLines, type Told } from './groupedLines.ts';
import { counted, namedVolume } from './planWords.ts';

const MOST_BLOCKED = 20;
const MOST_WARNINGS = 10;

/** What blocks moves, and the warnings; `rest`: the command that shows those that are not listed. */
export function blockedLines({ actions }: PlanCheck, { paint }: Pen, rest: string): string[] {
  const blocked = actions.flatMap((action) => toldBlocked(action));
  const warned = actions.flatMap(({ resource_id, resource_name, warnings }) =>
    warnings.map((message) => ({
      ...{ label: 'warning', volume: namedVolume(resource_id, resource_name), message, reasons: [] },
    })),
  );
  return [
    ...groupedLines(blocked, { most: MOST_BLOCKED, rest, paint: (label) => paint('red', label) }),
    ...groupedLines(warned, { most: MOST_WARNINGS, rest, paint: (label) => paint('yellow', label) }),
  ];
}

function toldBlocked({ resource_id, resource_name, state, check, reasons }: PlanCheckAction): Told[] {
  const volume = namedVolume(resource_id, resource_name);
  if (state === 'missing') return [{ label: 'missing', volume, message: null, reasons }];
  if (state !== 'blocked') return [];
  // A move that nothing blocks by itself may not fit once the other moves of the plan are counted.
  const message = check?.message ?? 'it does not fit once the moves before it are counted';
  return [{ label: 'blocked', volume, message, reasons }];
}

/** The volumes that the plan leaves out, and the pools that it is to empty and does not. */
export function stayingLines({ skipped, notEmptied }: PlanCheck, { paint }: Pen, rest: string): string[] {
  const told = skipped.map(({ resource_id, resource_name, reasons }) => ({
    ...{ label: 'left out', volume: namedVolume(resource_id, resource_name), message: null, reasons },
  }));
  return [
    ...groupedLines(told, { most: MOST_BLOCKED, rest, paint: (label) => paint('yellow', label) }),
    ...notEmptied.map(
      ({ pool, volumes, volumeIds }) =>
        `${paint('red', 'blocked')}: the plan should empty ${pool}, but ${counted(volumes, 'volume')} would stay there (${volumeIds.join(', ')}${volumes > volumeIds.length ? ' …' : ''})`,
    ),
  ];
}

/** Whether anything blocks the plan, and the figures. */
export function verdictLine(check: PlanCheck, { paint }: Pen): string {
  const { clear, counts, notEmptied } = check;
  const words = [
    ...(clear ? [clearInWords(counts.clear)] : blockedInWords(check)),
    ...notEmptied.map(({ pool }) => `${pool} would not be empty`),
    ...(counts.done === 0 ? [] : [`${counted(counts.done, 'volume')} already in place`]),
  ];
  const verdict = clear ? paint(['green', 'bold'], 'CLEAR') : paint(['red', 'bold'], 'BLOCKED');
  return `${verdict}: ${words.join('; ')}`;
}

function clearInWords(moves: number): string {
  if (moves === 0) return 'there is nothing to move';
  return `nothing blocks ${moves === 1 ? 'the move' : `the ${moves} moves`}`;
}

function blockedInWords({ actions, counts: { blocked, missing } }: PlanCheck): string[] {
  return [
    ...(blocked === 0
      ? []
      : [`${blocked} of ${counted(actions.length, 'move')} ${blocked === 1 ? 'is' : 'are'} blocked`]),
    ...(missing === 0
      ? []
      : [`${counted(missing, 'volume')} ${missing === 1 ? 'does' : 'do'} not exist (any more)`]),
  ];
}
