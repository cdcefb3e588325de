// Shows our machine inside an application's own: somebody approves a migration first, and its failure opens a ticket.
import { connect, createRun, type MigrationResult } from 'volume-migrate';
import { assign, createActor, setup, toPromise } from 'xstate';

const [volumeId = '', answer = 'approve'] = process.argv.slice(2);
const cloud = await connect('mycloud');
const { machine: volumeMigrate, input } = createRun(cloud, {
  resource_id: volumeId,
  migration_type: 'cold',
  destination_type: 'beta',
});

interface Context {
  readonly result: MigrationResult | null;
}

const resultOf = (event: unknown): MigrationResult => (event as { output: MigrationResult }).output;

const machine = setup({
  types: {} as { context: Context; events: { type: 'approve' } | { type: 'reject' }; output: string },
  actors: { volumeMigrate },
  actions: { keepResult: assign({ result: ({ event }) => resultOf(event) }) },
  guards: { hasMoved: ({ event }) => resultOf(event).status === 'SUCCEEDED' },
}).createMachine({
  context: { result: null },
  initial: 'awaitingApproval',
  states: {
    awaitingApproval: { on: { approve: 'migrating', reject: 'rejected' } },
    migrating: {
      invoke: {
        src: 'volumeMigrate',
        input,
        onDone: [
          { guard: 'hasMoved', target: 'done', actions: 'keepResult' },
          { target: 'ticketOpened', actions: 'keepResult' },
        ],
        onError: 'ticketOpened',
      },
    },
    rejected: { type: 'final' },
    done: { type: 'final' },
    ticketOpened: { type: 'final' },
  },
  output: ({ context: { result } }) =>
    result === null ? 'nothing was moved' : `${result.status}: ${result.error?.message ?? result.to.type}`,
});

const actor = createActor(machine).start();
actor.subscribe(({ value }) => console.log(value));
actor.send({ type: answer === 'approve' ? 'approve' : 'reject' });
console.log(await toPromise(actor));
