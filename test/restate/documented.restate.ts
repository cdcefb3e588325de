// docs/cluster.md, "Try it on one host": its commands work as written, only with addresses and a folder of the test's own.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeIn, ROOT } from '../docs/pages.ts';
import { openReadersFolder, program, type ReadersFolder } from '../docs/played/folder.ts';
import { until } from './cluster/until.ts';
import { restateServer } from './server/binary.ts';

const [server = '', worker = '', commands = ''] = codeIn('docs/cluster.md', 'sh');

// All of 127.0.0.0/8 is this machine: the ports of the page stay as they are.
const ADDRESS = `127.${1 + (process.pid % 250)}.${1 + Math.floor(Math.random() * 250)}.1`;
const placed = (code: string): string => code.replaceAll('127.0.0.1', ADDRESS).trim();

let reader: ReadersFolder;
const started: ChildProcess[] = [];

/** Starts a line of the page in a shell of the reader's folder; `exec`: the signal reaches the program itself. */
function start(line: string): {
  readonly child: ChildProcess;
  readonly ended: Promise<[number | null, string]>;
} {
  const { folder, env } = reader;
  const child = spawn('bash', ['-c', `exec ${line} 2>&1`], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  const closed = once(child, 'close').then(([status]) => status as number | null);
  return { child, ended: Promise.all([closed, text(child.stdout)]) };
}

const run = async (line: string): Promise<[number | null, string]> => await start(line).ended;

beforeAll(async () => {
  reader = await openReadersFolder();
  const { folder } = reader;
  await program(folder, 'restate-server', `exec ${JSON.stringify(restateServer())} "$@"`);
  cpSync(join(ROOT, 'docs/cluster'), join(folder, 'docs/cluster'), { recursive: true });
  const config = join(folder, 'docs/cluster/restate.toml');
  writeFileSync(config, placed(readFileSync(config, 'utf8')));
});

afterAll(async () => {
  for (const child of started) child.kill('SIGKILL');
  await Promise.all(
    started.map(async (child) => child.exitCode ?? child.signalCode ?? (await once(child, 'exit'))),
  );
  await reader[Symbol.asyncDispose]();
});

test.skipIf(process.platform !== 'linux')('the commands for one host work as written', async () => {
  const { folder, running } = reader;
  start(placed(server).replace('/var/lib/restate', join(folder, 'data')));
  await until(async () => (await responds(`http://${ADDRESS}:9070/health`)) || null);
  // By default it listens on 127.0.0.1, where another program may have the port.
  start(`${placed(worker)} --listen ${ADDRESS}:9080`);
  await until(async () => (await responds(`http://${ADDRESS}:9070/services/EngineRun`)) || null);

  const [swap = '', apply = '', runs = '', cancel = ''] = placed(commands).split('\n');
  expect(await run(swap)).toEqual([0, expect.stringContaining('SUCCEEDED')]);

  const resource_id = running.cloud.world.volumes['free1'];
  const action = { resource_id, migration_type: 'migrate', destination_node: 'node2@alpha#alpha' };
  writeFileSync(join(folder, 'plan.yaml'), JSON.stringify({ version: 1, actions: [action] }));
  const release = running.cloud.faults.hold('*', 'migrate_volume');
  const applied = start(apply);
  const planId = await until(
    async () => /\b([0-9a-f-]{36}).* plan, 0 of 1/.exec((await run(runs))[1])?.[1] ?? null,
  );
  const [status] = await run(cancel.replace('3f9c2d1a', planId.slice(0, 8)));
  release();
  expect(status).toBe(0);
  expect((await applied.ended)[1]).toContain(planId);
});

const responds = async (url: string): Promise<boolean> =>
  await fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
