// How much of a plan, or of a pool, stands where: a bar, which the figures beside it explain.
import { type Amount, amountOf, type Group, type Grouped } from '../plan/groups.ts';
import type { IconName } from './icon.tsx';

export const GROUP_ICONS: Readonly<Record<Group, IconName>> = {
  running: 'running',
  FAILED: 'cross',
  CANCELLED: 'cancel',
  SKIPPED: 'no',
  waiting: 'waiting',
  SUCCEEDED: 'yes',
};

// From the left what is over, then what moves; the rest of the bar waits.
const SHOWN = ['SUCCEEDED', 'FAILED', 'CANCELLED', 'SKIPPED', 'running'] as const;

interface PlanBarProps {
  readonly all: Amount;
  readonly groups: Grouped;
}

export const PlanBar = ({ all, groups }: PlanBarProps) => (
  <div class="plan-bar" aria-hidden="true">
    {SHOWN.map((group) => {
      const percent = 100 * shareOf(amountOf(groups[group]), all);
      return percent === 0 ? null : <i key={group} class={`bar-${group}`} style={{ width: `${percent}%` }} />;
    })}
  </div>
);

/** By size; by number where no size is known. */
function shareOf(amount: Amount, all: Amount): number {
  if (all.gib > 0) return amount.gib / all.gib;
  return all.moves === 0 ? 0 : amount.moves / all.moves;
}
