// Checks the run ID and the time limits that a caller passes.
import { z } from 'zod';
import type { Limits } from '../../machines/types.ts';
import { isUuid } from '../../services/uuid.ts';
import { InvalidParametersError } from '../errors.ts';

const limit = z
  .number({ error: 'expected a number of milliseconds' })
  .positive({ error: 'expected more than 0 milliseconds' })
  .max(2 ** 52, { error: 'expected a number of milliseconds' })
  .optional();

const limitsSchema = z.strictObject({ stallAfterMs: limit, deadlineMs: limit, settleMs: limit });

/** Throws `InvalidParametersError` if a run ID or limits are invalid; it lists every problem. */
export function checkRunOptions({ runId, limits }: { runId?: string; limits?: Limits }): void {
  const faults: string[] = [];
  if (runId !== undefined && !isUuid(runId)) faults.push(`runId: expected a lower-case UUID, got ${runId}`);
  const parsed = limitsSchema.safeParse(limits ?? {});
  for (const issue of parsed.error?.issues ?? []) {
    faults.push(
      issue.code === 'unrecognized_keys'
        ? `limits: no such limit: ${issue.keys.join(', ')}`
        : `limits.${issue.path.join('.')}: ${issue.message}`,
    );
  }
  if (faults.length > 0) throw new InvalidParametersError(faults);
}
