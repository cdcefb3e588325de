// Plans whose moves end as a test says, without a cloud: quick enough for thousands of moves.

import type { MoveCallInput } from '../../machines/plan/actors.ts';
import type { PlanRequest } from '../../machines/plan/events.ts';
import type { MoveEnd, MoveFacts, PlanAction, PlanInput } from '../../machines/plan/types.ts';
import type { EngineRun } from '../../src/engine/engine.ts';
import { createMemoryStore } from '../../src/engine/memoryStore.ts';
import type { JournalStore } from '../../src/engine/store.ts';
import { createEngine } from '../../src/index.ts';
import { planDefinition } from '../../src/plan/workflow.ts';
import { moveTo } from '../plan/planPlace.ts';

export interface Script {
  readonly moves: number;
  /** How the move of this number ends. @default it succeeds at once */
  readonly end?: (n: number) => Promise<MoveEnd> | MoveEnd;
  readonly input?: Partial<PlanInput>;
  /** @default `SOURCES` and `DESTINATIONS` */
  readonly pools?: Pools;
}

interface Pools {
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
}

export interface ScriptedPlan {
  readonly run: EngineRun;
  readonly store: JournalStore;
  readonly request: (request: PlanRequest) => Promise<void>;
}

export const SOURCES = ['node1@ceph#old-a', 'node1@ceph#old-b'];
export const DESTINATIONS = ['node2@ceph#new-a', 'node2@ceph#new-b', 'node3@ceph#new-c'];
const SIZES_GIB = [10, 20, 40, 80];

export const succeeded: MoveEnd = {
  ...{ status: 'SUCCEEDED', runId: null, code: null, message: null, reasons: [], isAccepted: true },
  ...{ elapsedMs: 1000, endedAt: '2026-01-01T00:00:01.000Z' },
};

export const failed = (message: string): MoveEnd => ({
  ...{ ...succeeded, status: 'FAILED', code: 'MigrationFailed', message },
});

/** The source and the destination of a move depend on its number alone: even ones come from the first source. */
const actionOf = (n: number, { destinations }: Pools): PlanAction => ({
  ...moveTo(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`, destinations[n % destinations.length]),
  resourceName: `data-${n}`,
});

const factsOf = (n: number, { sources }: Pools): MoveFacts => ({
  source: sources[n % sources.length] ?? null,
  sizeGib: SIZES_GIB[n % SIZES_GIB.length] ?? 0,
  ...{ serverIds: [], isRoot: false, state: 'waiting' },
});

/** Starts a plan. */
export async function startScripted({
  moves,
  end = () => succeeded,
  input,
  pools = { sources: SOURCES, destinations: DESTINATIONS },
}: Script): Promise<ScriptedPlan> {
  const store = createMemoryStore();
  let message = 0;
  // Each state that hears requests has a watch of its own.
  let hears: ((event: object) => void) | null = null;
  const watching = Promise.withResolvers<void>();
  const calls = {
    surveyVolumes: async () => Array.from({ length: moves }, (_, n) => factsOf(n, pools)),
    makeMove: async ({ n }: MoveCallInput) => await end(n),
    readPools: async () => ({ readAt: new Date().toISOString(), pools: [] }),
    listLeft: async () => [],
  };
  const quiet = (): void => {};
  const watches = {
    ...{ watchPools: quiet, watchOtherRuns: quiet, watchClock: quiet, cancelMoves: quiet },
    watchRequests: (_: unknown, send: (event: object) => void) => {
      hears = send;
      watching.resolve();
    },
  };
  const workflow = {
    ...planDefinition,
    toInput: (
      given: unknown,
      { runId, startedAt }: { readonly runId: string; readonly startedAt: string },
    ) => ({
      ...(given as object),
      ...{ planId: runId, startedAt },
    }),
    ports: () => ({ calls, watches }),
  };
  const given = {
    moves: Array.from({ length: moves }, (_, n) => actionOf(n, pools)),
    ...{ limits: {}, classes: { attached: null, root: null }, order: 'as-given', maxFailures: null },
    ...input,
  };
  const run = await createEngine({ store }).start(workflow as never, given);
  return {
    ...{ run, store },
    request: async (request) => {
      message += 1;
      await watching.promise;
      hears?.({ ...request, message });
    },
  };
}
