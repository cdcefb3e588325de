// The run's process is killed, and a daemon of the cloud stops and starts again meanwhile.
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/index.ts';
import {
  attachedTo,
  type Bench,
  getVolume,
  inventory,
  makeAttachedVolume,
  makeVolume,
  NO_DIRECT_SWAP,
  openBench,
  removeVolumes,
} from '../e2e/bench.ts';
import { until } from '../e2e/client.ts';
import { type Commands, openCommands } from '../e2e/killedCommand.ts';
import { startDaemons, stopDaemon } from './daemons.ts';
import { type Outage, outages, titleOf } from './outages.ts';
import { openRealWorld, readCloudFile } from './realWorld.ts';

const LIMITED_RUN = join(import.meta.dirname, 'limitedRun.ts');
const SLOW_S = 12;
const TIMEOUT_MS = 300_000;

const { release } = await readCloudFile();

describe(`OpenStack ${release}`, () => {
  let bench: Bench;
  let commands: Commands;
  let before: Awaited<ReturnType<typeof inventory>>;

  beforeAll(async () => {
    bench = await openBench(await openRealWorld());
    commands = await openCommands(bench.world);
  });
  afterAll(async () => await commands.close());
  beforeEach(async () => {
    await bench.world.clearFaults();
    await bench.world.setGuard(false);
    before = await inventory(bench);
  });
  afterEach(async () => {
    await bench.world.clearFaults();
    await startDaemons();
    const { volumes } = await inventory(bench);
    const more = volumes.filter((id) => !before.volumes.includes(id));
    for (const id of more) await setFree(bench, id);
    await removeVolumes(bench, more);
    expect(await inventory(bench)).toEqual(before);
  }, TIMEOUT_MS);

  const cases = outages.map((outage) => [titleOf(outage), outage] as const);
  test.for(cases)('%s', { timeout: TIMEOUT_MS }, async ([, outage], { skip }) => {
    const isSwap = outage.parameters['swap_method'] === 'attachment';
    skip(isSwap && bench.world.guard === 'always', NO_DIRECT_SWAP);
    const isAttached = outage.parameters['migration_type'] !== 'cold';
    const id = await (isAttached ? makeAttachedVolume(bench, 'alpha') : makeVolume(bench, 'alpha'));
    const checksum = await bench.world.checksum(id);
    const outcome = await runThrough(bench, commands, outage, id);
    expect(outcome).toMatchObject(outage.ends);
    expect(await bench.world.checksum(outcome.volumeId)).toBe(checksum);
    if (isAttached) expect(await attachedTo(bench, bench.vm1)).toContain(outcome.volumeId);
    if (isSwap && outcome.status === 'SUCCEEDED') expect(await getVolume(bench, id)).toBeNull();
    const made = (await inventory(bench)).volumes.filter((each) => !before.volumes.includes(each));
    expect(made).toEqual([outcome.volumeId]);
    expect((await inventory(bench)).users).toEqual(before.users);
  });
});

async function runThrough(
  bench: Bench,
  commands: Commands,
  { parameters, at, daemon, slow, meanwhile = false, ...outage }: Outage,
  id: string,
): Promise<Outcome> {
  if (slow !== undefined) await bench.world.putFault(...slow, { delay: SLOW_S, count: 1 });
  const asked = JSON.stringify({ resource_id: id, ...parameters });
  expect(await commands.killedAt(at, [asked], LIMITED_RUN)).toBe(true);
  const { once } = outage;
  if (once !== undefined) await until(`a volume to be ${once}`, async () => await isAny(bench, once));
  await stopDaemon(daemon);
  if (outage.until !== undefined) {
    await until(`migration_status ${outage.until}`, async () => {
      return (await getVolume(bench, id)).migration_status === outage.until;
    });
  }
  const resumed = meanwhile ? commands.resumed() : null;
  await startDaemons();
  return await (resumed ?? commands.resumed());
}

async function isAny({ admin }: Bench, status: string): Promise<boolean> {
  const { volumes } = await admin.must('volumev3', 'GET', `/volumes?all_tenants=1&status=${status}`);
  return volumes.length > 0;
}

// A volume that Cinder has left in the middle of a move belongs to nobody any more; its administrator resets
// it.
async function setFree({ admin }: Bench, id: string): Promise<void> {
  const { body } = await admin.call('volumev3', 'GET', `/volumes/${id}`);
  if (!['maintenance', 'retyping'].includes(body.volume.status)) return;
  await admin.must('volumev3', 'POST', `/volumes/${id}/action`, {
    'os-reset_status': { status: 'available', migration_status: 'none' },
  });
}
