// Reports that a command cannot use its arguments.
import process from 'node:process';
import { EXIT } from './exit.ts';
import type { Format } from './format.ts';
import { penFor, sayErrorLines, sayJson } from './output.ts';
import { type Attempt, unusable } from './unusable.ts';

interface Refused {
  /** The run that cannot be resumed, and its volume. */
  readonly runId: string;
  readonly volumeId: string;
}

/** Prints every problem; as an outcome if JSON is wanted. Returns the exit status. */
export function refuse(
  format: Format,
  attempts: readonly Attempt<unknown>[],
  startedAt: string,
  refused: Refused | null = null,
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
  const { paint } = penFor(process.stderr);
  const lines = [
    `${paint('red', 'error')}: ${error.message}`,
    ...error.reasons.map((reason) => `  - ${reason}`),
  ];
  sayErrorLines(lines);
  return EXIT.unusable;
}
