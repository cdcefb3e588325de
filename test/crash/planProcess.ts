// Drives the plan of the crash tests in a process of its own, on a SQLite journal.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll } from 'vitest';
import { openSqliteStore } from '../../src/index.ts';
import type { PlanOutcome } from '../../src/plan/outcome.ts';
import { type CompiledDriver, compileDriver } from './compileDriver.ts';
import type { PlanKillPoint } from './planPoints.ts';
import type { PlanTask } from './planTask.ts';
import { openPlanWorld, type PlanWorld } from './planWorld.ts';

let driver: CompiledDriver | null = null;

/** Compiles the driver before the cases of a suite, and removes it after them. Suites of one worker run in turn. */
export function usePlanDriver(): void {
  beforeAll(async () => {
    driver = await compileDriver('planDriver');
  });
  afterAll(async () => {
    await driver?.remove();
    driver = null;
  });
}

/** The world of a plan whose journal is a file that processes share. */
export interface SharedPlanWorld extends PlanWorld {
  readonly folder: string;
  readonly journal: string;
}

export async function openSharedPlanWorld(): Promise<SharedPlanWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'volume-migrate-plan-'));
  const journal = join(folder, 'journal.sqlite');
  const world = await openPlanWorld(undefined, openSqliteStore(journal));
  return {
    ...{ ...world, folder, journal },
    [Symbol.asyncDispose]: async () => {
      await world[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

/** What a process came to: killed, refused by the journal, or the outcome of the plan. */
export interface PlanProcessEnd {
  readonly isKilled: boolean;
  readonly outcome: PlanOutcome | null;
  readonly refused: string | null;
}

/** A process that drives the plan, or resumes it. */
export interface PlanProcess {
  readonly child: ChildProcess;
  /** Rejects with what the process printed if it ends in another way. */
  readonly end: Promise<PlanProcessEnd>;
}

export function startPlanProcess(
  { entry, journal, moves, nameOf }: SharedPlanWorld,
  point: PlanKillPoint | null = null,
  signal: PlanTask['signal'] = 'SIGKILL',
): PlanProcess {
  const names = Object.fromEntries(
    moves.map(({ parameters: { resourceId } }) => [resourceId, nameOf(resourceId)]),
  );
  const task: PlanTask = { entry, journal, moves, names, point, signal };
  if (driver === null) throw new Error('the driver has not been compiled yet');
  const child = fork(driver.file, [JSON.stringify(task)], {
    execArgv: ['--no-warnings'],
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: driver.cache },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  return { child, end: endOfProcess(child) };
}

async function endOfProcess(child: ChildProcess): Promise<PlanProcessEnd> {
  const complaints = text(child.stderr as Readable);
  let told: { readonly outcome?: PlanOutcome; readonly refused?: string } = {};
  child.on('message', (message: typeof told) => {
    told = message;
  });
  const [code, signal] = await once(child, 'close');
  const isKilled = signal === 'SIGKILL';
  if (!isKilled && code !== 0) throw new Error(`the driver ended with ${code}: ${await complaints}`);
  return { isKilled, outcome: told.outcome ?? null, refused: told.refused ?? null };
}
