// How a cinder-volume dies, and what it does when it starts.
import type { Course } from '../course.ts';
import type { Backend } from '../model.ts';
import { type Simulation, save } from '../simulation.ts';
import { countAgain } from './allocatedDrift.ts';
import { created } from './createCourse.ts';
import { deleteCourse } from './deleteCourse.ts';
import { reportNow } from './poolReports.ts';
import { cast, continueQueued } from './processes.ts';

/**
 * The process dies in the middle of its work. Seen on both releases: the volumes that it copies stay in `migrating` with
 * their second volumes, also after its start. It counts as up until `serviceDownMs` have passed.
 */
export function killProcess(sim: Simulation, backend: Backend): void {
  setRunning(sim, backend, false);
  sim.courses.kill(backend.host);
  sim.courses.start(goDown(sim, backend));
}

function* goDown(sim: Simulation, backend: Backend): Course {
  const seenAt = backend.lastSeenAt;
  yield sim.settings.serviceDownMs;
  if (backend.lastSeenAt === seenAt) backend.up = false;
}

/** Whether the process works, without a restart: what was sent to it meanwhile is done then. */
export function setRunning(sim: Simulation, backend: Backend, running: boolean): void {
  backend.running = running;
  backend.lastSeenAt = running ? null : (backend.lastSeenAt ?? sim.now());
  if (running) continueQueued(sim, backend);
}

/**
 * The process starts, or is restarted: it counts its volumes again, reports its pools, ends interrupted creations in `error` and
 * repeats interrupted deletions; then it does what was sent to it meanwhile. cinder/volume/manager.py init_host
 */
export function startProcess(sim: Simulation, backend: Backend): void {
  if (backend.running) sim.courses.kill(backend.host);
  backend.up = true;
  cleanUp(sim, backend);
  countAgain(sim, backend.host);
  reportNow(sim, backend.host);
  setRunning(sim, backend, true);
}

function cleanUp(sim: Simulation, { host, workers }: Backend): void {
  const interrupted = [...workers];
  workers.clear();
  for (const [id, work] of interrupted) {
    const volume = sim.state.volumes.get(id);
    if (!volume) continue;
    if (work === 'delete') cast(sim, host, () => deleteCourse(sim, volume));
    else if (volume.status === 'creating') {
      save(sim, volume, { status: 'error' });
      sim.signals.raise(created(volume));
    }
  }
}
