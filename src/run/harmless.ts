// What a caller hands in must not harm a run: an error of theirs is told once, and they are not called again.
import process from 'node:process';
import { printable } from '../printable.ts';
import type { DriveOptions } from './drive.ts';

/** The same function; the first error that it throws is its last. */
export function contained<Value>(tell: (value: Value) => void, name: string): (value: Value) => void {
  let broken = false;
  return (value) => {
    if (broken) return;
    try {
      tell(value);
    } catch (error) {
      broken = true;
      const why = error instanceof Error ? error.message : String(error);
      process.emitWarning(
        `${name} threw, and is not called any more: ${printable(why)}`,
        'VolumeMigrateWarning',
      );
    }
  };
}

type Inspect = NonNullable<DriveOptions['inspect']>;

/** The same inspector, contained. */
export function harmless(inspect: Inspect): Inspect {
  return contained(
    (event) => (typeof inspect === 'function' ? inspect(event) : inspect.next?.(event)),
    'inspect',
  );
}
