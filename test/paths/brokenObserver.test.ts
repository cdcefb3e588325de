// An observer or a port of somebody's own making that is at fault: the run fails, and its outcome tells why.
import process from 'node:process';
import { expect, test } from 'vitest';
import { createObservers, createPorts } from '../../services/index.ts';
import {
  actorsFrom,
  connect,
  createMemoryStore,
  parseCloudConfig,
  parseParameters,
  replay,
  startRun,
} from '../../src/index.ts';
import { journalOn } from '../../src/journal/shared.ts';
import { journaledPorts } from '../../src/run/journaled.ts';
import { startSimulatedCloud } from '../../src/simulator/index.ts';

test('a run whose observer throws fails with its words, and replays to the same end', async () => {
  await using running = await startSimulatedCloud({ stageMs: 5 });
  const cloud = await connect(parseCloudConfig(running.cloudsYaml.clouds.simulated));
  const { runId } = cloud;
  const store = createMemoryStore();
  const journal = journalOn(store);
  const watchVolume = (): never => {
    throw new Error('no eyes');
  };
  const ports = journaledPorts(createPorts(cloud), journal, runId);
  const actors = actorsFrom(ports, { ...createObservers(cloud), watchVolume });
  const parameters = parseParameters({
    resource_id: running.cloud.world.volumes['free1'],
    migration_type: 'cold',
    destination_node: 'node2@alpha#alpha',
  });
  const { status, error } = await startRun(parameters, actors, { runId, journal }).outcome;
  expect({ status, error }).toMatchObject({ status: 'FAILED', error: { message: 'no eyes' } });
  expect(replay(await store.read(runId)).snapshot.output).toMatchObject({ status, error });
});

test('a port whose answer breaks the machine ends the run with an outcome, and nothing else', async () => {
  await using running = await startSimulatedCloud({ stageMs: 5 });
  const cloud = await connect(parseCloudConfig(running.cloudsYaml.clouds.simulated));
  const { runId } = cloud;
  const journal = journalOn(createMemoryStore());
  const getVolume = async (): Promise<never> => ({ attachments: null }) as never;
  const ports = journaledPorts({ ...createPorts(cloud), getVolume }, journal, runId);
  const parameters = parseParameters({
    resource_id: running.cloud.world.volumes['free1'],
    migration_type: 'cold',
    destination_node: 'node2@alpha#alpha',
  });
  const actors = actorsFrom(ports, createObservers(cloud));
  const thrown: unknown[] = [];
  const collect = (error: unknown): number => thrown.push(error);
  process.on('uncaughtException', collect);
  const { status, warnings } = await startRun(parameters, actors, { runId, journal }).outcome;
  await new Promise((resolve) => setTimeout(resolve, 50));
  process.off('uncaughtException', collect);
  expect(status).toBe('FAILED');
  expect(warnings.join()).toContain('the program itself failed');
  expect(thrown).toEqual([]);
});
