// Drives a plan of a workload: a process applies it, and another resumes it when that one is gone, until it has ended.
import { RunHeldError } from '../../../src/engine/store.ts';
import { continuePlan, type DrivenPlan, startPlan } from '../../../src/plan/applyPlan.ts';
import { recordedPlanEnd } from '../../../src/plan/recordedPlan.ts';
import type { Driven, PlanDriver, PlanHost, PlanSimulation } from './planSimulation.ts';

// Quick enough for a plan of minutes; in virtual time.
const OPTIONS = {
  ...{ pollMinMs: 1_000, pollMaxMs: 10_000 },
  pace: { requestsMs: 5_000, poolsMs: 60_000, otherRunsMs: 5_000 },
  limits: { stallAfterMs: 300_000, deadlineMs: 600_000 },
} as const;

const RESUME_AGAIN_AFTER_MS = 30_000;
const MOST_RESUMES = 40;

/** Applies a plan in the current process of a host. Never settles if that process dies. */
export async function beginPlan(
  driver: PlanDriver,
  host: PlanHost,
  simulation: PlanSimulation,
): Promise<void> {
  const plan = simulation.workload.plans[driver.number];
  if (plan === undefined) return;
  driver.hasBegun = true;
  host.drives.add(driver);
  const { limits, empties, order, maxFailures } = plan;
  await drive(driver, host, simulation, async (options) =>
    startPlan(
      { actions: driver.actions, limits, empties },
      { ...options, planId: driver.planId, order, ...(maxFailures === null ? {} : { maxFailures }) },
    ),
  );
  await afterwards(driver, host, simulation);
}

/** Resumes a plan until it has ended. */
export async function resumePlanOn(
  driver: PlanDriver,
  host: PlanHost,
  simulation: PlanSimulation,
): Promise<void> {
  const { clock } = host.process;
  const isNew = async (): Promise<boolean> =>
    (await simulation.journal.store.read(driver.planId)).length === 0;
  host.drives.add(driver);
  for (let attempt = 1; attempt <= MOST_RESUMES; attempt += 1) {
    if (attempt > 1) await clock.sleep(RESUME_AGAIN_AFTER_MS);
    if (driver.outcome !== null) return;
    if (await isNew()) return await beginPlan(driver, host, simulation);
    if (await hasEnded(driver, simulation)) return;
    await drive(driver, host, simulation, async (options) => continuePlan(driver.planId, options));
    if (driver.resumeAfterMs !== null) return await afterwards(driver, host, simulation);
  }
}

async function afterwards(driver: PlanDriver, host: PlanHost, simulation: PlanSimulation): Promise<void> {
  if (driver.outcome !== null) return;
  const waitMs = driver.resumeAfterMs ?? RESUME_AGAIN_AFTER_MS;
  driver.resumeAfterMs = null;
  await host.process.clock.sleep(waitMs);
  await resumePlanOn(driver, host, simulation);
}

// Its last process died after it had recorded the end.
async function hasEnded(driver: PlanDriver, { journal }: PlanSimulation): Promise<boolean> {
  const end = await recordedPlanEnd(journal.store, driver.planId);
  if (end?.kind !== 'ended') return false;
  driver.outcome = end.outcome;
  return true;
}

type Begin = (options: Parameters<typeof continuePlan>[1] & object) => Promise<DrivenPlan>;

async function drive(
  driver: PlanDriver,
  host: PlanHost,
  { driven, stage: { time }, tell }: PlanSimulation,
  begin: Begin,
): Promise<void> {
  const { process } = host;
  try {
    const cloud = await process.signIn();
    const run = await begin({ cloud, store: process.store, clock: process.clock, ...OPTIONS });
    driver.run = run;
    const drive: Driven = {
      plan: driver.number,
      process: process.number,
      from: time.now(),
      until: Number.POSITIVE_INFINITY,
    };
    driven.push(drive);
    const outcome = await run.outcome;
    drive.until = time.now();
    tell?.(`plan ${driver.number}: ${outcome.status} ${outcome.reasons.join('; ')}`);
    if (outcome.status !== 'UNFINISHED') driver.outcome = outcome;
    driver.failure = null;
    driver.run = null;
  } catch (error) {
    tell?.(`plan ${driver.number}, process ${process.number}: ${error}`);
    if (!(error instanceof RunHeldError)) driver.failure = error;
  }
}
