// The warnings of Restate's SDK when a worker starts.
import { expect, test } from 'vitest';
import { openRestateStore, startEngineWorker } from '../../../src/restate/index.ts';

// Nothing listens there.
const NOWHERE = 'http://127.0.0.1:1';

test('a worker that accepts unsigned calls warns of that once', async () => {
  const warnings: string[] = [];
  const worker = await startEngineWorker({
    ...{ store: openRestateStore(`restate+${NOWHERE}`), admin: new URL(NOWHERE), retentionMs: 3_600_000 },
    ...{ host: '127.0.0.1', port: 0, onWarning: (message: string) => void warnings.push(message) },
    makeWorkflow: async () => {
      throw new Error('no run is started');
    },
  });
  await worker.close();
  expect(warnings).toEqual([expect.stringContaining('without validating request signatures')]);
});
