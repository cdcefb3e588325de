// Plans whose moves end at once, without a cloud: what Restate carries of a plan's own records, next to a SQLite journal.
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine } from '../../../src/engine/engine.ts';
import { openSqliteStore } from '../../../src/index.ts';
import { openRestateStore, registerWorkers } from '../../../src/restate/index.ts';
import { inputFor } from '../../machines/plan/play.ts';
import { startRestateServer } from '../../restate/server/server.ts';
import { movesOf } from '../dispatchCost.ts';
import { processorMs } from '../planCloud.ts';
import { endsAtOnce } from '../planOnEngine.ts';
import { measureUsage } from './usage.ts';

const POOLS = 20;
const ENDS_WITHIN_MS = 3_600_000;
const WORKER = join(import.meta.dirname, 'dispatchWorker.ts');

/** Rows: the same plan on Restate, and in this process with a SQLite journal. */
export async function dispatched(moves: number, running: number) {
  const input = inputFor(movesOf(moves, POOLS), { limits: { total: running, perPool: 8 } });
  return [...(await onRestate(moves, input)), await onSqlite(moves, input)];
}

async function onRestate(moves: number, given: object) {
  const server = await startRestateServer();
  const args = [server.url.href, server.admin.href, String(moves)];
  const worker: ChildProcess = fork(WORKER, args, { execArgv: ['--no-warnings'] });
  try {
    const [port] = (await once(worker, 'message')) as [number];
    await registerWorkers(server.admin, new URL(`http://127.0.0.1:${port}`));
    const store = openRestateStore(`restate+${server.url.href}`);
    const usage = measureUsage([server.pid(), worker.pid ?? 0]);
    const begun = performance.now();
    const runId = randomUUID();
    await store.submit(runId, { workflow: 'plan', given, settings: {}, parent: null });
    const { kind } = await store.report(runId, AbortSignal.timeout(ENDS_WITHIN_MS));
    const seconds = (performance.now() - begun) / 1000;
    const [ofServer, ofWorker] = usage();
    const records = (await store.read(runId)).length;
    return [
      row({ what: `Restate server: ${kind}`, moves, seconds, records, ...ofServer }),
      row({ what: 'worker', moves, seconds, records, ...ofWorker }),
    ];
  } finally {
    worker.kill('SIGKILL');
    await server.stop();
  }
}

async function onSqlite(moves: number, input: object) {
  const folder = mkdtempSync(join(tmpdir(), 'volume-migrate-bench-'));
  const store = openSqliteStore(join(folder, 'journal.sqlite'));
  const workflow = endsAtOnce(movesOf(moves, POOLS));
  const [begun, spent] = [performance.now(), processorMs()];
  const run = await createEngine({ store, workflows: [workflow] }).start(workflow, input);
  const { kind } = await run.outcome;
  const seconds = (performance.now() - begun) / 1000;
  const processorSeconds = (processorMs() - spent) / 1000;
  const records = (await store.read(run.runId)).length;
  await store.close();
  rmSync(folder, { recursive: true });
  return row({ what: `one process, SQLite: ${kind}`, moves, seconds, records, processorSeconds });
}

interface Measured {
  readonly what: string;
  readonly moves: number;
  readonly seconds: number;
  readonly records: number;
  readonly processorSeconds?: number;
  readonly peakMib?: number;
}

const row = ({ what, moves, seconds, records, processorSeconds, peakMib }: Measured) => ({
  what,
  'wall s': seconds.toFixed(1),
  'processor s': processorSeconds?.toFixed(1) ?? '',
  'processor ms a move': processorSeconds === undefined ? '' : ((processorSeconds * 1000) / moves).toFixed(2),
  'peak MiB': peakMib?.toFixed(0) ?? '',
  'records a second': (records / seconds).toFixed(0),
});
