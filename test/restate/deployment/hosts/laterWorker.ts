// laterWorker.ts INGRESS ADMIN PORT fits|differs: a worker of a later version, whose machine fits earlier records, or none.
import process from 'node:process';
import { type AnyStateMachine, createMachine } from 'xstate';
import { volumeMigrateMachine } from '../../../../src/index.ts';
import { cloudWorkflows, openRestateStore, startEngineWorker } from '../../../../src/restate/index.ts';

const [ingress = '', admin = '', port = '0', how = 'fits'] = process.argv.slice(2);
const VERSION = 'later';

const machine: AnyStateMachine =
  how === 'fits'
    ? createMachine(
        { ...volumeMigrateMachine.config, version: VERSION } as never,
        volumeMigrateMachine.implementations as never,
      )
    : createMachine({ id: volumeMigrateMachine.id, version: VERSION, initial: 'new', states: { new: {} } });
const current = cloudWorkflows();

const worker = await startEngineWorker({
  store: openRestateStore(`restate+${ingress}`),
  makeWorkflow: async (order, runId, store) => ({
    ...(await current(order, runId, store)),
    ...{ machine, version: VERSION },
  }),
  ...{ admin: new URL(admin), host: '127.0.0.1', port: Number(port), retentionMs: 86_400_000 },
});
process.stdout.write(`worker on port ${worker.port}\n`);
