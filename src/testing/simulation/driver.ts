// One run of a workload: started by a process, resumed by another when that dies, until it has ended.
import type { MigrationParameters } from '../../../machines/types.ts';
import type { Cloud } from '../../../services/index.ts';
import type { Outcome } from '../../volumeMigrate/outcome.ts';
import type { MigrationRun } from '../../volumeMigrate/runOnCloud.ts';
import { continueRunOn, type OnCloudOptions, startRunOn } from '../../volumeMigrate/runOnCloud.ts';
import { lookAt } from '../look.ts';
import type { Host } from './host.ts';
import type { Abandoned } from './played.ts';
import type { Simulation } from './simulation.ts';

export interface Driver {
  readonly number: number;
  readonly runId: string;
  readonly parameters: MigrationParameters;
  readonly options: Pick<OnCloudOptions, 'limits' | 'onProgress'>;
  readonly host: Host;
  /** Aborted to cancel; a new one each time that the run is driven. */
  cancel: AbortController;
  /** Set while a living process drives it. */
  run: MigrationRun | null;
  hasBegun: boolean;
  hasEnded: boolean;
  outcome: Outcome | null;
  failure: unknown;
  /** When to resume it after it was stopped at once, in milliseconds; null: nobody does. */
  resumeAfterMs: number | null;
  /** What it reported each time that it was stopped at once. */
  readonly abandoned: Abandoned[];
}

const RESUME_AGAIN_AFTER_MS = 60_000;
const RESUMES = 20;

/** Starts a run in the current process of its host. Never settles if that process dies. */
export async function begin(driver: Driver, simulation: Simulation): Promise<void> {
  const { store } = driver.host.process;
  driver.hasBegun = true;
  await drive(driver, simulation, (cloud, options) =>
    startRunOn(cloud, store, driver.parameters, { ...options, ...driver.options, runId: driver.runId }),
  );
  await afterwards(driver, simulation);
}

/** Resumes a run that its process has left, in the current process of its host. */
export async function resume(driver: Driver, simulation: Simulation): Promise<void> {
  const { store, clock } = driver.host.process;
  const stops = driver.abandoned.length;
  for (let attempt = 1; attempt <= RESUMES; attempt += 1) {
    if (attempt > 1) await clock.sleep(RESUME_AGAIN_AFTER_MS);
    if (await isOver(driver, simulation)) break;
    await drive(driver, simulation, (cloud, options) =>
      continueRunOn(cloud, store, { ...options, ...driver.options }),
    );
    if (driver.outcome !== null || driver.abandoned.length > stops) break;
  }
  await afterwards(driver, simulation);
}

// A run that was stopped at once is resumed in the same process, if the workload says so.
async function afterwards(driver: Driver, simulation: Simulation): Promise<void> {
  const { resumeAfterMs } = driver;
  driver.resumeAfterMs = null;
  if (resumeAfterMs === null) return end(driver, simulation);
  await driver.host.process.clock.sleep(resumeAfterMs);
  await resume(driver, simulation);
}

// Nothing was started, or its last process died after it had recorded the end.
async function isOver(driver: Driver, simulation: Simulation): Promise<boolean> {
  const entries = await simulation.store.read(driver.runId);
  const [first, last] = [entries[0], entries.at(-1)];
  if (first === undefined || last === undefined) return true;
  if (last.record.kind !== 'ended') return false;
  driver.outcome = { ...last.record.result, startedAt: first.at, endedAt: last.at };
  return true;
}

type Start = (cloud: Cloud, options: Pick<OnCloudOptions, 'clock' | 'signal'>) => Promise<MigrationRun>;

async function drive(driver: Driver, simulation: Simulation, start: Start): Promise<void> {
  const { process, signIn } = driver.host;
  const stops = driver.abandoned.length;
  driver.cancel = new AbortController();
  const { signal } = driver.cancel;
  try {
    const cloud = await signIn(driver.runId, signal);
    driver.run = await start(cloud, { clock: process.clock, signal });
    const outcome = await driver.run.outcome;
    if (driver.abandoned.length === stops) await keepOutcome(driver, outcome, simulation);
    driver.failure = null;
  } catch (error) {
    driver.failure = error;
  } finally {
    driver.run = null;
  }
}

// An end that is not recorded does not count: the run waits to be resumed.
async function keepOutcome(driver: Driver, outcome: Outcome, simulation: Simulation): Promise<void> {
  const last = (await simulation.store.read(driver.runId)).at(-1);
  if (last?.record.kind === 'ended') driver.outcome = outcome;
  else stopped(driver, outcome, RESUME_AGAIN_AFTER_MS, simulation);
}

function stopped(
  driver: Driver,
  outcome: Outcome,
  resumeAfterMs: number | null,
  simulation: Simulation,
): void {
  driver.resumeAfterMs = resumeAfterMs;
  driver.abandoned.push({ outcome, cloud: lookAt(simulation.stage.cloud) });
}

/** Stops a run at once, as a second Ctrl-C does. */
export function abandon(driver: Driver, resumeAfterMs: number | null, simulation: Simulation): void {
  if (driver.run !== null) stopped(driver, driver.run.abandon(), resumeAfterMs, simulation);
}

/** Nobody resumes the run any more. */
function end(driver: Driver, simulation: Simulation): void {
  driver.hasEnded = true;
  const { scene, stage, ends } = simulation;
  ends.set(driver.runId, { cloud: lookAt(stage.cloud), data: [...scene.data] });
}
