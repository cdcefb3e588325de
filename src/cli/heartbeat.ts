// Signs of life while a long copy shows nothing.
import type { Run } from '../run/drive.ts';
import { duration, sighting } from './render.ts';

// After so many seconds of silence, then twice as many, an hour at most.
const FIRST_MS = 15_000;
const LONGEST_MS = 3_600_000;

/** Tells now and then that a run goes on, as long as nothing else is told of it. Gives back a function that ends it. */
export function signsOfLife({ actor }: Run, tell: (line: string) => void): () => void {
  const begun = performance.now();
  let silence = FIRST_MS;
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    timer = setTimeout(() => {
      const { lastSeen } = actor.getSnapshot().context;
      const seen = lastSeen === null ? '' : `: ${sighting(lastSeen)}`;
      tell(`${duration(performance.now() - begun).padStart(9)}    still${seen}`);
      silence = Math.min(silence * 2, LONGEST_MS);
      wait();
    }, silence);
  };
  const heard = actor.subscribe({
    next: () => {
      clearTimeout(timer);
      silence = FIRST_MS;
      wait();
    },
    // The outcome tells of it; without this, XState throws the error where it ends the process.
    error: () => {},
  });
  wait();
  return () => {
    heard.unsubscribe();
    clearTimeout(timer);
  };
}
