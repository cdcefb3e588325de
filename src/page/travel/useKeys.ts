// Listens to the keys that move through a run.
import { useEffect, useRef } from 'preact/hooks';
import { onKey } from './keys.ts';
import type { Player } from './usePlayer.ts';

/** Handles keys for a player, wherever the focus is. */
export function useKeys(player: Player): void {
  // The current player: keys come faster than effects.
  const latest = useRef(player);
  latest.current = player;
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => {
      if (onKey(event, latest.current)) event.preventDefault();
    };
    addEventListener('keydown', listener);
    return () => removeEventListener('keydown', listener);
  }, []);
}
