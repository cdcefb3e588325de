// What the cloud may refuse to show.
import { CloudError } from './faults.ts';

/**
 * What is read; null if the cloud does not give it, and so it is unknown. A cancel, and an error of this program, are no
 * such refusal.
 */
export async function orNull<Read>(read: () => Promise<Read>): Promise<Read | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof CloudError && error.code !== 'Aborted') return null;
    throw error;
  }
}
