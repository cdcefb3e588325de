// Which errors of a read may be gone at the next one.
import { AuthenticationError, CloudError, TransportError } from './faults.ts';

/**
 * No response, a proxy's page, a service with problems, too many requests, Keystone with problems. A refused sign-in is not
 * one: it would be repeated at every reading.
 */
export function isPassing(error: unknown): boolean {
  if (error instanceof TransportError) return true;
  if (!(error instanceof CloudError)) return false;
  if (error.code === 'UnexpectedAnswer') return true;
  if (error instanceof AuthenticationError && error.status === 401) return false;
  const { status } = error;
  return status !== null && (status >= 500 || status === 429 || status === 401);
}
