// A Restate server as a process of its own, on this machine alone and without telemetry.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { restateServer } from './binary.ts';
import { freePort } from './freePort.ts';

/** A Restate server. Its data survives `kill` and `start`, and is removed by `stop`. */
export interface RestateServer {
  /** Of its ingress. */
  readonly url: URL;
  readonly admin: URL;
  /** Of each of its nodes. */
  readonly ingresses: readonly URL[];
  readonly pid: () => number;
  /** Where each of its nodes keeps its data. */
  readonly dataFolders: readonly string[];
  /** Resolves once it responds. `settings`: in place of those that it was made with. */
  readonly start: (settings?: ServerSettings) => Promise<void>;
  /** Ends it at once, as a crash does. */
  readonly kill: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Settings that differ from those of the shipped file, as variables of the environment. */
export type ServerSettings = Readonly<Record<`RESTATE_${string}`, string>>;

export interface ServerPorts {
  readonly ingress: number;
  readonly admin: number;
  /** For other nodes. */
  readonly node: number;
}

/** The keep-alive of the shipped file: tests have a shorter one. */
export const SHIPPED_KEEP_ALIVE: ServerSettings = {
  RESTATE_WORKER__INVOKER__HTTP2_KEEP_ALIVE_INTERVAL: '10s',
  RESTATE_WORKER__INVOKER__HTTP2_KEEP_ALIVE_TIMEOUT: '10s',
};

const SHIPPED = join(import.meta.dirname, '../../../docs/cluster/restate.toml');
// A very busy machine takes minutes.
const STARTS_WITHIN_MS = 240_000;
const ATTEMPTS = 3;

/** Starts a server with the shipped configuration, on free ports. */
export async function startRestateServer(settings: ServerSettings = {}): Promise<RestateServer> {
  for (let attempt = 1; ; attempt += 1) {
    const server = createRestateServer(await freeServerPorts(), settings);
    try {
      await server.start();
      return server;
    } catch (error) {
      await server.stop();
      // Another process may have taken one of the ports in between.
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

/** A server that has not been started. */
export function createRestateServer(ports: ServerPorts, settings: ServerSettings): RestateServer {
  const program = restateServer();
  const folder = mkdtempSync(join(tmpdir(), 'volume-migrate-restate-'));
  const urls = { url: urlOf(ports.ingress), admin: urlOf(ports.admin) };
  const [log, dataFolder] = [join(folder, 'log'), join(folder, 'data')];
  let running: ChildProcess | null = null;
  const start = async (own: ServerSettings = settings): Promise<void> => {
    const output = openSync(log, 'a');
    const child = spawn(program, ['--config-file', SHIPPED, '--base-dir', dataFolder], {
      env: { PATH: process.env['PATH'], ...onPorts(ports), ...own },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    running = child;
    await untilReady(urls, child).catch((error: Error) => {
      child.kill('SIGKILL');
      throw new Error(`${error.message}\n${readFileSync(log, 'utf8').slice(-2000)}`);
    });
  };
  const kill = async (): Promise<void> => {
    const child = running;
    running = null;
    if (child === null || child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  const stop = async (): Promise<void> => {
    await kill();
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', () => void running?.kill('SIGKILL'));
  const pid = (): number => running?.pid ?? 0;
  return { ...urls, ingresses: [urls.url], dataFolders: [dataFolder], pid, start, kill, stop };
}

const urlOf = (port: number): URL => new URL(`http://127.0.0.1:${port}/`);

const onPorts = ({ ingress, admin, node }: ServerPorts): ServerSettings => ({
  // A frozen worker is noticed sooner than with the file's 10 s + 10 s: tests wait for it.
  RESTATE_WORKER__INVOKER__HTTP2_KEEP_ALIVE_INTERVAL: '3s',
  RESTATE_WORKER__INVOKER__HTTP2_KEEP_ALIVE_TIMEOUT: '3s',
  RESTATE_BIND_ADDRESS: `127.0.0.1:${node}`,
  RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${node}/`,
  RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
  RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
});

async function untilReady({ url, admin }: { url: URL; admin: URL }, child: ChildProcess): Promise<void> {
  const ends = performance.now() + STARTS_WITHIN_MS;
  for (const address of [new URL('health', admin), new URL('restate/health', url)])
    while (!(await isUp(address))) {
      if (child.exitCode !== null) throw new Error(`the Restate server ended with status ${child.exitCode}`);
      if (performance.now() > ends)
        throw new Error(`the Restate server was not up after ${STARTS_WITHIN_MS} ms`);
      await sleep(50);
    }
}

const isUp = async (address: URL): Promise<boolean> =>
  await fetch(address).then(
    ({ ok }) => ok,
    () => false,
  );

/** Ports that nothing listens on. */
export async function freeServerPorts(): Promise<ServerPorts> {
  const [ingress, admin, node] = await Promise.all([freePort(), freePort(), freePort()]);
  return { ingress, admin, node };
}
