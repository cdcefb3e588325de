// A simulated cloud with volumes to move, a plan file, and a journal of its own: for tests of the commands for plans.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { RunSummary } from '../../../src/index.ts';
import type { SimulatedCloud, SimulatedCloudOptions } from '../../../src/simulator/index.ts';
import { type Ran, runCommand } from '../command.ts';
import { openCommandFolder } from '../commandFolder.ts';
import { PATIENCE, runsIn, type Started, startCommand, type Terminal } from '../started.ts';

export const DESTINATION = 'node2@tier9#alpha';
export const SOURCE = 'node1@alpha#alpha';
export const MISSING = '00000000-0000-4000-8000-000000000000';

export interface PlanCommands extends AsyncDisposable {
  readonly cloud: SimulatedCloud;
  readonly authUrl: string;
  readonly folder: string;
  /** Detached volumes on one pool. */
  readonly ids: readonly string[];
  /** A plan file that moves them all. */
  readonly file: string;
  readonly journal: string;
  /** Writes another plan, and returns its file. */
  readonly write: (plan: object, name?: string) => Promise<string>;
  /** Starts the command in a process of its own, on the test's journal. */
  readonly start: (...args: string[]) => Started;
  readonly startAt: (terminal: Terminal, ...args: string[]) => Started;
  /** Runs the command to its end. Two such commands run one after the other. */
  readonly run: (...args: string[]) => Promise<Ran>;
  /** The plan of the journal, once it is there. */
  readonly plan: () => Promise<RunSummary>;
  /** Waits until a plan is in a state, such as `applying.paused`. */
  readonly untilState: (state: string) => Promise<void>;
  /** Waits until Cinder was asked for so many moves. */
  readonly untilAsked: (moves: number) => Promise<void>;
  /** How often Cinder was asked to move each volume. */
  readonly asked: () => number[];
  /** How many of the volumes have moved. */
  readonly moved: () => number;
}

export const action = (resource_id: string, index = 0): object => ({
  ...{ resource_id, resource_name: `v${index}`, migration_type: 'migrate', destination_node: DESTINATION },
});

/** The same as somebody writes it by hand: without the name of the volume. */
export const unnamed = (resource_id: string): object => ({
  ...{ resource_id, migration_type: 'migrate', destination_node: DESTINATION },
});

/** `delayMs`: how long each copy takes. */
export async function openPlanCommands(
  volumes: number,
  { delayMs, ...options }: SimulatedCloudOptions & { readonly delayMs?: number } = {},
): Promise<PlanCommands> {
  const { running, folder, close } = await openCommandFolder(options);
  const { cloud, authUrl } = running;
  if (delayMs !== undefined) cloud.faults.set('node1@alpha', 'migrate_volume', { delayMs });
  const ids = Array.from(
    { length: volumes },
    (_, index) => cloud.addVolume({ name: `v${index}`, type: 'alpha', project: 'demo', user: 'alice' }).id,
  );
  const write = async (plan: object, name = 'plan.json'): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, JSON.stringify(plan));
    return path;
  };
  const file = await write({ version: 1, actions: ids.map(action) });
  const journal = join(folder, 'journal.sqlite');
  const started: Started[] = [];
  const begin = (terminal: Terminal | undefined, args: readonly string[]): Started => {
    const one = startCommand(folder, [...args, '--journal', journal], terminal);
    started.push(one);
    return { ...one, untilPrinted: (what, stream) => untilPrinted(one, what, stream) };
  };
  const plans = async (): Promise<readonly RunSummary[]> =>
    (await runsIn(journal).catch(() => [])).filter(({ workflow }) => workflow === 'plan');
  return {
    ...{ cloud, authUrl, folder, ids, file, journal, write },
    start: (...args) => begin(undefined, args),
    startAt: (terminal, ...args) => begin(terminal, args),
    run: async (...args) => await runCommand(folder, [...args, '--journal', journal]),
    plan: async () =>
      await vi.waitFor(async () => {
        const [plan] = await plans();
        if (plan === undefined) throw new Error('the journal has no plan');
        return plan;
      }, PATIENCE),
    untilState: async (state) =>
      await vi.waitFor(async () => {
        const [plan] = await plans();
        if (plan?.state !== state) throw new Error(`the plan is in ${plan?.state}, not in ${state}`);
      }, PATIENCE),
    untilAsked: async (moves) =>
      await vi.waitFor(() => {
        const asked = askedFor(cloud, ids).filter((count) => count > 0).length;
        if (asked < moves) throw new Error(`Cinder was asked for ${asked} moves, not for ${moves}`);
      }, PATIENCE),
    asked: () => askedFor(cloud, ids),
    moved: () => ids.filter((id) => cloud.state.volumes.get(id)?.host === DESTINATION).length,
    [Symbol.asyncDispose]: async () => {
      for (const { child } of started) child.kill('SIGKILL');
      await Promise.all(started.map(({ ended }) => ended));
      await close();
    },
  };
}

function askedFor({ requests }: SimulatedCloud, ids: readonly string[]): number[] {
  return ids.map(
    (id) =>
      requests.filter(
        ({ path, body }) =>
          path.endsWith(`/volumes/${id}/action`) && JSON.stringify(body).includes('os-migrate_volume'),
      ).length,
  );
}

// As `Started` does, for concurrent tests.
async function untilPrinted(
  { printed }: Started,
  what: string | RegExp,
  stream: 'stdout' | 'stderr' = 'stdout',
): Promise<void> {
  await vi.waitFor(() => {
    const text = printed()[stream];
    const isThere = typeof what === 'string' ? text.includes(what) : what.test(text);
    if (!isThere) throw new Error(`${what} was not printed, but: ${text}`);
  }, PATIENCE);
}
