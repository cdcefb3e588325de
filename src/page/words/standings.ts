// The status of a run, in words.
import type { RunStatus } from '../../../machines/types.ts';
import type { InspectedRun } from '../../inspector/inspectedRun.ts';
import type { InspectedHead } from '../../inspector/inspectedTimeline.ts';

/** `ENDED`: a run of another workflow, with a status of its own. */
export type Standing = RunStatus | 'RUNNING' | 'LEFT' | 'GIVEN_UP' | 'ENDED';

type Listed = Pick<InspectedRun, 'status' | 'endedAt' | 'holder'>;

/** The status of a run in the list. */
export function standingOf({ status, endedAt, holder }: Listed): Standing {
  if (status !== null) return standingWith(status);
  if (endedAt !== null) return 'GIVEN_UP';
  return holder === null ? 'LEFT' : 'RUNNING';
}

/** The status of the chosen run; only the list knows whether a process drives it. */
export function standingOfHead(head: InspectedHead, listed: Listed | undefined): Standing {
  const status = statusOf(head);
  if (status !== null) return standingWith(status);
  if (head.endedAt !== null) return 'GIVEN_UP';
  return listed === undefined ? 'RUNNING' : standingOf(listed);
}

/** The status in the outcome of a run; null if it has none. */
export const statusOf = (head: InspectedHead): string | null =>
  'workflow' in head ? head.status : (head.result?.status ?? null);

/** How long a run took, or has taken so far, in milliseconds. `now`: since 1970. */
export const tookMs = (
  { startedAt, endedAt }: Pick<InspectedRun, 'startedAt' | 'endedAt'>,
  now: number,
): number => Math.max(0, (endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt));

const STANDINGS: Readonly<Record<Standing, string>> = {
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
  RUNNING: 'Running',
  LEFT: 'Interrupted',
  GIVEN_UP: 'Given up',
  ENDED: 'Ended',
};

const standingWith = (status: string): Standing =>
  status === 'SUCCEEDED' || status === 'FAILED' || status === 'CANCELLED' ? status : 'ENDED';

/** The status in words; `status` is that of another workflow, whose output may have none of its own (`DONE`). */
export const standingInWords = (standing: Standing, status: string | null): string =>
  standing !== 'ENDED' || status === null || status === 'DONE' ? STANDINGS[standing] : status;

/** The status in an outcome, in words. */
export const statusInWords = (status: string): string => standingInWords(standingWith(status), status);
