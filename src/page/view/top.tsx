// The top line: the list of runs if it has no room of its own, and whether the page is up to date.
import type { Shown } from '../data/shown.ts';
import { Icon } from './icon.tsx';

interface TopProps {
  readonly shown: Shown;
  /** Null if the list is always shown. */
  readonly listIsOpen: boolean | null;
  readonly openList: (isOpen: boolean) => void;
}

const CONNECTIONS = {
  opening: 'connecting',
  live: 'live',
  lost: 'no connection: this view may be out of date',
  file: 'saved run',
} as const;

export const Top = ({ shown: { connection, runs }, listIsOpen, openList }: TopProps) => (
  <div class="top">
    <p class="brand">volume-migrate</p>
    {connection !== 'file' && listIsOpen !== null && (
      <button type="button" aria-expanded={listIsOpen} onClick={() => openList(!listIsOpen)}>
        Runs <span class="count">{runs.length}</span>
        <Icon name="more" />
      </button>
    )}
    <p class={`connection connection-${connection}`} role="status">
      {CONNECTIONS[connection]}
    </p>
  </div>
);
