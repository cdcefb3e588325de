// The machine as a child of the application's own machine.
import assert from 'node:assert/strict';
import {
  connect,
  createMemoryStore,
  createRun,
  type MigrationInput,
  type MigrationResult,
  parseCloudConfig,
  volumeMigrateMachine,
} from 'volume-migrate';
import { startSimulatedCloud } from 'volume-migrate/simulator';
import { assign, createActor, initialTransition, type SnapshotFrom, setup, toPromise } from 'xstate';

const maintenance = setup({
  types: {} as {
    context: { readonly migration: MigrationInput; readonly result: MigrationResult | null };
    input: MigrationInput;
    output: MigrationResult | null;
  },
  actors: { migrate: volumeMigrateMachine },
}).createMachine({
  context: ({ input }) => ({ migration: input, result: null }),
  initial: 'migrating',
  states: {
    migrating: {
      invoke: {
        id: 'migration',
        src: 'migrate',
        input: ({ context }) => context.migration,
        onDone: { target: 'done', actions: assign({ result: ({ event }) => event.output }) },
        onError: 'done',
      },
    },
    done: { type: 'final' },
  },
  output: ({ context }) => context.result,
});

await using running = await startSimulatedCloud({ stageMs: 5 });
const cloud = await connect(parseCloudConfig(running.cloudsYaml.clouds.simulated));
const { machine, input } = createRun(
  cloud,
  {
    resource_id: running.cloud.world.volumes['free1'] ?? '',
    migration_type: 'cold',
    destination_type: 'beta',
  },
  { pollMinMs: 5 },
);
const actor = createActor(maintenance.provide({ actors: { migrate: machine } }), { input });
const result = await toPromise(actor.start());
assert.equal(result?.status, 'SUCCEEDED', JSON.stringify(result));

// The same with a journal.
const store = createMemoryStore();
const journalled = await createRun(
  cloud,
  {
    resource_id: running.cloud.world.volumes['free2'] ?? '',
    migration_type: 'cold',
    destination_type: 'alpha',
  },
  { store, pollMinMs: 5 },
);
const recorded = maintenance.provide({ actors: { migrate: journalled.machine } });
await toPromise(createActor(recorded, { input: journalled.input }).start());
const { status, runId } = await journalled.outcome;
assert.equal(status, 'SUCCEEDED');
assert.equal((await store.list())[0]?.runId, runId);

// The types are precise with every release of XState: none of them is `any`.
type Snapshot = SnapshotFrom<typeof volumeMigrateMachine>;
const [first]: [Snapshot, ...unknown[]] = initialTransition(volumeMigrateMachine, input);
const volumeId: string = first.context.parameters.resourceId;
assert.equal(volumeId, running.cloud.world.volumes['free1']);
assert.ok(first.matches({ cold: 'gettingVolume' }));
// @ts-expect-error The chart has no such state.
assert.ok(!first.matches('sleeping'));
// @ts-expect-error A volume's id is no number.
const wrong: number = first.context.parameters.resourceId;
void wrong;
void function isNeverCalled() {
  // @ts-expect-error The input is missing.
  createActor(volumeMigrateMachine);
  // @ts-expect-error The machine takes no such event.
  createActor(volumeMigrateMachine, { input }).send({ type: 'sleep' });
  // @ts-expect-error The machine has no such actor.
  volumeMigrateMachine.provide({ actors: { sleep: machine } });
};
