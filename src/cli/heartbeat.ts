// Signs of life while a long copy shows no progress.
import type { MigrationRun } from '../volumeMigrate/runOnCloud.ts';
import { duration, sighting } from './render.ts';

// After that many seconds of silence, then after twice as many, at most an hour.
const FIRST_MS = 15_000;
const LONGEST_MS = 3_600_000;

/**
 * Reports from time to time that a run is still under way, as long as nothing else is printed about it.
 * Returns a function that stops it.
 */
export function signsOfLife({ snapshot, subscribe }: MigrationRun, tell: (line: string) => void): () => void {
  const begun = performance.now();
  let silence = FIRST_MS;
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    timer = setTimeout(() => {
      const { lastSeen } = snapshot().context;
      const seen = lastSeen === null ? '' : `: ${sighting(lastSeen)}`;
      tell(`${duration(performance.now() - begun).padStart(9)}    still running${seen}`);
      silence = Math.min(silence * 2, LONGEST_MS);
      wait();
    }, silence);
  };
  const endHearing = subscribe(() => {
    clearTimeout(timer);
    silence = FIRST_MS;
    wait();
  });
  wait();
  return () => {
    endHearing();
    clearTimeout(timer);
  };
}
