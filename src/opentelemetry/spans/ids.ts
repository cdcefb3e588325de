// Derives the IDs of traces and spans from a run's journal: every process, and every replay, derives the same ones.
import { hash } from 'node:crypto';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NO_TRACE = '0'.repeat(32);

const hexOf = (text: string, digits: number): string => hash('sha256', text, 'hex').slice(0, digits);

/**
 * The trace ID of a run: its run ID without hyphens. Each process that resumes the run starts a new trace, whose ID is derived from
 * the number of its `resumed` record.
 *
 * @param startedBy Number of the record with which the process started: 0, or the number of a `resumed` record.
 */
export function traceIdOf(runId: string, startedBy = 0): string {
  const id = runId.toLowerCase();
  const own = UUID.test(id) ? id.replaceAll('-', '') : NO_TRACE;
  return startedBy === 0 && own !== NO_TRACE ? own : hexOf(`${runId}/${startedBy}`, 32);
}

/** What a span represents. */
export type SpanKind = 'run' | 'phase' | 'call' | 'request';

/** The ID of the span that the record with this number started. */
export const spanIdOf = (runId: string, kind: SpanKind, n: number): string =>
  hexOf(`${runId}/${kind}/${n}`, 16);
