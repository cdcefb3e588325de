// resumeAll.ts FILE CLOUD: resumes all runs of a store in this process, and reports to its parent the memory of each.
import { once } from 'node:events';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, openSqliteStore, parseCloudConfig } from '../../src/index.ts';
import { continueRunOn } from '../../src/volumeMigrate/runOnCloud.ts';

const [file = '', config = ''] = process.argv.slice(2);
const AN_HOUR_MS = 3_600_000;
const pace = { pollMinMs: AN_HOUR_MS, pollMaxMs: AN_HOUR_MS };

const store = openSqliteStore(file);
const cloud = await connect(parseCloudConfig(JSON.parse(config)));
const [first = '', ...others] = (await store.list({ unfinished: true })).map(({ runId }) => runId);

// Resumes runs one after another; the parent reports when each volume has been read.
async function resume(runIds: readonly string[]): Promise<unknown[]> {
  const runs = [];
  for (const runId of runIds) runs.push(await continueRunOn(cloud.forRun(runId), store, pace));
  process.send?.({ resumed: runIds.length });
  await once(process, 'message');
  return runs;
}

async function memory(): Promise<number> {
  for (let times = 0; times < 3; times += 1) {
    await sleep(200);
    globalThis.gc?.();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

// The first one includes what all share.
const held = await resume([first]);
const before = await memory();
const begun = performance.now();
held.push(...(await resume(others)));
const ms = performance.now() - begun;
const bytes = (await memory()) - before;
process.send?.({ runs: held.length - 1, bytesEach: bytes / others.length, ms });
