// Runs the command in a process of its own, on the cloud that a folder's clouds.yaml names.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';

export const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command to its end, through another program if one is given. */
export async function runCommand(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  [program, ...before]: readonly [string, ...string[]] = [process.execPath, MAIN],
): Promise<Ran> {
  const child = spawn(program, [...before, ...args], {
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      XDG_STATE_HOME: folder,
      OS_CLOUD: 'simulated',
      OS_CLIENT_CONFIG_FILE: join(folder, 'clouds.yaml'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [status, stdout, stderr] = await Promise.all([closed, text(child.stdout), text(child.stderr)]);
  return { status, stdout, stderr };
}
