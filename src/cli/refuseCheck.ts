// Reports that a check cannot be made.
import { EXIT } from './exit.ts';
import { sayJson } from './output.ts';
import { refuse } from './refuse.ts';
import { type Attempt, unusable } from './unusable.ts';

/** Prints every problem; as a check if JSON is wanted. Returns the exit status. */
export function refuseCheck(
  json: boolean,
  attempts: readonly Attempt<unknown>[],
  asTyped?: (text: string) => string,
): number {
  if (!json) return refuse('text', attempts, new Date().toISOString(), null, asTyped);
  const { code, message, reasons } = unusable(attempts);
  const nothing = { volumeId: null, operation: null, note: null, warnings: [], calls: [] };
  sayJson({ clear: false, ...nothing, code, message, reasons });
  return EXIT.unusable;
}
