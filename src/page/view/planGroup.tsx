// The moves of a pool that stand alike: some of them at first, all of them on demand.
import { useState } from 'preact/hooks';
import { amountOf, type Group } from '../plan/groups.ts';
import type { MoveShown } from '../plan/planAt.ts';
import { gib, groupInWords } from '../words/plans.ts';
import { Icon } from './icon.tsx';
import { Pager, usePages } from './pager.tsx';
import { GROUP_ICONS } from './planBar.tsx';
import { PlanMove } from './planMove.tsx';

// What moves and what went wrong is looked at; the rest matters as a number.
const SHOWN_AT_FIRST: Readonly<Record<Group, number>> = {
  ...{ running: 24, FAILED: 24, CANCELLED: 12, SKIPPED: 12, waiting: 6, SUCCEEDED: 6 },
};
const SHOWN_AT_ONCE = 50;

export interface PlanGroupProps {
  readonly group: Group;
  readonly moves: readonly MoveShown[];
  /** Names of volumes, by the ID of the run that moves each. */
  readonly names: ReadonlyMap<string, string>;
  /** Since the start of the plan. */
  readonly elapsedMs: number;
  /** Whether the plan has ended. */
  readonly isOver: boolean;
  /** Whether the runs of the moves can be opened. */
  readonly hasRuns: boolean;
  /** Whether each item names its source. */
  readonly hasSources: boolean;
  /** Whether there are so many pools that moves which wait or are done are only counted at first. */
  readonly isBrief: boolean;
}

export function PlanGroup({ group, moves, names, isOver, isBrief, ...item }: PlanGroupProps) {
  const [isOpen, open] = useState(false);
  const few = isBrief && (group === 'waiting' || group === 'SUCCEEDED') ? 0 : SHOWN_AT_FIRST[group];
  const paged = usePages(moves, isOpen ? SHOWN_AT_ONCE : few);
  if (moves.length === 0) return null;
  const more = moves.length - few;
  const label = few === 0 ? 'show them' : `and ${more} more`;
  return (
    <>
      <h4 class={`group-${group}`}>
        <Icon name={GROUP_ICONS[group]} />
        {groupInWords(group, isOver)} <b>{moves.length}</b>
        {more > 0 && (
          <button type="button" class="quiet more" aria-expanded={isOpen} onClick={() => open(!isOpen)}>
            {isOpen ? 'show fewer' : label}
            <Icon name="more" />
          </button>
        )}
        <span class="gib">{gib(amountOf(moves).gib)}</span>
      </h4>
      {(isOpen || few > 0) && (
        <ul>
          {paged.shown.map((move) => (
            <PlanMove key={move.n} {...{ move, ...item }} name={nameOf(move, names)} />
          ))}
        </ul>
      )}
      {isOpen && <Pager paged={paged} what="moves" />}
    </>
  );
}

const nameOf = ({ name, runId }: MoveShown, names: PlanGroupProps['names']): string | null =>
  name ?? names.get(runId ?? '') ?? null;
