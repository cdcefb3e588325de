// The run as a story: each phase, and within it what was requested, returned and read.
import type { VNode } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { isDecision, type Row } from '../story/rows.ts';
import type { RunAtPlace } from '../travel/useRun.ts';
import { keepInView } from './keepInView.ts';
import { MomentRow } from './momentRow.tsx';
import { PhaseHeading } from './phaseHeading.tsx';
import { RequestsLine } from './requestsLine.tsx';
import { useRoving } from './useRoving.ts';

interface StoryProps {
  readonly run: RunAtPlace;
  /** Whether to scroll to the position: a run that is over is read from its start. */
  readonly isFollowed: boolean;
}

export function Story({ run: { rows, player, hrefOf }, isFollowed }: StoryProps) {
  const { index, positions } = player;
  const [decisionsOnly, showDecisionsOnly] = useState(false);
  const shown = useMemo(() => (decisionsOnly ? rows.filter(isDecision) : rows), [rows, decisionsOnly]);
  const { ref: list, ...roving } = useRoving<HTMLOListElement>('a.time', '.row.is-here a.time');
  // A run of a thousand moments is rendered once: a step changes the row that it leaves and the one that it
  // enters.
  const drawn = useMemo(() => shown.map((row) => drawRow(row, null, hrefOf)), [shown, hrefOf]);
  const here = shown.findIndex((row) => isAt(row, index));
  useEffect(
    () => (isFollowed ? keepInView(list.current, '.row.is-here') : undefined),
    [index, isFollowed, decisionsOnly],
  );
  return (
    <section class="story" aria-label="Story of the run">
      <div class="bar">
        <h2>Story</h2>
        <label>
          <input
            type="checkbox"
            checked={decisionsOnly}
            onChange={(event) => showDecisionsOnly(event.currentTarget.checked)}
          />
          decisions only
        </label>
      </div>
      <ol class={index < positions.length - 1 ? 'rows is-past' : 'rows'} ref={list} {...roving}>
        {here < 0 ? drawn : drawn.with(here, drawRow(shown[here], index, hrefOf))}
      </ol>
    </section>
  );
}

const isAt = (row: Row, index: number): boolean =>
  row.type === 'moment' && index >= row.first && index < row.first + row.count;

/** A row; `index` if the position is in it. */
function drawRow(row: Row | undefined, index: number | null, hrefOf: RunAtPlace['hrefOf']): VNode | null {
  if (row === undefined) return null;
  if (row.type === 'phase') return <PhaseHeading row={row} key={`phase ${row.n}`} />;
  if (row.type === 'requests') return <RequestsLine row={row} key={`requests ${row.n}`} />;
  const { n } = row.moment;
  const step = index === null ? null : index - row.first;
  return <MomentRow row={row} step={step} href={hrefOf(n)} key={`moment ${n}`} />;
}
