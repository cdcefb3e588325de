// The command, or another program, as a process that is killed when it reaches a point on its way.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { stringify } from 'yaml';
import type { Outcome } from '../../src/index.ts';
import { INHERITED, MAIN } from '../cli/command.ts';
import { replayAllBelow } from '../journal/everyRunReplays.ts';
import { cloudOf, type World } from './world.ts';

export interface Commands {
  /**
   * Starts `volume-migrate run`, or the given program, and kills it when it prints something. False if it had
   * ended before.
   */
  readonly killedAt: (printed: string, args: readonly string[], program?: string) => Promise<boolean>;
  /** Starts the command, and kills it as soon as what it has printed satisfies the condition; resolves to what it printed. */
  readonly killedWhen: (isTime: (printed: string) => boolean, args: readonly string[]) => Promise<string>;
  /** Runs the command to its end. */
  readonly done: (
    args: readonly string[],
  ) => Promise<{ readonly status: number | null; readonly printed: string }>;
  /** Writes a file, and returns its path. */
  readonly file: (name: string, content: string) => Promise<string>;
  /** Resumes every run that is not over; returns the outcome of the only one. */
  readonly resumed: () => Promise<Outcome>;
  /** Kills what still runs after a failed case; replays all runs, and forgets them. */
  readonly close: () => Promise<void>;
}

/** Commands on a cloud, with a state directory and a clouds.yaml of their own. */
export async function openCommands(world: World): Promise<Commands> {
  const folder = await mkdtemp(join(tmpdir(), 'volume-migrate-commands-'));
  const file = join(folder, 'clouds.yaml');
  await writeFile(file, stringify({ clouds: { here: cloudOf(world, world.admin) } }));
  const env = { ...INHERITED, OS_CLIENT_CONFIG_FILE: file, XDG_STATE_HOME: folder };
  const running = new Set<ChildProcess>();
  const start = (program: string, args: readonly string[]) => {
    const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    running.add(child);
    child.on('exit', () => running.delete(child));
    return child;
  };
  return {
    killedAt: async (printed, args, program) =>
      (
        await killAt(
          (all) => all.includes(printed),
          program === undefined ? start(MAIN, ['run', ...args]) : start(program, args),
        )
      ).isKilled,
    killedWhen: async (isTime, args) => (await killAt(isTime, start(MAIN, args))).printed,
    done: async (args) => {
      const child = start(MAIN, args);
      const ended = once(child, 'close');
      const printed = await text(child.stdout);
      await ended;
      return { status: child.exitCode, printed };
    },
    file: async (name, content) => {
      await writeFile(join(folder, name), content);
      return join(folder, name);
    },
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

async function killAt(
  isTime: (printed: string) => boolean,
  child: ChildProcess,
): Promise<{ readonly isKilled: boolean; readonly printed: string }> {
  let all = '';
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  child.stdout?.on('data', (chunk) => {
    all += chunk;
    if (isTime(all)) child.kill('SIGKILL');
  });
  await ended;
  return { isKilled: child.signalCode === 'SIGKILL', printed: all };
}
