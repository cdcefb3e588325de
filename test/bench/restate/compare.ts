// The same moves by two workers on Restate, and by one process with a SQLite journal: time, processor time and memory.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlanResult } from '../../../machines/plan/types.ts';
import { readPlan } from '../../../src/index.ts';
import { migrationOrder, planOrder, type RunReport } from '../../../src/restate/index.ts';
import { type SimulatedCloudOptions, startSimulatedCloud } from '../../../src/simulator/index.ts';
import { type Cluster, startCluster } from '../../restate/cluster/cluster.ts';
import { SHIPPED_KEEP_ALIVE, startRestateServer } from '../../restate/server/server.ts';
import { addMoves } from './manyVolumes.ts';
import { measureUsage, type Usage } from './usage.ts';

export interface Work {
  readonly moves: number;
  /** How many moves a plan makes at once; null: each move is a run of its own, all at once. */
  readonly limit: number | null;
  readonly cloud: SimulatedCloudOptions;
}

const AT_A_TIME = 50;
const ENDS_WITHIN_MS = 3_600_000;
const ONE_PROCESS = join(import.meta.dirname, 'oneProcess.ts');

/** Rows: the processes on Restate, and the one process. */
export async function compare(work: Work) {
  return [...(await onRestate(work)), await onOneProcess(work)];
}

async function onRestate({ moves, limit, cloud }: Work) {
  const startServer = () => startRestateServer(SHIPPED_KEEP_ALIVE);
  const cluster = await startCluster(2, cloud, { startServer });
  try {
    const given = addMoves(cluster.running, moves);
    const workers = cluster.workers().map(({ pid }) => pid);
    const usage = measureUsage([cluster.server.pid(), ...workers]);
    const begun = performance.now();
    const succeeded = limit === null ? await runs(cluster, given) : await plan(cluster, given, limit);
    const seconds = (performance.now() - begun) / 1000;
    const [server, ...others] = usage();
    const steps = await stepsOf(cluster);
    return [
      row('Restate server', seconds, succeeded, server, steps),
      ...others.map((each) => row('worker', seconds, succeeded, each, null)),
    ];
  } finally {
    await cluster.close();
  }
}

async function onOneProcess({ moves, limit, cloud }: Work) {
  const running = await startSimulatedCloud(cloud);
  const folder = mkdtempSync(join(tmpdir(), 'volume-migrate-bench-'));
  const args = [join(folder, 'journal.sqlite'), JSON.stringify(running.cloudsYaml.clouds.simulated)];
  const child = fork(ONE_PROCESS, args, { execArgv: ['--no-warnings'] });
  try {
    await once(child, 'message');
    const usage = measureUsage([child.pid ?? 0]);
    const begun = performance.now();
    child.send({ moves: addMoves(running, moves), limit });
    const [succeeded] = (await once(child, 'message')) as [number];
    const seconds = (performance.now() - begun) / 1000;
    return row('one process, SQLite', seconds, succeeded, usage()[0], null);
  } finally {
    child.kill();
    await running.stop();
    rmSync(folder, { recursive: true });
  }
}

function row(
  what: string,
  seconds: number,
  succeeded: number,
  usage: Usage | undefined,
  steps: number | null,
) {
  return {
    what,
    'wall s': seconds.toFixed(1),
    succeeded,
    'processor s': usage?.processorSeconds.toFixed(1),
    'peak MiB': usage?.peakMib.toFixed(0),
    steps: steps ?? '',
    'steps a second': steps === null ? '' : (steps / seconds).toFixed(0),
  };
}

type Moves = ReturnType<typeof addMoves>;

async function runs({ store }: Cluster, moves: Moves): Promise<number> {
  const reports: Promise<RunReport>[] = [];
  for (let from = 0; from < moves.length; from += AT_A_TIME)
    await Promise.all(
      moves.slice(from, from + AT_A_TIME).map(async (each) => {
        const runId = randomUUID();
        await store.submit(runId, migrationOrder(each));
        reports.push(store.report(runId, AbortSignal.timeout(ENDS_WITHIN_MS)));
      }),
    );
  const isSucceeded = (each: RunReport): boolean =>
    each.kind === 'ended' && (each.result as { status: string }).status === 'SUCCEEDED';
  return (await Promise.all(reports)).filter(isSucceeded).length;
}

async function plan({ store }: Cluster, moves: Moves, total: number): Promise<number> {
  const { actions } = readPlan(JSON.stringify(moves));
  const runId = randomUUID();
  await store.submit(runId, planOrder({ actions, limits: { total, perPool: total } }));
  const report = await store.report(runId, AbortSignal.timeout(ENDS_WITHIN_MS));
  return report.kind === 'ended' ? (report.result as PlanResult).counts.SUCCEEDED : 0;
}

/** How many steps Restate stored for all runs. */
async function stepsOf({ server }: Cluster): Promise<number> {
  const response = await fetch(new URL('query', server.admin), {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({
      query: "SELECT count(*) AS steps FROM sys_journal WHERE entry_type = 'Command: Run'",
    }),
  });
  const { rows } = (await response.json()) as { rows: { steps: number }[] };
  return rows[0]?.steps ?? 0;
}
