// Handles Ctrl-C, SIGTERM and a closed terminal.
import process from 'node:process';

/** What the signals mean for the work under way. */
export interface Interruptions {
  /** The first Ctrl-C. */
  readonly interrupt: () => void;
  /** Each further Ctrl-C. */
  readonly interruptAgain: () => void;
  /** SIGTERM, or SIGHUP: the terminal is closed. */
  readonly terminate: () => void;
}

const TERMINATING = ['SIGTERM', 'SIGHUP'] as const;

let isTerminated = false;

/** Whether SIGTERM or SIGHUP was received: the process waits for nothing but the end of its work. */
export const wasTerminated = (): boolean => isTerminated;

/** Resolves at the next interruption. */
export async function interrupted(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const release = interruptions({ interrupt: resolve, interruptAgain: resolve, terminate: resolve });
  await promise;
  release();
}

/** Calls what each signal means. Returns a function that removes the signal handlers. */
export function interruptions({ interrupt, interruptAgain, terminate }: Interruptions): () => void {
  let isInterrupted = false;
  const onInterrupt = (): void => {
    if (isInterrupted) interruptAgain();
    else interrupt();
    isInterrupted = true;
  };
  const onTerminate = (): void => {
    isTerminated = true;
    terminate();
  };
  process.on('SIGINT', onInterrupt);
  for (const signal of TERMINATING) process.on(signal, onTerminate);
  return () => {
    process.off('SIGINT', onInterrupt);
    for (const signal of TERMINATING) process.off(signal, onTerminate);
  };
}
