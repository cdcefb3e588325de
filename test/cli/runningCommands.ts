// A simulated cloud for tests that signal the command while it runs: each test has a journal of its own.
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { RunSummary } from '../../src/index.ts';
import type { SimulatedCloud } from '../../src/simulator/index.ts';
import { replayAllBelow } from '../journal/everyRunReplays.ts';
import { type Ran, runCommand } from './command.ts';
import { type CommandFolder, openCommandFolder } from './commandFolder.ts';
import { runsIn, type Started, startCommand, type Terminal } from './started.ts';

export interface RunningCommands {
  readonly cloud: () => SimulatedCloud;
  readonly journal: () => string;
  /** Starts the command on the test's journal. */
  readonly start: (...args: string[]) => Started;
  readonly startAt: (terminal: Terminal, ...args: string[]) => Started;
  /** Runs the command on the test's journal to its end. */
  readonly command: (...args: string[]) => Promise<Ran>;
  /** The newest run of the test's journal. */
  readonly newestRun: () => Promise<RunSummary | undefined>;
  readonly volume: (sizeGib?: number) => string;
  /** A cold migration of a new volume; Cinder copies it for so long. */
  readonly migration: (how?: { delayMs?: number; sizeGib?: number; to?: string }) => string[];
  /** A cold migration of a new volume, which Cinder copies only when it is released. */
  readonly heldMigration: () => { readonly args: string[]; readonly release: () => void };
  /** A swap of a new, attached volume; Nova copies it for so long. */
  readonly swap: (delayMs?: number) => string[];
}

/** Registers the hooks of a test file. */
export function runningCommands(): RunningCommands {
  let place: CommandFolder;
  let tests = 0;
  const children: Started[] = [];
  const cloud = () => place.running.cloud;
  const journal = () => join(place.folder, `journal-${tests}.sqlite`);
  const begin = (terminal: Terminal | undefined, args: readonly string[]): Started => {
    const started = startCommand(place.folder, [...args, '--journal', journal()], terminal);
    children.push(started);
    return started;
  };
  const volume = (sizeGib = 1) =>
    cloud().addVolume({ name: `v${tests}`, type: 'alpha', project: 'demo', user: 'alice', sizeGib }).id;
  beforeAll(async () => {
    place = await openCommandFolder();
  });
  beforeEach(() => {
    cloud().faults.clear();
    tests += 1;
  });
  afterAll(async () => {
    for (const { child } of children) child.kill('SIGKILL');
    await Promise.all(children.map(({ ended }) => ended));
    await replayAllBelow(place.folder);
    await place.close();
  });
  const migration: RunningCommands['migration'] = ({ delayMs, sizeGib, to = 'node2@alpha#alpha' } = {}) => {
    if (delayMs !== undefined) cloud().faults.set('node1@alpha', 'migrate_volume', { delayMs });
    const id = volume(sizeGib);
    return ['run', '--resource-id', id, '--migration-type', 'cold', '--destination-node', to];
  };
  return {
    ...{ cloud, journal, volume, migration },
    start: (...args) => begin(undefined, args),
    startAt: (terminal, ...args) => begin(terminal, args),
    command: async (...args) => await runCommand(place.folder, [...args, '--journal', journal()]),
    newestRun: async () => (await runsIn(journal()))[0],
    heldMigration: () => {
      const release = cloud().faults.hold('node1@alpha', 'migrate_volume');
      return { args: migration(), release };
    },
    swap: (delayMs) => {
      if (delayMs !== undefined) cloud().faults.set('nova', 'swap_volume', { delayMs });
      const id = volume();
      cloud().attach(cloud().world.servers['vm1'] ?? '', id);
      return ['run', '--resource-id', id, '--destination-type', 'beta', '--swap-method', 'attachment'];
    },
  };
}
