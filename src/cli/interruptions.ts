// Handles Ctrl-C, SIGTERM and a closed terminal.
import process from 'node:process';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Resolves at the next interruption. */
export async function interrupted(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const release = interruptions(resolve, resolve);
  await promise;
  release();
}

/**
 * Calls `first` at the first interruption, `second` at the next. Returns a function that removes the signal
 * handlers.
 */
export function interruptions(first: () => void, second: () => void): () => void {
  let seen = 0;
  const onSignal = (): void => {
    seen += 1;
    if (seen === 1) first();
    else second();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return () => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
}
