// Executes the events of a workload: on a run itself, or on the cloud around it.
import { abandon, type Driver, resume } from './driver.ts';
import { happen } from './events.ts';
import type { Simulation } from './simulation.ts';
import type { RunEvent, WorkloadEvent } from './workload.ts';

/** Executes an event now. */
export function act(event: WorkloadEvent, simulation: Simulation): void {
  simulation.tell?.(JSON.stringify(event));
  simulation.happened.push({ at: simulation.stage.time.now(), event });
  if (isRunEvent(event)) befall(event, simulation);
  else happen(event, simulation.scene);
}

const RUN_EVENTS: readonly WorkloadEvent['kind'][] = [
  'cancel',
  'crash',
  'abandon',
  'journal fails',
  'clock jumps',
];

const isRunEvent = (event: WorkloadEvent): event is RunEvent => RUN_EVENTS.includes(event.kind);

// Nothing happens to a run that has ended, or that no living process drives.
function befall(event: RunEvent, simulation: Simulation): void {
  const driver = simulation.drivers[event.run];
  if (driver === undefined || driver.hasEnded || !driver.host.process.isAlive()) return;
  if (event.kind === 'cancel') driver.cancel.abort();
  if (event.kind === 'crash') crash(driver, event.resumeAfterMs, simulation);
  if (event.kind === 'journal fails') driver.host.process.failJournal(event.forMs);
  if (event.kind === 'clock jumps') driver.host.process.setClock(event.byMs);
  if (event.kind === 'abandon') abandon(driver, event.resumeAfterMs, simulation);
}

// All runs on the host die with its process, and are resumed together.
function crash({ host }: Driver, resumeAfterMs: number, simulation: Simulation): void {
  const hosted = simulation.drivers.filter((each) => each.host === host);
  host.process.die();
  for (const each of hosted) each.run = null;
  simulation.stage.time.after(resumeAfterMs, () => {
    host.restart();
    for (const each of hosted) if (each.hasBegun && !each.hasEnded) void resume(each, simulation);
  });
}
