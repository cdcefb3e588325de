// Waits until every node of a server knows the workers that were registered at one of them.
import { openRestateStore, RestateStoreError } from '../../../src/restate/index.ts';
import { until } from '../cluster/until.ts';

/** Resolves once each ingress calls a worker. */
export async function untilWorkersAreKnown(ingresses: readonly URL[]): Promise<void> {
  await Promise.all(ingresses.map((ingress) => until(async () => await knows(ingress))));
}

async function knows(ingress: URL): Promise<true | null> {
  try {
    await openRestateStore(`restate+${ingress.href}`).list();
    return true;
  } catch (error) {
    // A node that has just started does not know the workers, or has not got its partitions yet.
    if (error instanceof RestateStoreError && ['NoWorkers', 'StoreFailed'].includes(error.code)) return null;
    throw error;
  }
}
