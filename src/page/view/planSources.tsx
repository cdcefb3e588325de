// The pools that a plan takes volumes from: what has left each of them.
import { sourceSlot } from '../../../machines/plan/slots.ts';
import { type Amount, amountOf, GROUPS, type Group, type PoolShown } from '../plan/groups.ts';
import type { PlanShown } from '../plan/planAt.ts';
import { gib, groupInWords } from '../words/plans.ts';

interface PlanSourcesProps {
  readonly sources: readonly PoolShown[];
  readonly plan: PlanShown;
  /** Whether the plan has ended. */
  readonly isOver: boolean;
}

const SHOWN_AT_MOST = 24;

export function PlanSources({ sources, plan, isOver }: PlanSourcesProps) {
  const shown = GROUPS.filter((group) => sources.some(({ groups }) => groups[group].length > 0));
  return (
    <div class="scroller">
      <table class="plan-sources" aria-label="Pools that the volumes leave">
        <thead>
          <tr>
            <th scope="col">Out of</th>
            {shown.map((group) => (
              <th scope="col" key={group}>
                {groupInWords(group, isOver)}
              </th>
            ))}
            <th scope="col">All</th>
          </tr>
        </thead>
        <tbody>
          {sources.slice(0, SHOWN_AT_MOST).map((source) => (
            <Source
              key={source.pool}
              source={source}
              shown={shown}
              isPaused={sourceSlot(source.pool ?? '') in plan.pausedSlots}
            />
          ))}
        </tbody>
      </table>
      {sources.length > SHOWN_AT_MOST && (
        <p class="more-moves">and {sources.length - SHOWN_AT_MOST} more pools</p>
      )}
    </div>
  );
}

interface SourceProps {
  readonly source: PoolShown;
  readonly shown: readonly Group[];
  readonly isPaused: boolean;
}

const Source = ({ source: { pool, groups, all }, shown, isPaused }: SourceProps) => (
  <tr>
    <th scope="row">
      {pool ?? 'unknown pool'}
      {isPaused && <b class="paused"> · paused</b>}
    </th>
    {shown.map((group) => (
      <Figure key={group} amount={amountOf(groups[group])} />
    ))}
    <Figure amount={all} />
  </tr>
);

const Figure = ({ amount: { moves, gib: size } }: { readonly amount: Amount }) => (
  <td>
    {moves === 0 ? (
      '–'
    ) : (
      <>
        {moves} <span class="gib">{gib(size)}</span>
      </>
    )}
  </td>
);
