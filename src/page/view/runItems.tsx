// Runs as a list of links, of which one is a tab stop.
import type { InspectedRun } from '../../inspector/inspectedRun.ts';
import { addressOf } from '../travel/address.ts';
import { goalInWords, listedDestination } from '../words/runs.ts';
import { standingInWords, standingOf, tookMs } from '../words/standings.ts';
import { stateInWords } from '../words/states.ts';
import { duration, short } from '../words/units.ts';
import { Icon, STANDING_ICONS } from './icon.tsx';
import { useRoving } from './useRoving.ts';

interface RunItemsProps {
  readonly runs: readonly InspectedRun[];
  /** ID of the run that the page shows. */
  readonly chosen: string | null;
  /** Milliseconds since 1970, for how long a run has taken so far. */
  readonly now: number;
  /** For screen readers. */
  readonly label: string;
}

export function RunItems({ runs, chosen, now, label }: RunItemsProps) {
  const { ref, ...roving } = useRoving<HTMLUListElement>('a.run', 'a.run[aria-current]');
  return (
    <ul ref={ref} aria-label={label} {...roving}>
      {runs.map((run) => (
        <RunItem run={run} isChosen={run.runId === chosen} now={now} key={run.runId} />
      ))}
    </ul>
  );
}

interface RunItemProps extends Pick<RunItemsProps, 'now'> {
  readonly run: InspectedRun;
  readonly isChosen: boolean;
}

function RunItem({ run, isChosen, now }: RunItemProps) {
  const { runId, workflow, volumeId, startedAt, state, status, names } = run;
  const standing = standingOf(run);
  const destination = listedDestination(run);
  return (
    <li>
      <a
        href={addressOf({ run: runId, at: null })}
        class={`run standing-${standing}`}
        aria-current={isChosen ? 'true' : undefined}
        tabIndex={-1}
      >
        <Icon name={STANDING_ICONS[standing]} />
        <span class="what">
          {goalInWords(run)} <code>{short(volumeId ?? runId)}</code>
          {names.volumeName !== undefined && <span class="name"> {names.volumeName}</span>}
        </span>
        <span class="to">
          {destination !== null && (
            <>
              <span aria-hidden="true">→</span> <span class="hidden">to</span> {destination}
            </>
          )}
        </span>
        <span class="standing">
          {standingInWords(standing, status)}
          {standing === 'LEFT' ? '' : `, ${duration(tookMs(run, now))}`}
        </span>
        <time dateTime={startedAt}>{startedInWords(startedAt, now)}</time>
        {standing === 'RUNNING' && state !== null && (
          <span class="doing">{stateInWords(workflow, state)}</span>
        )}
      </a>
    </li>
  );
}

// The day only if it differs from today.
function startedInWords(startedAt: string, now: number): string {
  const started = new Date(startedAt);
  const isToday = started.toDateString() === new Date(now).toDateString();
  return started.toLocaleString(undefined, {
    ...(isToday ? {} : { month: 'short', day: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  });
}
