// Plays a workload of plans to its end: the production dispatcher, services and journal on a simulated cloud, in virtual time.
import type { PlanAction } from '../../../machines/plan/types.ts';
import { idle } from '../../../src/testing/simulation/virtualTime.ts';
import { parseParameters } from '../../../src/volumeMigrate/parameters.ts';
import { beginPlan } from './planDriver.ts';
import { processOn } from './planHost.ts';
import { openSharedJournal } from './planJournal.ts';
import { happen } from './planNemesis.ts';
import type { PlanDriver, PlanHost, PlanSimulation, Plant } from './planSimulation.ts';
import { createSpace, type Space } from './planSpace.ts';
import { setPlanStage } from './planStage.ts';
import type { PlanWorkload } from './planWorkload.ts';

export interface PlayPlansOptions {
  /** Called with each request and event as it happens, for people. */
  readonly tell?: (line: string) => void;
  /** A bug in every process, for tests of the judge. */
  readonly plant?: Plant;
}

/** Everything that a played workload came to. */
export interface PlayedPlans
  extends Omit<PlanSimulation, 'journal' | 'waiting' | 'restart' | 'nextProcess' | 'plant'> {
  readonly startedAt: number;
  readonly elapsedMs: number;
  /** The plan of each run, by the run's ID. */
  readonly planOf: ReadonlyMap<string, number>;
  /** Runs of the journal that have not ended. */
  readonly open: readonly string[];
  /** Where each volume was when its plan ended: the hosts by plan. */
  readonly space: Space;
}

// As long as a plan may take, kills and stuck moves included.
const ALLOWED_MS = 24 * 3_600_000;

/** Plays a workload. */
export async function playPlans(
  workload: PlanWorkload,
  { tell, plant = {} }: PlayPlansOptions = {},
): Promise<PlayedPlans> {
  const simulation = createPlanSimulation(workload, plant, tell);
  const { stage, hosts, drivers, journal } = simulation;
  const startedAt = stage.time.now();
  const space = createSpace(stage.cloud);
  for (const { when, event } of [...simulation.waiting])
    if ('atMs' in when) stage.time.after(when.atMs, () => happen(event, simulation));
  for (const driver of drivers) {
    const { startMs = 0, host = 0 } = workload.plans[driver.number] ?? {};
    stage.time.after(startMs, () => beginOn(driver, hosts[host] as PlanHost, simulation));
  }
  await untilAllHaveEnded(simulation, startedAt + ALLOWED_MS, space.look);
  const elapsedMs = stage.time.now() - startedAt;
  const runs = await journal.store.list();
  const planOf = new Map<string, number>();
  for (const { runId, parent } of runs) {
    const plan = drivers.find(({ planId }) => planId === runId || planId === parent);
    if (plan !== undefined) planOf.set(runId, plan.number);
  }
  await rest(simulation);
  await journal.close();
  const open = runs.filter(({ endedAt }) => endedAt === null).map(({ runId }) => runId);
  return { ...simulation, startedAt, elapsedMs, planOf, open, space };
}

function beginOn(driver: PlanDriver, host: PlanHost, simulation: PlanSimulation): void {
  // Its process is dead: the next one starts it.
  if (host.process.isAlive()) void beginPlan(driver, host, simulation);
  else {
    driver.hasBegun = true;
    host.drives.add(driver);
  }
}

function createPlanSimulation(
  workload: PlanWorkload,
  plant: Plant,
  tell?: (line: string) => void,
): PlanSimulation {
  const stage = setPlanStage(workload);
  const startedAt = stage.time.now();
  let processes = 0;
  const simulation: PlanSimulation = {
    ...{ workload, stage, plant, journal: openSharedJournal(workload.journal) },
    ...{
      hosts: [],
      drivers: [],
      sent: [],
      happened: [],
      accepted: [],
      driven: [],
      waiting: new Set(workload.events),
    },
    tell: tell ? (line) => tell(`${((stage.time.now() - startedAt) / 1000).toFixed(3)} s  ${line}`) : null,
    nextProcess: () => {
      processes += 1;
      return processes;
    },
    restart: (host) => {
      host.process = processOn(host, simulation);
    },
  };
  for (let number = 0; number < workload.hosts; number += 1) {
    const host = { number, records: 0, requests: 0, drives: new Set<PlanDriver>() } as unknown as PlanHost;
    simulation.restart(host);
    simulation.hosts.push(host);
  }
  simulation.drivers.push(...workload.plans.map((_, number) => driverOf(number, simulation)));
  return simulation;
}

function driverOf(number: number, { workload, stage }: PlanSimulation): PlanDriver {
  const actions = (workload.plans[number]?.actions ?? []).map(
    ({ volume, parameters }): PlanAction => ({
      parameters: parseParameters({ resource_id: stage.volumeIds[volume] ?? MISSING, ...parameters }),
      ...{ resourceName: null, reason: null, notBefore: null, window: null },
    }),
  );
  return {
    ...{ number, planId: `11111111-0000-4000-8000-${String(number).padStart(12, '0')}`, actions },
    ...{ run: null, hasBegun: false, outcome: null, failure: null, resumeAfterMs: null },
  };
}

const MISSING = '99999999-0000-4000-8000-000000000000';

// Turns of the event loop in which everything that waits for something other than the clock continues.
const TURNS = 3;
const MOST_TURNS = 50;

async function untilAllHaveEnded(
  { stage: { time }, drivers }: PlanSimulation,
  until: number,
  look: () => void,
): Promise<void> {
  const areOver = (): boolean => drivers.every(({ outcome }) => outcome !== null);
  while (time.now() <= until) {
    await idle(TURNS);
    look();
    if (areOver()) return;
    if (time.step()) continue;
    for (let turn = 0; turn < MOST_TURNS && !areOver() && time.pending() === 0; turn += 1) await idle();
    if (time.pending() === 0) return;
  }
}

// Longer than any work of the cloud that ends at all.
const REST_MS = 3_600_000;

async function rest({ stage: { time } }: PlanSimulation): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    await idle(2);
    time.advance(REST_MS / 2);
  }
}
