// A plan in figures: what is done of all, how many moves stand where, its limits, and what keeps moves from starting.
import type { PlanResult } from '../../../machines/plan/types.ts';
import type { PlanHead } from '../../inspector/planTimeline.ts';
import { amountOf, GROUPS, type Grouped } from '../plan/groups.ts';
import type { PlanShown } from '../plan/planAt.ts';
import { gib, groupInWords, limitsInWords, pausedInWords } from '../words/plans.ts';
import { count, duration } from '../words/units.ts';
import { Line } from './facts.tsx';
import { Icon } from './icon.tsx';
import { GROUP_ICONS, PlanBar } from './planBar.tsx';

interface PlanTotalsProps {
  readonly head: PlanHead;
  readonly plan: PlanShown;
  readonly groups: Grouped;
  /** Since the start of the plan. */
  readonly elapsedMs: number;
  readonly isOver: boolean;
}

export function PlanTotals({ head, plan, groups, elapsedMs, isOver }: PlanTotalsProps) {
  const [done, all] = [amountOf(groups.SUCCEEDED), amountOf(plan.moves)];
  return (
    <section class="plan-totals" aria-label="The plan in figures">
      <p class="plan-done">
        <b>
          {done.moves} of {count(all.moves, 'move')} done
        </b>
        {plan.isSurveyed && (
          <span>
            {' '}
            · {gib(done.gib)} of {gib(all.gib)}
          </span>
        )}
        <span class="took"> · {duration(elapsedMs)}</span>
      </p>
      <PlanBar all={all} groups={groups} />
      <ul class="plan-counts">
        {GROUPS.filter((group) => groups[group].length > 0).map((group) => (
          <li key={group} class={`group-${group}`}>
            <Icon name={GROUP_ICONS[group]} />
            {groupInWords(group, isOver)} <b>{groups[group].length}</b>{' '}
            {plan.isSurveyed && <span class="gib">{gib(amountOf(groups[group]).gib)}</span>}
          </li>
        ))}
      </ul>
      {hindrances(head, plan, isOver).map((text) => (
        <Warning key={text} text={text} />
      ))}
      <dl class="about">
        <Line name="limits">{limitsInWords(plan.limits)}</Line>
      </dl>
    </section>
  );
}

/** What keeps moves from starting; once the plan is over, why moves are left, or why it could not start. */
function hindrances({ result }: PlanHead, { pausedSlots }: PlanShown, isOver: boolean): readonly string[] {
  if (isOver) return (result as PlanResult | null)?.reasons ?? [];
  return Object.entries(pausedSlots).map(([slot, paused]) => pausedInWords(slot, paused));
}

const Warning = ({ text }: { readonly text: string }) => (
  <p class="warning">
    <Icon name="warning" />
    <span>{text}</span>
  </p>
);
