// The cinder-volume processes: work is sent to one through a queue, in which it waits as long as the process is away.
import type { Course } from '../course.ts';
import type { Backend } from '../model.ts';
import { BackendError } from '../refusal.ts';
import { backendByHost, type Simulation } from '../simulation.ts';

/**
 * Sends work to the cinder-volume of a place, and does not wait for it. Seen on both releases: nothing times out in the
 * queue; the work is done when the process is back.
 */
export function cast(sim: Simulation, host: string | null, work: () => Course): void {
  const backend = backendByHost(sim, host);
  if (!backend || backend.running) sim.courses.start(work(), backend?.host);
  else sim.courses.start(queued(sim, backend, work));
}

function* queued(sim: Simulation, backend: Backend, work: () => Course): Course {
  yield* untilRunning(sim, backend);
  sim.courses.start(work(), backend.host);
}

/** Waits until the process runs. */
export function* untilRunning(sim: Simulation, backend: Backend): Course {
  while (!backend.running) yield sim.signals.next(started(backend));
}

/** Waits for the answer of the process, at most `rpcTimeoutMs`; throws if there is none. By Cinder's code, not seen. */
export function* requireAnswer(sim: Simulation, host: string | null): Course {
  const backend = backendByHost(sim, host);
  const deadline = sim.now() + sim.settings.rpcTimeoutMs;
  while (backend && !backend.running) {
    if (sim.now() >= deadline) throw new BackendError('MessagingTimeout');
    yield sim.signals.nextUntil(started(backend), deadline);
  }
}

/** Everything that waits for the process continues. */
export function continueQueued(sim: Simulation, backend: Backend): void {
  sim.signals.raise(started(backend));
}

const started = ({ host }: Backend) => `cinder-volume ${host} runs`;
