// Events inside the cloud that courses wait for, such as a server whose lock is free.
import type { SimulatedClock } from './clock.ts';
import type { Wait } from './course.ts';

/** Named events. Waiting costs nothing until one is raised. */
export interface Signals {
  /** A wait for the next event of that name. */
  next(name: string): Wait;
  /** The same, at most until a time by the cloud's clock. */
  nextUntil(name: string, deadline: number): Wait;
  /** Resumes everything that waits for it, in the order in which the waits began. */
  raise(name: string): void;
}

export function createSignals(clock: SimulatedClock): Signals {
  const waiting = new Map<string, Set<() => void>>();
  const next =
    (name: string): Wait =>
    (resume) => {
      const resumes = waiting.get(name) ?? new Set();
      waiting.set(name, resumes);
      resumes.add(resume);
      return () => void resumes.delete(resume);
    };
  return {
    next,
    nextUntil: (name, deadline) => (resume) => {
      const leave = next(name)(() => {
        cancelTimer();
        resume();
      });
      const cancelTimer = clock.after(deadline - clock.now(), () => {
        leave();
        resume();
      });
      return () => {
        leave();
        cancelTimer();
      };
    },
    raise(name) {
      const resumes = waiting.get(name);
      waiting.delete(name);
      for (const resume of resumes ?? []) resume();
    },
  };
}
