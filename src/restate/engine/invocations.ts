// How Restate stands to the invocations that drive runs.
import { query, quoted, type Row } from './admin.ts';
import { SERVICES } from './protocol.ts';

/** The invocation that drives a run, as Restate knows it. */
export interface RunInvocation {
  readonly id: string;
  readonly runId: string;
  /**
   * - `driven`: a worker drives it, or Restate will return to it by itself.
   * - `paused`: Restate does nothing until somebody resumes it.
   * - `completed`: it has returned.
   * - `failed`: it ended without returning, for instance because somebody killed it.
   */
  readonly status: 'driven' | 'paused' | 'completed' | 'failed';
  /** Restate's error message if it failed. */
  readonly failure: string | null;
}

/** Which runs. */
export type RunsAsked =
  | { readonly runId: string }
  | {
      readonly idPrefix: string;
      /** Only those that have not completed. @default false */
      readonly isOpen?: boolean;
    };

/** The invocations of runs. A run that was never submitted, or whose retention period is over, has none. */
export async function readInvocations(admin: URL, asked: RunsAsked): Promise<readonly RunInvocation[]> {
  const which =
    'runId' in asked
      ? `target_service_key = ${quoted(asked.runId)}`
      : `starts_with(target_service_key, ${quoted(asked.idPrefix)})${asked.isOpen ? " AND status <> 'completed'" : ''}`;
  const rows = await query(
    admin,
    `SELECT id, target_service_key, status, completion_result, completion_failure FROM sys_invocation WHERE target_service_name = '${SERVICES.run}' AND target_handler_name = 'run' AND ${which}`,
  );
  return rows.map(invocationOf);
}

/** The invocation of one run; null if Restate has none. */
export const readInvocation = async (admin: URL, runId: string): Promise<RunInvocation | null> =>
  (await readInvocations(admin, { runId }))[0] ?? null;

function invocationOf(row: Row): RunInvocation {
  const { id, target_service_key: runId, completion_failure: failure = null } = row;
  return { id: id ?? '', runId: runId ?? '', status: statusIn(row), failure };
}

function statusIn({ status, completion_result: result }: Row): RunInvocation['status'] {
  if (status === 'paused') return 'paused';
  if (status !== 'completed') return 'driven';
  return result === 'success' ? 'completed' : 'failed';
}
