// Where an address came from, for an error that says it cannot be reached.
import { CloudError, TransportError } from '../faults.ts';

/**
 * Does the work; where no response came, its error tells where the address was from: the file and option, or the catalog.
 * Other errors pass as they are.
 */
export async function withOrigin<T>(work: () => Promise<T>, origin: () => string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TransportError) || error.code === 'Aborted') throw error;
    const { code, message, reasons, uncertain } = error;
    throw new TransportError({ code, message, uncertain, reasons: [...reasons, origin()] });
  }
}

/** Whether an error may pass by itself: no response, a service in trouble, a proxy's page, too many requests. */
export function isPassing(error: unknown): boolean {
  if (error instanceof TransportError) return error.code !== 'Aborted' && error.code !== 'TlsFailed';
  if (!(error instanceof CloudError)) return false;
  const { code, status } = error;
  if (code === 'UnexpectedAnswer' || code === 'RateLimited') return true;
  return status !== null && status >= 500;
}
