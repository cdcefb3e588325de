// The current time, for what is still under way.
import { useEffect, useState } from 'preact/hooks';

const EVERY_MS = 500;

/** Milliseconds since 1970, updated while `isWanted`. */
export function useNow(isWanted: boolean): number {
  const [now, set] = useState(Date.now);
  useEffect(() => {
    if (!isWanted) return;
    const timer = setInterval(() => set(Date.now()), EVERY_MS);
    return () => clearInterval(timer);
  }, [isWanted]);
  return now;
}
