// Where the running moves of a plan are that this process drives: its hooks say so.
import type { MigrationInput } from '../../../machines/context.ts';
import type { PlanContext } from '../../../machines/plan/context.ts';
import type { EngineHooks } from '../../engine/hooks.ts';
import { startOf } from '../../engine/replayChecks.ts';
import type { JournalStore } from '../../engine/store.ts';
import type { Phase } from './followedPlan.ts';

export interface DrivenPhases {
  readonly hooks: EngineHooks;
  readonly refresh: () => Promise<void>;
  readonly phaseOf: (context: PlanContext, n: number) => Phase | null;
}

interface Child {
  state: string | null;
  /** Null until the first record of the run has been read. */
  resourceId: string | null;
  startedAtMs: number;
}

/** Follows the child runs of a plan. */
export function drivenPhases(planId: string, store: Pick<JournalStore, 'read'>): DrivenPhases {
  const children = new Map<string, Child>();
  const byVolume = new Map<string, Child>();
  return {
    hooks: {
      onRunStarted: ({ runId, parent }) => {
        if (parent === planId)
          children.set(runId, { state: null, resourceId: null, startedAtMs: Date.now() });
      },
      onTransition: ({ runId, to }) => {
        const child = children.get(runId);
        if (child !== undefined) child.state = to;
      },
      onRunEnded: ({ runId }) => {
        const child = children.get(runId);
        children.delete(runId);
        if (child?.resourceId != null) byVolume.delete(child.resourceId);
      },
    },
    refresh: async () => {
      for (const [runId, child] of children) {
        if (child.resourceId !== null) continue;
        // A run that has just begun may have no record yet.
        const entries = await store.read(runId);
        const [first] = entries;
        if (first === undefined || !children.has(runId)) continue;
        child.resourceId = (startOf(entries).input as MigrationInput).parameters.resourceId;
        child.startedAtMs = Date.parse(first.at);
        byVolume.set(child.resourceId, child);
      }
    },
    phaseOf: ({ input }, n) => byVolume.get(input.moves[n]?.parameters.resourceId ?? '') ?? null,
  };
}
