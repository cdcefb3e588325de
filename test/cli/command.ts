// Runs the command on the cloud that a folder's clouds.yaml names: in the test's process, or in one of its own.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { inject } from 'vitest';
import { runInProcess } from './inProcess.ts';

/** The command's program, from its sources. */
export const SOURCE = join(import.meta.dirname, '../../src/cli/main.ts');

const compiledFolder = inject('compiledFolder');

/** What a test starts with Node: the bundled command, where the configuration bundles it. */
export const MAIN = inject('bundledCommand') ?? SOURCE;

// Every run of the tests compiles into a folder of its own, which Node's compile cache belongs to.
const NODE_COMPILE_CACHE =
  compiledFolder === undefined ? process.env['NODE_COMPILE_CACHE'] : join(compiledFolder, 'cache');

/** What every process of the command needs from the test's own environment. */
export const INHERITED = { PATH: process.env['PATH'], NODE_COMPILE_CACHE } as const;

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Environment = Readonly<Record<string, string>>;

/** What was printed besides the line that tells of a sign-in of two seconds, as it may take on a busy machine. */
export const withoutSlowSignIn = (stderr: string): string =>
  stderr.replace(/^waiting for Keystone to respond to the sign-in at .*\n/gm, '');

/** Runs the command to its end without a process of its own; two calls run one after the other. */
export async function runCommand(
  folder: string,
  args: readonly string[],
  env: Environment = {},
): Promise<Ran> {
  const { stderr, ...ran } = await runInProcess(args, environmentOf(folder, env));
  return { ...ran, stderr: withoutSlowSignIn(stderr) };
}

/** The same, with all that was printed. */
export const runCommandAsPrinted = (folder: string, args: readonly string[]): Promise<Ran> =>
  runInProcess(args, environmentOf(folder, {}));

/** The same in a process of its own, through another program if one is given. */
export async function runAsProcess(
  folder: string,
  args: readonly string[],
  env: Environment = {},
  [program, ...before]: readonly [string, ...string[]] = [process.execPath, MAIN],
): Promise<Ran> {
  const child = spawn(program, [...before, ...args], {
    env: environmentOf(folder, env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [status, stdout, stderr] = await Promise.all([closed, text(child.stdout), text(child.stderr)]);
  return { status, stdout, stderr: withoutSlowSignIn(stderr) };
}

const environmentOf = (folder: string, env: Environment): Readonly<Record<string, string | undefined>> => ({
  ...INHERITED,
  XDG_STATE_HOME: folder,
  OS_CLOUD: 'simulated',
  OS_CLIENT_CONFIG_FILE: join(folder, 'clouds.yaml'),
  ...env,
});
