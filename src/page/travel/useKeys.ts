// Listens to the keys that travel.
import { useEffect, useRef } from 'preact/hooks';
import { onKey } from './keys.ts';
import type { Player } from './usePlayer.ts';

/** Takes keys for a player, wherever the focus is. */
export function useKeys(player: Player): void {
  // As it is now: keys come quicker than effects.
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
