// A workflow of the application's own, run by the engine.
import assert from 'node:assert/strict';
import { createEngine, createMemoryStore, type EngineHooks, type Workflow } from 'volume-migrate';
import { assign, fromPromise, setup } from 'xstate';

interface Given {
  readonly host: string;
}

const draining = setup({
  types: {} as {
    context: { readonly host: string; readonly moved: number };
    input: Given;
    output: { readonly status: string; readonly moved: number };
    events: { type: 'cancel' };
  },
  actors: {
    drain: fromPromise<number, Given>(async () => {
      throw new Error('the workflow provides it');
    }),
  },
}).createMachine({
  id: 'drain',
  version: '1',
  context: ({ input }) => ({ host: input.host, moved: 0 }),
  initial: 'draining',
  states: {
    draining: {
      invoke: {
        id: 'drain',
        src: 'drain',
        input: ({ context: { host } }) => ({ host }),
        onDone: { target: 'done', actions: assign({ moved: ({ event }) => event.output }) },
        onError: 'done',
      },
      on: { cancel: 'done' },
    },
    done: { type: 'final' },
  },
  output: ({ context: { moved } }) => ({ status: moved > 0 ? 'SUCCEEDED' : 'FAILED', moved }),
});

const workflow: Workflow = {
  name: 'drain',
  version: '1',
  machine: draining,
  ports: ({ runId }) => ({
    calls: {
      drain: async ({ host }: Given, { signal, key }) => {
        assert.ok(!signal.aborted && key.startsWith(runId));
        return host.length;
      },
    },
  }),
};

const seen: string[] = [];
const hooks: EngineHooks = { onTransition: ({ to }) => void seen.push(to) };
const store = createMemoryStore();
const engine = createEngine({ store, workflows: [workflow], hooks });
const run = await engine.start<{ readonly status: string; readonly moved: number }>(workflow, {
  host: 'node1',
});
const { output } = await run.outcome;
assert.deepEqual(output, { status: 'SUCCEEDED', moved: 5 });
const { snapshot } = engine.replay(await store.read(run.runId));
assert.equal(snapshot.status, 'done');
const { phases } = await engine.timeline(run.runId);
assert.ok(phases.length > 0);
assert.ok(seen.includes('done'), String(seen));
