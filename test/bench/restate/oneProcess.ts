// oneProcess.ts FILE CLOUD: makes the moves that its parent sends in this process alone, with a SQLite journal in FILE.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import process from 'node:process';
import {
  connect,
  type MigrateVolumeParameters,
  openSqliteStore,
  parseCloudConfig,
  parseParameters,
  readPlan,
} from '../../../src/index.ts';
import { startPlan } from '../../../src/plan/applyPlan.ts';
import { startRunOn } from '../../../src/volumeMigrate/runOnCloud.ts';

interface Work {
  readonly moves: readonly MigrateVolumeParameters[];
  /** How many moves a plan makes at once; null: each move is a run of its own. */
  readonly limit: number | null;
}

const AT_A_TIME = 50;
const [file = '', config = ''] = process.argv.slice(2);
const store = openSqliteStore(file);
const cloud = await connect(parseCloudConfig(JSON.parse(config)));
process.send?.('ready');
const [{ moves, limit }] = (await once(process, 'message')) as [Work];
process.send?.(limit === null ? await runs(moves) : await plan(moves, limit));
await store.close();
process.disconnect?.();

async function runs(all: readonly MigrateVolumeParameters[]): Promise<number> {
  const outcomes: Promise<{ readonly status: string | null }>[] = [];
  for (let from = 0; from < all.length; from += AT_A_TIME) {
    const started = await Promise.all(
      all
        .slice(from, from + AT_A_TIME)
        .map((each) => startRunOn(cloud.forRun(randomUUID()), store, parseParameters(each), {})),
    );
    outcomes.push(...started.map(async ({ outcome }) => await outcome));
  }
  return (await Promise.all(outcomes)).filter(({ status }) => status === 'SUCCEEDED').length;
}

async function plan(all: readonly MigrateVolumeParameters[], total: number): Promise<number> {
  const { actions } = readPlan(JSON.stringify(all));
  const driven = await startPlan(
    { actions, limits: { total, perPool: total } },
    { cloud: JSON.parse(config), store },
  );
  await driven.outcome;
  return driven.context().counts.SUCCEEDED;
}
