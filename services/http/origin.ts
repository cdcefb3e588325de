// Adds to an error where the address that cannot be reached came from.
import { TransportError } from '../faults.ts';

/**
 * Does the work. If there was no response, the error says where the address came from: the file and option,
 * or the catalog.
 * Other errors are unchanged.
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
