// Reports that a check cannot be made.
import { EXIT } from './exit.ts';
import { sayJson } from './output.ts';
import { refuse } from './refuse.ts';
import { type Attempt, unusable } from './unusable.ts';

/** Prints every problem; as a check if JSON is wanted. Returns the exit status. */
export function refuseCheck(json: boolean, attempts: readonly Attempt<unknown>[]): number {
  if (!json) return refuse(false, attempts, new Date().toISOString());
  const { code, message, reasons } = unusable(attempts);
  const nothing = { volumeId: null, operation: null, warnings: [], calls: [] };
  sayJson({ clear: false, ...nothing, code, message, reasons });
  return EXIT.unusable;
}
