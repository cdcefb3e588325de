// A pool that a plan fills: its moves by where they stand, as one tab stop.
import { destinationSlot } from '../../../machines/plan/slots.ts';
import { amountOf, GROUPS, type Grouped, type PoolShown } from '../plan/groups.ts';
import type { PlanShown } from '../plan/planAt.ts';
import { amountInWords, limitInto } from '../words/plans.ts';
import { PlanBar } from './planBar.tsx';
import { PlanGroup, type PlanGroupProps } from './planGroup.tsx';
import { useRoving } from './useRoving.ts';

interface PlanColumnProps extends Omit<PlanGroupProps, 'group' | 'moves' | 'hasSources'> {
  readonly pool: PoolShown;
  readonly plan: PlanShown;
}

export function PlanColumn({ pool: { pool, all, groups }, plan, isOver, ...item }: PlanColumnProps) {
  const { ref, ...roving } = useRoving<HTMLDivElement>('a.move');
  const name = pool ?? '';
  const source = onlySource(groups);
  const isPaused = destinationSlot(name) in plan.pausedSlots;
  return (
    <section class="pool" aria-label={`Into ${name}`} ref={ref} {...roving}>
      <h3>
        <span aria-hidden="true">→</span> {name}
      </h3>
      <p class="pool-sum">
        {amountOf(groups.SUCCEEDED).moves} of {amountInWords(all)}
        {source !== null && ` from ${source}`}
        {!isOver && `, ${limitInto(name, plan.limits)} at once`}
        {isPaused && <b class="paused"> · paused</b>}
      </p>
      <PlanBar all={all} groups={groups} />
      {GROUPS.map((group) => (
        <PlanGroup
          key={group}
          moves={groups[group]}
          {...{ group, isOver, ...item }}
          hasSources={source === null}
        />
      ))}
    </section>
  );
}

/** The source of all moves; null if they have several, or none is known. */
function onlySource(groups: Grouped): string | null {
  const sources = new Set(GROUPS.flatMap((group) => groups[group].flatMap(({ source }) => source ?? [])));
  const [first = null] = sources;
  return sources.size === 1 ? first : null;
}
