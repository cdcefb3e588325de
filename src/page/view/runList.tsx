// The list of runs.
import { useState } from 'preact/hooks';
import type { MigrationSummary } from '../../volumeMigrate/runSummary.ts';
import { addressOf } from '../travel/address.ts';
import { actionInWords, destinationInWords, STANDINGS, standingOf, tookMs } from '../words/runs.ts';
import { duration, short } from '../words/units.ts';
import { Icon, STANDING_ICONS } from './icon.tsx';

interface RunListProps {
  readonly runs: readonly MigrationSummary[];
  readonly chosen: string | null;
  /** Milliseconds since 1970, for how long a run has taken so far. */
  readonly now: number;
}

const SEARCHED_FROM = 8;
const SHOWN_AT_MOST = 200;

export function RunList({ runs, chosen, now }: RunListProps) {
  const [wanted, search] = useState('');
  const found = runs.filter((run) => textOf(run).includes(wanted.trim().toLowerCase()));
  const shown = found.slice(0, SHOWN_AT_MOST);
  return (
    <nav class="runs" aria-label="Runs">
      <div class="bar">
        <h2>Runs</h2>
        <span class="count">{runs.length}</span>
      </div>
      {runs.length >= SEARCHED_FROM && (
        <input
          type="search"
          placeholder="volume, type, status …"
          aria-label="Search runs"
          value={wanted}
          onInput={(event) => search(event.currentTarget.value)}
        />
      )}
      <ul>
        {shown.map((run) => (
          <RunItem run={run} isChosen={run.runId === chosen} now={now} key={run.runId} />
        ))}
      </ul>
      {found.length > shown.length && <p class="empty">and {found.length - shown.length} more</p>}
      {found.length === 0 && (
        <p class="empty">{runs.length === 0 ? 'There are no runs yet.' : 'No runs found.'}</p>
      )}
    </nav>
  );
}

const textOf = (run: MigrationSummary): string =>
  [
    run.runId,
    run.volumeId,
    actionInWords(run.parameters),
    destinationInWords(run.parameters) ?? '',
    STANDINGS[standingOf(run)],
    run.cloud ?? '',
  ]
    .join(' ')
    .toLowerCase();

interface RunItemProps {
  readonly run: MigrationSummary;
  readonly isChosen: boolean;
  readonly now: number;
}

function RunItem({ run, isChosen, now }: RunItemProps) {
  const { runId, volumeId, parameters, startedAt, state } = run;
  const standing = standingOf(run);
  const destination = destinationInWords(parameters);
  return (
    <li>
      <a
        href={addressOf({ run: runId, at: null })}
        class={`run standing-${standing}`}
        aria-current={isChosen ? 'true' : undefined}
      >
        <Icon name={STANDING_ICONS[standing]} />
        <span class="what">
          {actionInWords(parameters)} <code>{short(volumeId)}</code>
        </span>
        <span class="to">{destination === null ? '' : `→ ${destination}`}</span>
        <span class="standing">
          {STANDINGS[standing]}
          {standing === 'LEFT' ? '' : `, ${duration(tookMs(run, now))}`}
        </span>
        <time dateTime={startedAt}>{startedInWords(startedAt, now)}</time>
        {standing === 'RUNNING' && state !== null && (
          <span class="doing">{STATE_DESCRIPTIONS[state] ?? state}</span>
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
