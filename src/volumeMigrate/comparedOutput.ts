// What a replay compares of the result of a run.
import type { MigrationResult } from '../../machines/context.ts';

/** The result without messages, reasons and warnings: other versions of this package may word them differently. */
export function withoutWording(output: unknown): unknown {
  if (typeof output !== 'object' || output === null) return output;
  const { warnings, error, leftovers, ...rest } = output as Partial<MigrationResult>;
  return {
    ...rest,
    ...(error === undefined ? {} : { error: { name: error.name, code: error.code } }),
    leftovers: leftovers?.map(({ kind, id }) => ({ kind, id })),
  };
}
