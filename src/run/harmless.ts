// What a caller hands in must not harm a run: an error of theirs is reported once, and they are not called again.
import process from 'node:process';
import { inspect as inWords } from 'node:util';
import { printable } from '../printable.ts';

/** The same function; the first error that it throws, or that its promise rejects with, is its last. */
export function contained<Value>(tell: (value: Value) => unknown, name: string): (value: Value) => void {
  let broken = false;
  const report = (error: unknown): void => {
    if (broken) return;
    broken = true;
    const why = printable(wordsOf(error));
    process.emitWarning(`${name} threw, and is not called any more: ${why}`, 'VolumeMigrateWarning');
  };
  return (value) => {
    if (broken) return;
    try {
      const told = tell(value);
      // A value that is no promise resolves; one that only looks like a promise is asked no more than once.
      if (typeof told === 'object' && told !== null) Promise.resolve(told).catch(report);
    } catch (error) {
      report(error);
    }
  };
}

// An error of a caller's own class may have a message that is no text, or one that throws when it is read.
function wordsOf(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message) : inWords(error);
  } catch {
    return 'an error that cannot be shown';
  }
}
