// Reports that a command cannot use its arguments.
import process from 'node:process';
import { errorInWords, type ToldError } from './errorInWords.ts';
import { EXIT } from './exit.ts';
import type { Format } from './format.ts';
import { type Pen, penFor, sayErrorWithHints, sayJson } from './output.ts';
import { type Attempt, unusable } from './unusable.ts';

interface Refused {
  /** The run that cannot be resumed, and its volume. */
  readonly runId: string;
  readonly volumeId: string;
}

/**
 * Prints every problem; as an outcome if JSON is wanted. `asTyped` gives parameters the names of the options that
 * the user typed. Returns the exit status.
 */
export function refuse(
  format: Format,
  attempts: readonly Attempt<unknown>[],
  startedAt: string,
  refused: Refused | null = null,
  asTyped?: (text: string) => string,
): number {
  const error = unusable(attempts);
  const nowhere = { host: null, type: null };
  if (format !== 'text') {
    const { runId = null, volumeId = null } = refused ?? {};
    const outcome = {
      ...{ runId, status: 'FAILED', operation: null, volumeId, sourceVolumeId: volumeId },
      ...{ from: nowhere, to: nowhere, error, warnings: [], leftovers: [] },
      ...{ startedAt, endedAt: new Date().toISOString() },
    };
    sayJson(format === 'json' ? outcome : { type: 'outcome', ...outcome });
    return EXIT.unusable;
  }
  sayRefusal(error, refused?.volumeId ?? null, asTyped);
  return EXIT.unusable;
}

/** Prints an error on standard error, with its reasons and what to do. */
export const sayRefusal = (
  error: ToldError,
  volumeId: string | null = null,
  asTyped?: (text: string) => string,
): void => sayErrorWithHints(refusalLines(error, penFor(process.stderr), volumeId, asTyped), error.code);

/** An error in lines of text: its cause, its reasons, and what to do. */
export function refusalLines(
  error: ToldError,
  { paint }: Pen,
  volumeId: string | null = null,
  asTyped?: (text: string) => string,
): string[] {
  const { headline, reasons, remedy } = errorInWords(error, volumeId, asTyped);
  const [only, ...others] = reasons;
  // One reason says it all: that the parameters cannot be used is no news then.
  const isReasonEnough = only !== undefined && others.length === 0 && headline.endsWith('cannot be used');
  return [
    `${paint('red', 'error')}: ${isReasonEnough ? only : headline}`,
    ...(isReasonEnough ? [] : reasons).map((reason) => `  - ${reason}`),
    ...(remedy === null ? [] : [remedy]),
  ];
}
