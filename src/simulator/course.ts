// Runs the asynchronous work of the simulated services.
import type { SimulatedClock } from './clock.ts';

/**
 * An asynchronous piece of work of a service: it yields the milliseconds to wait until its next step.
 * A generator rather than a promise, so that a virtual clock runs it without a turn of the event loop.
 */
export type Course<T = void> = Generator<number, T, void>;

export interface CourseRunner {
  /**
   * Starts a course; its first step runs at once. An error ends the course and is kept, as in a service's
   * log.
   */
  start(course: Course<unknown>): void;
  /** Drops every course that is waiting. */
  stop(): void;
  /** How many courses are waiting. */
  waiting(): number;
  /** The errors of courses, for tests that investigate. */
  errors: unknown[];
}

export function createCourseRunner(clock: SimulatedClock): CourseRunner {
  const cancels = new Set<() => void>();
  const errors: unknown[] = [];
  let stopped = false;
  const step = (course: Course<unknown>): void => {
    if (stopped) return;
    let wait: number;
    try {
      const result = course.next();
      if (result.done) return;
      wait = result.value;
    } catch (error) {
      errors.push(error);
      return;
    }
    const cancel = clock.after(wait, () => {
      cancels.delete(cancel);
      step(course);
    });
    cancels.add(cancel);
  };
  return {
    start: step,
    stop() {
      stopped = true;
      for (const cancel of cancels) cancel();
      cancels.clear();
    },
    waiting: () => cancels.size,
    errors,
  };
}
