// An example of an operator's workflow: check that the volume is detached, snapshot, migrate as a durable child, clean up.
import { assign, fromPromise, setup } from 'xstate';
import type { Workflow, WorkflowPorts, WorkflowRun } from '../../src/index.ts';

interface Given {
  readonly volumeId: string;
}

interface Context extends Given {
  readonly snapshotId: string | null;
  readonly moved: string | null;
  readonly problem: string | null;
}

const unprovided = <Input, Output>() =>
  fromPromise<Output, Input>(async () => {
    throw new Error('not provided');
  });

export const backupMachine = setup({
  types: {} as {
    context: Context;
    input: Given;
    events: { type: 'cancel' };
    output: { status: string; moved: string | null; problem: string | null };
  },
  actors: {
    isDetached: unprovided<Given, boolean>(),
    createSnapshot: unprovided<Given, { snapshotId: string }>(),
    migrate: unprovided<Given, { status: string }>(),
    deleteSnapshot: unprovided<{ snapshotId: string }, null>(),
  },
  guards: {
    isYes: ({ event }) => (event as unknown as { output: boolean }).output,
  },
  actions: {
    keepSnapshot: assign(({ event }) => (event as unknown as { output: { snapshotId: string } }).output),
    keepMoved: assign(({ event }) => ({
      moved: (event as unknown as { output: { status: string } }).output.status,
    })),
    keepProblem: assign(({ event }) => ({
      problem: (event as unknown as { error: { message: string } }).error.message,
    })),
    noteAttached: assign({ problem: 'the volume is attached' }),
  },
}).createMachine({
  id: 'backup',
  version: '1',
  context: ({ input }) => ({ ...input, snapshotId: null, moved: null, problem: null }),
  initial: 'checking',
  output: ({ context: { moved, problem } }) => ({
    status: problem === null ? 'SUCCEEDED' : 'FAILED',
    moved,
    problem,
  }),
  states: {
    checking: {
      description: 'Is the volume detached?',
      invoke: {
        id: 'isDetached',
        src: 'isDetached',
        input: ({ context: { volumeId } }) => ({ volumeId }),
        onDone: [
          { guard: 'isYes', target: 'snapshotting' },
          { target: 'ended', actions: 'noteAttached' },
        ],
        onError: { target: 'ended', actions: 'keepProblem' },
      },
    },
    snapshotting: {
      invoke: {
        id: 'createSnapshot',
        src: 'createSnapshot',
        input: ({ context: { volumeId } }) => ({ volumeId }),
        onDone: { target: 'migrating', actions: 'keepSnapshot' },
        onError: { target: 'ended', actions: 'keepProblem' },
      },
    },
    migrating: {
      invoke: {
        id: 'migrate',
        src: 'migrate',
        input: ({ context: { volumeId } }) => ({ volumeId }),
        onDone: { target: 'cleaningUp', actions: 'keepMoved' },
        onError: { target: 'cleaningUp', actions: 'keepProblem' },
      },
    },
    cleaningUp: {
      invoke: {
        id: 'deleteSnapshot',
        src: 'deleteSnapshot',
        input: ({ context: { snapshotId } }) => ({ snapshotId: snapshotId ?? '' }),
        onDone: 'ended',
        onError: { target: 'ended', actions: 'keepProblem' },
      },
    },
    ended: { type: 'final' },
  },
});

/** What the workflow requests from outside; each call knows whether an earlier process may have made it. */
export interface Outside {
  readonly isDetached: (volumeId: string) => Promise<boolean>;
  readonly createSnapshot: (volumeId: string, key: string) => Promise<{ snapshotId: string }>;
  readonly deleteSnapshot: (snapshotId: string) => Promise<null>;
}

export const backup = (
  outside: Outside,
  child: Workflow,
  childInput: (volumeId: string) => unknown,
): Workflow => ({
  name: 'backup',
  version: '1',
  machine: backupMachine,
  ports: (run: WorkflowRun): WorkflowPorts => ({
    calls: {
      isDetached: ({ volumeId }: Given) => outside.isDetached(volumeId),
      createSnapshot: ({ volumeId }: Given, { key }) => outside.createSnapshot(volumeId, key),
      migrate: ({ volumeId }: Given, call) => run.startChild(child, childInput(volumeId), call),
      deleteSnapshot: ({ snapshotId }: { snapshotId: string }) => outside.deleteSnapshot(snapshotId),
    },
  }),
});
