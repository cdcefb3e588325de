// A plan in figures: how much moves, how long that takes, what limits it, and what its reader should know.
import type { PlanPreview } from '../../inspector/planPreview.ts';
import { type MoveStanding, type NumberedMove, sumOf } from '../preview/moves.ts';
import { limitsInWords } from '../words/plans.ts';
import { movesInWords, sourceInWords } from '../words/preview.ts';
import { count } from '../words/units.ts';
import { Line } from './facts.tsx';
import { Icon } from './icon.tsx';

interface PreviewFactsProps {
  readonly preview: PlanPreview;
  readonly moves: readonly NumberedMove[];
  readonly standings: readonly MoveStanding[];
}

export function PreviewFacts({ preview, moves, standings }: PreviewFactsProps) {
  const { time, speedLimit, limits, cloud, createdAt, notes, warnings, stays, source } = preview;
  const left = moves.filter(({ n }) => standings[n] !== 'done' && standings[n] !== 'missing');
  const scheduled = moves.filter(({ schedules }) => schedules.length > 0).length;
  return (
    <section class="preview-facts" aria-label="The plan in figures">
      <p class="plan-done">
        <b>{movesInWords(sumOf(left))}</b>
        {besides(standings, stays.length)}
      </p>
      {warnings.map((text) => (
        <p class="warning" key={text}>
          <Icon name="warning" />
          <span>{text}</span>
        </p>
      ))}
      <dl class="about">
        <Line name="time">{time ?? (source === 'plan' ? 'not known without the cloud' : 'none')}</Line>
        {speedLimit !== null && <Line name="speed limited by">{speedLimit}</Line>}
        <Line name="limits">{limitsInWords(limits)}</Line>
        {scheduled > 0 && <Line name="schedules">{count(scheduled, 'move')} may not start at any time</Line>}
        <Line name="known from">{sourceInWords(preview)}</Line>
        <Line name="made for">{cloud ?? <i>any cloud</i>}</Line>
        <Line name="made">{createdAt ?? <i>unknown</i>}</Line>
      </dl>
      {notes.length > 0 && (
        <ul class="preview-notes" aria-label="Notes">
          {notes.slice(0, NOTES_SHOWN).map((note) => (
            <li key={note}>{note}</li>
          ))}
          {notes.length > NOTES_SHOWN && <li>and {count(notes.length - NOTES_SHOWN, 'more note')}</li>}
        </ul>
      )}
    </section>
  );
}

const NOTES_SHOWN = 20;

/** What does not move, beside what does. */
function besides(standings: readonly MoveStanding[], stays: number): string {
  const many = (wanted: MoveStanding): number => standings.filter((standing) => standing === wanted).length;
  const [done, missing] = [many('done'), many('missing')];
  return [
    ...(done === 0 ? [] : [` · ${done} already in place`]),
    ...(missing === 0 ? [] : [` · ${missing} missing`]),
    ...(stays === 0 ? [] : [` · ${count(stays, 'volume')} left out`]),
  ].join('');
}
