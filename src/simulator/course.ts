// Runs the asynchronous work of the simulated services.
import type { SimulatedClock } from './clock.ts';

/**
 * A wait for something else than time: it calls `resume` once when it is over, but not before it has returned. The result
 * cancels it.
 */
export type Wait = (resume: () => void) => () => void;

/**
 * An asynchronous piece of work of a service: it yields the milliseconds, or the event, to wait for until its
 * next step. A generator rather than a promise, so that a virtual clock runs it without a turn of the event
 * loop.
 */
export type Course<T = void> = Generator<number | Wait, T, void>;

export interface CourseRunner {
  /**
   * Starts a course; its first step runs at once. An error ends the course and is kept, as in a service's
   * log.
   * @param process the process that does the work, with which it dies; none for an API or a scheduler
   */
  start(course: Course<unknown>, process?: string): void;
  /** The process dies: its courses never continue, and do not clean up. */
  kill(process: string): void;
  /** Drops every course that is waiting. */
  stop(): void;
  /** How many courses are waiting. */
  waiting(): number;
  /** The errors of courses, for tests that investigate. */
  errors: unknown[];
}

export function createCourseRunner(clock: SimulatedClock): CourseRunner {
  const waits = new Map<() => void, string | undefined>();
  const errors: unknown[] = [];
  let stopped = false;
  const step = (course: Course<unknown>, process: string | undefined): void => {
    if (stopped) return;
    let wait: number | Wait;
    try {
      const result = course.next();
      if (result.done) return;
      wait = result.value;
    } catch (error) {
      errors.push(error);
      return;
    }
    const resume = () => {
      waits.delete(cancel);
      step(course, process);
    };
    const cancel = typeof wait === 'number' ? clock.after(wait, resume) : wait(resume);
    waits.set(cancel, process);
  };
  const drop = (isDropped: (process: string | undefined) => boolean): void => {
    for (const [cancel, process] of [...waits])
      if (isDropped(process)) {
        waits.delete(cancel);
        cancel();
      }
  };
  return {
    start: step,
    kill: (killed) => drop((process) => process === killed),
    stop() {
      stopped = true;
      drop(() => true);
    },
    waiting: () => waits.size,
    errors,
  };
}
