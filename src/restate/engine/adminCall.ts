// One request to Restate's admin API.
import { printable } from '../../printable.ts';
import { RestateStoreError } from './ingress.ts';

interface AdminRequest {
  readonly method: 'POST' | 'PATCH';
  readonly body?: object;
}

export interface AdminAnswer {
  readonly status: number;
  readonly text: string;
}

const TIMEOUT_MS = 30_000;

/** Calls the admin API. Resolves to any answer; rejects with `RestateStoreError` `AdminUnreachable` if there is none. */
export async function callAdmin(
  admin: URL,
  path: string,
  { method, body }: AdminRequest,
): Promise<AdminAnswer> {
  try {
    const response = await fetch(new URL(path, admin), {
      method,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    throw new RestateStoreError(
      'AdminUnreachable',
      `cannot reach Restate's admin API at ${admin.href}: ${reasonOf(error)}`,
      error,
    );
  }
}

/** The error of an answer that reports a failure. `what` could not be done. */
export const adminFailed = (what: string, { status, text }: AdminAnswer): RestateStoreError =>
  new RestateStoreError('StoreFailed', `Restate ${what}: ${status} ${printable(text)}`);

// fetch itself only reports that it failed.
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  const { code, message: why } = (cause ?? {}) as { code?: string; message?: string };
  return why === undefined || why === '' ? (code ?? message) : why;
}
