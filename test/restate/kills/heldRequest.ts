// The moment of a disturbance: the nth request of runs to the cloud, which stays unanswered while something is killed.
import type { SimulatedCloud } from '../../../src/simulator/index.ts';

export interface Moment {
  /** From 1. */
  readonly nth: number;
  readonly isChange: boolean;
  /** Whether the request has not reached its service yet, or was served and its response is on its way. */
  readonly held: 'the request' | 'the response';
}

export interface HeldRequest {
  /** Resolves to the run whose request is held. */
  readonly run: Promise<string>;
  /** Lets it continue, and holds no other. */
  readonly release: () => void;
}

const RUN = /^req-([0-9a-f-]{36})$/;

/** Holds the request that the moment names. */
export function holdRequest(cloud: SimulatedCloud, { nth, isChange, held }: Moment): HeldRequest {
  const { handle } = cloud;
  const reached = Promise.withResolvers<string>();
  const released = Promise.withResolvers<void>();
  let count = 0;
  cloud.handle = async (request) => {
    const [, runId] = RUN.exec(request.headers?.['x-openstack-request-id'] ?? '') ?? [];
    const counts = runId !== undefined && (!isChange || request.method !== 'GET');
    if (counts) count += 1;
    if (!counts || count !== nth) return await handle(request);
    if (held === 'the request') return await hold(runId).then(() => handle(request));
    const response = await handle(request);
    await hold(runId);
    return response;
  };
  const hold = async (runId: string): Promise<void> => {
    reached.resolve(runId);
    await released.promise;
  };
  const release = (): void => {
    released.resolve();
    cloud.handle = handle;
  };
  return { run: reached.promise, release };
}
