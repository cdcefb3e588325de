// Restate's admin API: registers the address of workers, asks its SQL, and kills, purges or resumes an invocation.
import { setTimeout as sleep } from 'node:timers/promises';
import { type AdminAnswer, adminFailed, callAdmin } from './adminCall.ts';

/**
 * Registers the URL at which Restate reaches the workers: a worker, or the load balancer in front of them. If the URL is already
 * registered, Restate reads its handlers again. Rejects with `RestateStoreError`.
 */
export async function registerWorkers(admin: URL, workers: URL): Promise<void> {
  const body = { uri: workers.href, force: true };
  const answer = await callAdmin(admin, 'deployments', { method: 'POST', body });
  if (answer.status >= 300) throw adminFailed(`did not register workers at ${workers.href}`, answer);
}

export type Row = Readonly<Record<string, string | null | undefined>>;

const QUERY_ATTEMPTS = 20;
const QUERY_PAUSE_MS = 500;

// A partition is moving to another node, or its node cannot be reached for some seconds; not an error of the query itself.
const isPassing = ({ status, text }: AdminAnswer): boolean =>
  status === 500 && /External error|No such scanner/.test(text);

/**
 * Asks Restate's SQL. Asks again after a pause, for ten seconds, while a partition moves between nodes. Rejects with
 * `RestateStoreError`. `pauseMs`: in milliseconds.
 */
export async function query(admin: URL, sql: string, pauseMs = QUERY_PAUSE_MS): Promise<readonly Row[]> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await callAdmin(admin, 'query', { method: 'POST', body: { query: sql } });
    if (answer.status < 300) return (JSON.parse(answer.text) as { rows: Row[] }).rows;
    if (attempt === QUERY_ATTEMPTS || !isPassing(answer)) throw adminFailed('did not answer a query', answer);
    await sleep(pauseMs);
  }
}

/** A text for SQL. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** What can be done with an invocation. `purge` removes one that has completed, with the state of its workflow. */
export type InvocationAction = 'kill' | 'purge' | 'resume';

/** Does something with an invocation. Succeeds too if Restate no longer has it. */
export async function actOnInvocation(admin: URL, id: string, action: InvocationAction): Promise<void> {
  const path = `invocations/${encodeURIComponent(id)}/${action}`;
  const answer = await callAdmin(admin, path, { method: 'PATCH' });
  if (answer.status >= 300 && answer.status !== 404)
    throw adminFailed(`did not ${action} invocation ${id}`, answer);
}
