// The workers of a cluster: processes behind a balancer, which a test starts, kills and freezes.
import type { Balancer } from './balancer.ts';
import type { Reach } from './network.ts';
import { startWorkerProcess, type WorkerPlace, type WorkerProcess } from './workerProcess.ts';

export interface Workers {
  /** Those that are alive. */
  readonly workers: () => readonly WorkerProcess[];
  /** Starts one more; `own`: where it differs from the others. */
  readonly addWorker: (own?: Partial<WorkerPlace>) => Promise<WorkerProcess>;
  /** Ends a worker as a crash does. */
  readonly killWorker: (worker: WorkerProcess) => Promise<void>;
  /** Gives a worker no new connections, as when its health check fails, until the returned function is called. */
  readonly avoidWorker: (worker: WorkerProcess) => () => void;
  /** Stops a worker's process; returns a function that lets it continue. */
  readonly freezeWorker: (worker: WorkerProcess) => () => void;
}

export function createWorkers(place: WorkerPlace, balancer: Balancer, reach: Reach): Workers {
  const ports = new Map<WorkerProcess, number>();
  const portOf = (worker: WorkerProcess): number => ports.get(worker) ?? worker.port;
  const alive = new Set<WorkerProcess>();
  const avoidWorker = (worker: WorkerProcess): (() => void) => balancer.avoid(portOf(worker));
  return {
    workers: () => [...alive],
    addWorker: async (own = {}) => {
      const worker = await startWorkerProcess({ ...place, ...own });
      const port = await reach('worker', worker.port);
      ports.set(worker, port);
      balancer.add(port);
      alive.add(worker);
      return worker;
    },
    killWorker: async (worker) => {
      alive.delete(worker);
      worker.signal('SIGKILL');
      await worker.ended;
      balancer.remove(portOf(worker));
    },
    avoidWorker,
    freezeWorker: (worker) => {
      const again = avoidWorker(worker);
      worker.signal('SIGSTOP');
      return () => {
        worker.signal('SIGCONT');
        again();
      };
    },
  };
}
