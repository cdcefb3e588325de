// dispatchWorker.ts INGRESS ADMIN MOVES: a worker whose plans have so many moves that end at once, without a cloud.
import process from 'node:process';
import { openRestateStore, startEngineWorker } from '../../../src/restate/index.ts';
import { movesOf } from '../dispatchCost.ts';
import { endsAtOnce } from '../planOnEngine.ts';

const [ingress = '', admin = '', moves = '0'] = process.argv.slice(2);
const workflow = endsAtOnce(movesOf(Number(moves), 20));

const { port } = await startEngineWorker({
  store: openRestateStore(`restate+${ingress}`),
  makeWorkflow: async () => workflow,
  ...{ admin: new URL(admin), host: '127.0.0.1', port: 0, retentionMs: 86_400_000 },
});
process.send?.(port);
