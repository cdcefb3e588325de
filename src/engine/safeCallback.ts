// Protects a run from its caller's callbacks: their first error is reported once, and they are not called again.
import process from 'node:process';
import { inspect as inWords } from 'node:util';
import { printable } from '../printable.ts';

/**
 * Wraps a function: after the first error that it throws, or that its promise rejects with, it is not called
 * again. The wrapper returns a promise that resolves once that of the function has settled, and nothing if there is none.
 */
export function safeCallback<Value>(
  tell: (value: Value) => unknown,
  name: string,
): (value: Value) => Promise<void> | undefined {
  let broken = false;
  const report = (error: unknown): void => {
    if (broken) return;
    broken = true;
    const why = printable(wordsOf(error));
    process.emitWarning(
      `${name} threw an error and will not be called again: ${why}`,
      'VolumeMigrateWarning',
    );
  };
  return (value) => {
    if (broken) return undefined;
    try {
      const told = tell(value);
      // A value that is not a promise resolves; a `then` property is read only once, in case the value merely
      // looks like a promise.
      if (typeof told === 'object' && told !== null) return Promise.resolve(told).then(() => {}, report);
    } catch (error) {
      report(error);
    }
    return undefined;
  };
}

// The message of a caller's own error class may not be a string, or may throw when it is read.
function wordsOf(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message) : inWords(error);
  } catch {
    return 'an error that cannot be shown';
  }
}
