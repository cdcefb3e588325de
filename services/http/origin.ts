// Where an address came from, for an error that says it cannot be reached.
import { TransportError } from '../faults.ts';

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
