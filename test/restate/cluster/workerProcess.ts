// A worker as a process of its own, which a test can kill: the command `volume-migrate worker`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';

const MAIN = join(import.meta.dirname, '../../../src/cli/main.ts');

export interface WorkerProcess {
  readonly pid: number;
  readonly port: number;
  /** Ends it as a crash does, or freezes it and lets it go on. */
  readonly signal: (name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT') => void;
  /** Resolves when it has ended. */
  readonly ended: Promise<unknown>;
}

export interface WorkerPlace {
  readonly ingress: URL;
  readonly admin: URL;
  /** The file that names the cloud. */
  readonly cloudsYaml: string;
}

// A worker exports to the receiver that the test, or the user of a demonstration, names.
const telemetryVariables = (): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('OTEL_')));

/** Starts a worker on a free port. Resolves once it listens. */
export async function startWorkerProcess({
  ingress,
  admin,
  cloudsYaml,
}: WorkerPlace): Promise<WorkerProcess> {
  const options = ['--ingress', ingress.href, '--admin', admin.href, '--listen', '127.0.0.1:0'];
  const child = spawn(process.execPath, [MAIN, 'worker', ...options], {
    env: {
      ...telemetryVariables(),
      ...{ PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] },
      ...{ OS_CLIENT_CONFIG_FILE: cloudsYaml, OS_CLOUD: 'simulated', NO_PROXY: '*' },
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('close', () => process.off('exit', kill));
  const errors: string[] = [];
  child.stderr.on('data', (text) => errors.push(String(text)));
  const ended = once(child, 'close');
  const listens = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      const [, port] = /^worker on http:\/\/127\.0\.0\.1:(\d+)\//.exec(line) ?? [];
      if (port !== undefined) return Number(port);
    }
    throw new Error(`the worker ended before it listened: ${errors.join('')}`);
  })();
  return {
    ...{ pid: child.pid ?? 0, port: await listens, ended },
    signal: (name) => void child.kill(name),
  };
}
