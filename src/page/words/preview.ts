// A plan that has not been applied, in words.
import type { PlanPreview, PreviewedPool } from '../../inspector/planPreview.ts';
import type { Amount } from '../plan/groups.ts';
import type { MoveOrder, MoveStanding } from '../preview/moves.ts';
import { gib } from './plans.ts';
import { count, list } from './units.ts';

export const MOVE_STANDING_NAMES: Readonly<Record<MoveStanding, string>> = {
  blocked: 'Blocked',
  missing: 'Missing',
  warned: 'With warnings',
  unchecked: 'Not checked yet',
  clear: 'Clear',
  planned: 'Not checked',
  done: 'Already in place',
};

export const MOVE_ORDER_NAMES: Readonly<Record<MoveOrder, string>> = {
  route: 'by route',
  start: 'as they start',
  size: 'largest first',
};

/** `12 moves, 340 GiB`; without the size if none is known. */
export const movesInWords = ({ moves, gib: size }: Amount): string =>
  size === 0 ? count(moves, 'move') : `${count(moves, 'move')}, ${gib(size)}`;

const NAMED_AT_MOST = 3;

/** `after data-1, data-2 and 4 others have moved`. */
export function afterInWords(volumeIds: readonly string[], nameOf: (volumeId: string) => string): string {
  const more = volumeIds.length - NAMED_AT_MOST;
  const names = volumeIds.slice(0, NAMED_AT_MOST).map(nameOf);
  return `after ${list([...names, ...(more > 0 ? [count(more, 'other')] : [])])} ${volumeIds.length === 1 ? 'has' : 'have'} moved`;
}

/** Where the sizes, the pools and the forecast come from. */
export function sourceInWords({ source }: Pick<PlanPreview, 'source'>): string {
  if (source === 'cloud') return 'the cloud, when this page was made';
  if (source === 'view') return 'a saved view of the cloud';
  return 'the plan alone: the sizes of volumes, and where they are, are not known';
}

/** How full a pool is after the plan, against what is allowed; null if nothing is to be said. */
export function verdictOfPool({ after, thresholdPercent, isEmptied }: PreviewedPool): string | null {
  if (isEmptied && after.volumes !== null)
    return after.volumes === 0 ? 'empty afterwards' : `keeps ${count(after.volumes, 'volume')}`;
  if (isEmptied) return 'to be emptied';
  if (thresholdPercent === null || after.usedPercent === null) return null;
  return after.usedPercent > thresholdPercent
    ? `above the threshold of ${thresholdPercent} %`
    : `threshold ${thresholdPercent} %`;
}

/** Whether a pool does not become what the plan is for. */
export const fallsShort = ({ after, thresholdPercent, isEmptied }: PreviewedPool): boolean =>
  (isEmptied && (after.volumes ?? 0) > 0) ||
  (thresholdPercent !== null && after.usedPercent !== null && after.usedPercent > thresholdPercent);
