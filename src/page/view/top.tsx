// The line above all: the runs where they have no room of their own, and whether what is shown is new.
import type { Shown } from '../data/shown.ts';
import { Icon } from './icon.tsx';

interface TopProps {
  readonly shown: Shown;
  /** Null where the list is shown always. */
  readonly listIsOpen: boolean | null;
  readonly openList: (isOpen: boolean) => void;
}

const CONNECTIONS = {
  opening: 'connecting',
  live: 'live',
  lost: 'no connection: what is shown may be old',
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
