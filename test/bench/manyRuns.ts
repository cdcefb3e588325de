// Thousands of runs whose process has died: how long it takes to list them, and what it costs to resume them all.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSqliteStore } from '../../src/index.ts';
import type { SimulatedCloudServer } from '../../src/simulator/index.ts';
import { median } from './figures.ts';
import { openSlowCloud, writeRuns } from './unfinishedRuns.ts';

const RESUME_ALL = join(import.meta.dirname, 'resumeAll.ts');

/** Unfinished runs in the default store: listed, and resumed in one process. */
export async function manyRuns(count: number) {
  await using running = await openSlowCloud();
  const folder = await mkdtemp(join(tmpdir(), 'volume-migrate-many-'));
  const file = join(folder, 'journal.sqlite');
  await writeRuns(running, file, count);
  const listedMs = await listing(file);
  const resumed = await resuming(running, file);
  await rm(folder, { recursive: true });
  return [
    { what: `${count} unfinished runs, listed`, value: `${listedMs.toFixed(0)} ms` },
    { what: `${count} runs in a watch of one process, memory of each`, value: kilobytes(resumed.bytesEach) },
    { what: `${count} runs, resumed one after another`, value: `${(resumed.ms / count).toFixed(1)} ms each` },
  ];
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`;

async function listing(file: string): Promise<number> {
  const store = openSqliteStore(file);
  const times = [];
  for (let round = 0; round < 5; round += 1) {
    const begun = performance.now();
    await store.list({ unfinished: true });
    times.push(performance.now() - begun);
  }
  await store.close();
  return median(times);
}

interface Resumed {
  readonly bytesEach: number;
  readonly ms: number;
}

// In a process of its own, so that nothing but the runs is in its memory.
async function resuming({ cloud, cloudsYaml }: SimulatedCloudServer, file: string): Promise<Resumed> {
  const config = JSON.stringify(cloudsYaml.clouds.simulated);
  const child = fork(RESUME_ALL, [file, config], { execArgv: ['--no-warnings', '--expose-gc'] });
  for (const phase of ['the first', 'the others']) {
    const begun = cloud.requests.length;
    const { resumed } = await toldBy<{ resumed: number }>(child, phase);
    // Each reads its volume once; then they all wait.
    while (cloud.requests.slice(begun).filter(isLook).length < resumed) await sleep(100);
    child.send('all have looked');
  }
  const told = await toldBy<Resumed>(child, 'their memory');
  child.kill();
  return told;
}

const isLook = ({ method, path, status }: { method: string; path: string; status: number | null }): boolean =>
  method === 'GET' && status === 200 && /\/volumes\/[0-9a-f-]{36}$/.test(path);

async function toldBy<Message>(child: ChildProcess, what: string): Promise<Message> {
  const [message] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  if (typeof message === 'object' && message !== null) return message as Message;
  throw new Error(`the process that resumes has ended before ${what}: ${message}`);
}
