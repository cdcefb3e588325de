// A plan on the engine with a SQLite journal, without a cloud: its moves end at once, and half of it is replayed.
import { stat } from 'node:fs/promises';
import type { MoveCallInput } from '../../machines/plan/actors.ts';
import type { PlanContext } from '../../machines/plan/context.ts';
import { createEngine, type EngineRun } from '../../src/engine/engine.ts';
import type { Workflow } from '../../src/engine/workflow.ts';
import { openSqliteStore } from '../../src/index.ts';
import { planDefinition } from '../../src/plan/workflow.ts';
import { factsOf, inputFor, SUCCESS, type TestMove } from '../machines/plan/play.ts';
import { movesOf } from './dispatchCost.ts';
import { heapMib, processorMs } from './planCloud.ts';

const POOLS = 20;

/** A row: a plan up to its half, resumed, and up to its end. */
export async function onEngine(moves: number, running: number, file: string) {
  const given = movesOf(moves, POOLS);
  const store = openSqliteStore(file);
  const workflow = endsAtOnce(given);
  const engine = createEngine({ store, workflows: [workflow] });
  const input = inputFor(given, { limits: { total: running, perPool: 4 } });
  const first = await engine.start(workflow, input);
  const before = processorMs();
  await ended(first, moves / 2);
  const firstHalf = processorMs() - before;
  first.stop();
  await first.outcome;
  const [begun, spent] = [performance.now(), processorMs()];
  const second = await engine.resume(first.runId);
  const [resumedMs, resumedProcessorMs] = [performance.now() - begun, processorMs() - spent];
  const heap = heapMib();
  const middle = processorMs();
  await second.outcome;
  const secondHalf = processorMs() - middle;
  await store.close();
  const { size } = await stat(file);
  return {
    moves,
    'processor ms a move': (firstHalf / (moves / 2)).toFixed(2),
    'second half': (secondHalf / (moves / 2)).toFixed(2),
    'resumed at half: ms': resumedMs.toFixed(0),
    'of it processor': resumedProcessorMs.toFixed(0),
    'heap MiB': heap.toFixed(0),
    'journal KiB a move': (size / 1024 / moves).toFixed(2),
  };
}

const NO_WATCH = (): void => {};

// The moves end at once, and by their own account one each second: what has just ended counts as on its way to its pool.
export const endsAtOnce = (moves: readonly TestMove[]): Workflow => {
  let endedAtMs = Date.parse(SUCCESS.endedAt ?? '');
  const makeMove = async ({ n }: MoveCallInput) => {
    endedAtMs += 1_000;
    return { ...SUCCESS, runId: `run-${n}`, endedAt: new Date(endedAtMs).toISOString() };
  };
  return {
    ...planDefinition,
    ports: () => ({
      calls: {
        surveyVolumes: async () => factsOf(moves),
        listLeft: async () => [],
        readPools: async () => ({ readAt: SUCCESS.endedAt, pools: [] }),
        makeMove,
      },
      watches: {
        ...{ cancelMoves: NO_WATCH, watchRequests: NO_WATCH, watchPools: NO_WATCH },
        ...{ watchOtherRuns: NO_WATCH, watchClock: NO_WATCH },
      },
    }),
  };
};

async function ended(run: EngineRun, moves: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const unsubscribe = run.subscribe(({ context }) => {
    if ((context as PlanContext).counts.SUCCEEDED >= moves) resolve();
  });
  await promise;
  unsubscribe();
}
