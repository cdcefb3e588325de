// The list of runs, and its filter.
import { useState } from 'preact/hooks';
import type { InspectedRun } from '../../inspector/inspectedRun.ts';
import { topmost } from '../travel/childRuns.ts';
import { matching } from '../words/search.ts';
import { count } from '../words/units.ts';
import { RunItems } from './runItems.tsx';
import { Search } from './search.tsx';

interface RunListProps {
  readonly runs: readonly InspectedRun[];
  readonly chosen: string | null;
  /** Milliseconds since 1970, for how long a run has taken so far. */
  readonly now: number;
}

const SEARCHED_FROM = 8;
const SHOWN_AT_MOST = 200;

export function RunList({ runs, chosen, now }: RunListProps) {
  const [wanted, search] = useState('');
  const isSearched = wanted.trim() !== '';
  const found = isSearched ? matching(runs, wanted) : topmost(runs, chosen);
  const shown = found.slice(0, SHOWN_AT_MOST);
  return (
    <nav class="runs" aria-label="Runs">
      <div class="bar">
        <h2>Runs</h2>
        <span class="count">{isSearched ? runs.length : found.length}</span>
      </div>
      {(runs.length >= SEARCHED_FROM || wanted !== '') && (
        <Search
          {...{ wanted, search }}
          label="Search runs"
          placeholder="volume, pool, type, status …"
          title="Every word must occur: in the volume, a pool, a type, the status, the run ID or the cloud. Escape clears."
        />
      )}
      <p class={isSearched ? 'found' : 'hidden'} role="status">
        {isSearched ? `${found.length} of ${count(runs.length, 'run')} match` : ''}
      </p>
      <RunItems runs={shown} {...{ chosen, now }} label="Runs, the newest first" />
      {found.length > shown.length && <p class="empty">and {found.length - shown.length} more</p>}
      {runs.length === 0 && <p class="empty">There are no runs yet.</p>}
    </nav>
  );
}
