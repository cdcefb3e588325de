// The command, or another program, as a process that is killed when it has come to a point of its way.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { stringify } from 'yaml';
import type { Outcome } from '../../src/index.ts';
import { replayAllBelow } from '../journal/everyRunReplays.ts';
import { cloudOf, type World } from './world.ts';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');

export interface Commands {
  /** Starts `volume-migrate run`, or the given program, and kills it when it prints something. False when it had ended before. */
  readonly killedAt: (printed: string, args: readonly string[], program?: string) => Promise<boolean>;
  /** Goes on with every run that is not over; gives the outcome of the one that there is. */
  readonly resumed: () => Promise<Outcome>;
  /** Kills what still runs, where a case has failed; plays all runs again, and forgets them. */
  readonly close: () => Promise<void>;
}

/** Commands on a cloud, with a state directory and a clouds.yaml of their own. */
export async function openCommands(world: World): Promise<Commands> {
  const folder = await mkdtemp(join(tmpdir(), 'volume-migrate-commands-'));
  const file = join(folder, 'clouds.yaml');
  await writeFile(file, stringify({ clouds: { here: cloudOf(world, world.admin) } }));
  const env = { PATH: process.env['PATH'], OS_CLIENT_CONFIG_FILE: file, XDG_STATE_HOME: folder };
  const running = new Set<ChildProcess>();
  const start = (program: string, args: readonly string[]) => {
    const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    running.add(child);
    child.on('exit', () => running.delete(child));
    return child;
  };
  return {
    killedAt: async (printed, args, program) =>
      await killAt(printed, program === undefined ? start(MAIN, ['run', ...args]) : start(program, args)),
    resumed: async () => {
      const { stdout } = start(MAIN, ['resume', '--all', '--json']);
      return JSON.parse(await text(stdout)) as Outcome;
    },
    close: async () => {
      for (const child of running) child.kill('SIGKILL');
      await replayAllBelow(folder);
      await rm(folder, { recursive: true });
    },
  };
}

async function killAt(printed: string, child: ChildProcess): Promise<boolean> {
  let all = '';
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  child.stdout?.on('data', (chunk) => {
    all += chunk;
    if (all.includes(printed)) child.kill('SIGKILL');
  });
  await ended;
  return child.signalCode === 'SIGKILL';
}
