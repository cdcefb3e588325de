// The IDs of child runs, and why a parent stays open.
import { createHash } from 'node:crypto';
import type { SerializedError } from './records.ts';

/** The key of a call: the same for each attempt, in every process. `ordinal`: of its invocation. */
export const callKey = (runId: string, ordinal: number): string => `${runId}/${ordinal}`;

/** The ID of the first child that a call with this key starts: the same for each attempt at the call. */
export function childId(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
}

/** Why a parent stays open whose child has not ended. */
export const openChild = (runId: string): SerializedError => ({
  ...{ name: 'ChildOpen', code: 'ChildOpen', message: `child run ${runId} has not ended`, reasons: [] },
  uncertain: true,
});
