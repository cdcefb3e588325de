// The requests to a plan that the process which drives it has not read yet.
import type { PlanRequest } from '../../../machines/plan/events.ts';
import type { WorkflowEntry } from '../../engine/records.ts';
import type { JournalStore, RunDriver, RunRequest } from '../../engine/store.ts';
import { resumeCommand } from '../../journal/resumeCommand.ts';
import { driverInWords } from './findPlan.ts';
import { limitsInWords } from './limitRows.ts';

/** The requests to a plan that its records do not contain, in order. A plan that has ended reads none. */
export async function pendingRequests(
  store: Pick<JournalStore, 'requests'>,
  planId: string,
  entries: readonly WorkflowEntry[],
): Promise<readonly PlanRequest[]> {
  return pendingAmong(await store.requests(planId, 0), entries);
}

/** Those of all requests to a plan that its records do not contain. */
export function pendingAmong(
  requests: readonly RunRequest[],
  entries: readonly WorkflowEntry[],
): readonly PlanRequest[] {
  const end = entries.at(-1)?.record.kind;
  if (end === 'ended' || end === 'givenUp') return [];
  const last = lastRead(entries);
  return requests.flatMap(({ n, event }) => (n > last ? [event as PlanRequest] : []));
}

// The record of a request has its number.
function lastRead(entries: readonly WorkflowEntry[]): number {
  return entries.reduce((last, { record }) => {
    const message = record.kind === 'event' ? (record.event as { readonly message?: unknown }).message : null;
    return typeof message === 'number' ? Math.max(last, message) : last;
  }, 0);
}

/** `pause`, `limits (all moves 20)`. */
export function requestInWords(request: PlanRequest): string {
  if (request.type !== 'changeLimits') return WORDS[request.type];
  return `limits (${limitsInWords(request.limits)})`;
}

const WORDS = {
  pause: 'pause',
  resume: 'resume',
  cancelWaiting: 'cancel',
  cancelRunning: 'cancel, including running moves',
} as const;

/** The requests in words, and when they take effect; null if there are none. */
export function pendingLine(
  requests: readonly PlanRequest[],
  planId: string,
  holder: RunDriver | null,
  journal: string | undefined,
): string | null {
  if (requests.length === 0) return null;
  const asked = `pending requests: ${requests.map(requestInWords).join(', ')}`;
  return holder === null
    ? `${asked}. No process drives the plan. They take effect when it is resumed: ${resumeCommand(planId, journal)}`
    : `${asked}. They take effect within seconds, once ${driverInWords(holder)} has read them`;
}
