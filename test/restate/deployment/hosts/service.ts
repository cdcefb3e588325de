// A process of a test that runs until it is killed, and what it has printed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Service {
  readonly pid: number;
  /** All that it has printed. */
  readonly output: () => string;
  /** Ends it at once, as the loss of its host does. */
  readonly kill: () => Promise<void>;
  /** Asks it to end, and waits until it has. */
  readonly stop: () => Promise<void>;
}

const READY_WITHIN_MS = 90_000;
const PAUSE_MS = 50;

/** Starts a process. Resolves once it is ready; rejects with what it printed if it ends before. */
export async function startService(
  [program = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  isReady: (service: Service) => Promise<boolean>,
): Promise<Service> {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(program, args, {
    env: { PATH, NODE_COMPILE_CACHE, NO_PROXY: '*', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      printed += String(text);
    });
  const ended = once(child, 'close');
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  const onExit = (): void => void child.kill('SIGKILL');
  process.once('exit', onExit);
  void ended.then(() => process.off('exit', onExit));
  const service: Service = {
    ...{ pid: child.pid ?? 0, output: () => printed },
    kill: async () => await end('SIGKILL'),
    stop: async () => await end('SIGTERM'),
  };
  const until = performance.now() + READY_WITHIN_MS;
  while (!(await isReady(service))) {
    if (child.exitCode !== null)
      throw new Error(`${program} ended with ${child.exitCode}: ${printed.slice(-4000)}`);
    if (performance.now() > until) {
      await service.kill();
      throw new Error(`${program} was not ready after ${READY_WITHIN_MS} ms: ${printed.slice(-4000)}`);
    }
    await sleep(PAUSE_MS);
  }
  return service;
}

/** Whether a URL answers with a status that says that all is well. */
export const answers = async (url: string): Promise<boolean> =>
  await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    async (response) => {
      await response.text();
      return response.ok;
    },
    () => false,
  );
