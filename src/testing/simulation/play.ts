// Plays a workload: the production services, journal and chart on a simulated cloud, in virtual time.
import { parseParameters } from '../../volumeMigrate/parameters.ts';
import { lookAt } from '../look.ts';
import { act } from './act.ts';
import { begin, type Driver } from './driver.ts';
import { createHost, type Host } from './host.ts';
import { networkOf } from './interceptor.ts';
import { travel } from './network.ts';
import type { Played, PlayedRun } from './played.ts';
import type { ProcessOptions } from './process.ts';
import { createSimulation, type Simulation } from './simulation.ts';
import { PROJECT } from './stage.ts';
import { timeAllowed } from './timeAllowed.ts';
import { idle, servicesClock } from './virtualTime.ts';
import type { Workload, WorkloadRun } from './workload.ts';

export interface RunWorkloadOptions {
  /** Called with each request, event and state as it happens, for people who read a workload. */
  readonly tell?: (line: string) => void;
}

/** Plays a workload to its end. The same workload always takes the same course. */
export async function runWorkload(workload: Workload, { tell }: RunWorkloadOptions = {}): Promise<Played> {
  const simulation = createSimulation(workload, tell);
  const { stage, scene, drivers, schedule, secrets } = simulation;
  const { time } = stage;
  const began = time.now();
  const before = lookAt(stage.cloud);
  const allowedMs = timeAllowed(workload);
  enter(simulation);
  const timed = schedule.timed.map(({ atMs, event }) => time.after(atMs, () => act(event, simulation)));
  await untilAllHaveEnded(simulation, began + allowedMs);
  const elapsedMs = time.now() - began;
  for (const cancel of timed) cancel();
  await rest(simulation);
  const runs = await Promise.all(drivers.map((driver) => playedRun(driver, simulation)));
  const stuck = drivers.filter(({ hasEnded }) => !hasEnded).map(({ runId }) => runId);
  return {
    ...{ workload, stage, runs, before, after: lookAt(stage.cloud), changes: stage.changes },
    happened: simulation.happened,
    ...{ data: scene.data, makers: scene.makers, secrets, stuck, elapsedMs, allowedMs },
  };
}

// The runs start: on one host together, or each on its own.
function enter(simulation: Simulation): void {
  const { workload, stage, drivers } = simulation;
  const one = workload.together ? hostOf(simulation) : null;
  workload.runs.forEach((run, number) => {
    const driver = driverOf(run, number, one ?? hostOf(simulation), simulation);
    drivers.push(driver);
    stage.time.after(run.startMs, () => void begin(driver, simulation));
  });
}

function hostOf(simulation: Simulation): Host {
  const { workload, scene, schedule, store, stage } = simulation;
  const network = networkOf(simulation);
  // An admin of another project than the owner's, whose failed retypes leave reservations.
  const project = workload.unusual ? 'admin' : PROJECT;
  const options = {
    clock: servicesClock(stage.time, workload.cloud.skewMs),
    store,
    travel: (request) => travel(network, request),
    written: ({ runId, n }) => {
      for (const event of schedule.record(scene.runIds.indexOf(runId), n)) act(event, simulation);
    },
  } satisfies ProcessOptions;
  return createHost(options, project);
}

function driverOf(run: WorkloadRun, number: number, host: Host, simulation: Simulation): Driver {
  const { stage, scene, schedule, tell } = simulation;
  const resourceId = stage.volumeIds[run.volume] ?? '';
  const onProgress = ({ state, isChange }: { state: string; isChange: boolean }): void => {
    tell?.(`run ${number}: ${state}`);
    if (!isChange) for (const event of schedule.state(number, state)) act(event, simulation);
  };
  const { limits } = run;
  return {
    ...{ number, host, runId: scene.runIds[number] ?? '' },
    parameters: parseParameters({ resource_id: resourceId, ...run.parameters }),
    options: { limits, ...(schedule.watchesStates || tell !== null ? { onProgress } : {}) },
    ...{ cancel: new AbortController(), run: null, hasBegun: false, hasEnded: false },
    ...{ outcome: null, failure: null, resumeAfterMs: null, abandoned: [] },
  };
}

// Whatever waits for something other than the clock has had enough time after so many turns of the event
// loop.
const MOST_TURNS = 50;

async function untilAllHaveEnded({ stage: { time }, drivers }: Simulation, until: number): Promise<void> {
  const areOver = (): boolean => drivers.every(({ hasEnded }) => hasEnded);
  while (time.now() <= until) {
    await idle();
    if (areOver()) return;
    if (time.step()) continue;
    for (let turn = 0; turn < MOST_TURNS && !areOver() && time.pending() === 0; turn += 1) await idle();
    if (time.pending() === 0) return;
  }
}

// Longer than any request takes, and than any work of the cloud that ends at all, in milliseconds.
const REST_MS = 200_000;

// What the cloud has under way comes to its end, and what is still on its way arrives.
async function rest({ stage: { time } }: Simulation): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    await idle(2);
    time.advance(REST_MS / 2);
  }
}

async function playedRun(driver: Driver, simulation: Simulation): Promise<PlayedRun> {
  const { runId, parameters, outcome, abandoned, failure } = driver;
  return {
    ...{ runId, parameters, outcome, abandoned, failure },
    entries: await simulation.store.read(runId),
    atEnd: simulation.ends.get(runId) ?? null,
    requestsAfterEnd: simulation.requestsAfterEnd.get(runId) ?? 0,
  };
}
