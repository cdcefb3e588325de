// How the attempts of runs fare, as Restate's admin API shows it; and the timeouts of runs, which a test may shorten.
import { SERVICES } from '../../../src/restate/engine/protocol.ts';

/** How often Restate has tried to reach a worker for a run that is not driven. */
export async function failedAttempts(admin: URL, runId: string): Promise<number> {
  const sql = `SELECT retry_count FROM sys_invocation WHERE target_service_name = '${SERVICES.run}' AND target_service_key = '${runId}' AND target_handler_name = 'run' AND status = 'backing-off'`;
  const response = await send(admin, 'query', 'POST', { query: sql });
  const { rows } = (await response.json()) as { rows: { retry_count: number }[] };
  return rows[0]?.retry_count ?? 0;
}

/** How long an attempt may be silent before Restate suspends it, and how long after that before it ends it, such as `5s`. */
export interface Timeouts {
  readonly inactivity_timeout: string;
  readonly abort_timeout: string;
}

/** Those of runs, as the workers have registered them. */
export async function timeoutsOfRuns(admin: URL): Promise<Timeouts> {
  const response = await send(admin, `services/${SERVICES.run}`, 'GET');
  const { inactivity_timeout, abort_timeout } = (await response.json()) as Timeouts;
  return { inactivity_timeout, abort_timeout };
}

/** Sets those of runs. */
export async function setTimeoutsOfRuns(admin: URL, timeouts: Timeouts): Promise<void> {
  await send(admin, `services/${SERVICES.run}`, 'PATCH', timeouts);
}

async function send(admin: URL, path: string, method: string, body?: object): Promise<Response> {
  const response = await fetch(new URL(path, admin), {
    method,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response;
}
