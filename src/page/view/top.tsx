// The top line: the list of runs if it has no room of its own, whether the page follows new runs, and whether it is up to date.
import type { Shown } from '../data/shown.ts';
import { Icon } from './icon.tsx';

interface TopProps {
  readonly shown: Shown;
  /** Null if the list is always shown. */
  readonly listIsOpen: boolean | null;
  readonly openList: (isOpen: boolean) => void;
  readonly isFollowing: boolean;
  /** Null while there is no run that the page could stay on instead. */
  readonly follow: ((isWanted: boolean) => void) | null;
}

const CONNECTIONS = {
  opening: 'connecting',
  live: 'live',
  lost: 'no connection: this view may be out of date',
  file: 'saved run',
} as const;

export const Top = ({ shown: { connection, runs }, listIsOpen, openList, isFollowing, follow }: TopProps) => (
  <div class="top">
    <p class="brand">volume-migrate</p>
    {connection !== 'file' && listIsOpen !== null && (
      <button type="button" aria-expanded={listIsOpen} onClick={() => openList(!listIsOpen)}>
        Runs <span class="count">{runs.length}</span>
        <Icon name="more" />
      </button>
    )}
    {connection !== 'file' && (
      <label class="follow">
        <input
          type="checkbox"
          checked={isFollowing}
          disabled={follow === null}
          onChange={(event) => follow?.(event.currentTarget.checked)}
        />
        Follow new runs
      </label>
    )}
    <p class={`connection connection-${connection}`} role="status">
      {CONNECTIONS[connection]}
    </p>
  </div>
);
