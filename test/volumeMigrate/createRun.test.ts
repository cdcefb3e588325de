// The machine in the hands of callers who run it themselves.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createActor, fromPromise, setup, toPromise } from 'xstate';
import {
  type Cloud,
  connect,
  createRun,
  InvalidParametersError,
  migrateVolume,
  parseCloudConfig,
} from '../../src/index.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';

let running: SimulatedCloudServer;
let cloud: Cloud;
beforeAll(async () => {
  running = await startSimulatedCloud({ stageMs: 5 });
  cloud = await connect(parseCloudConfig(running.cloudsYaml.clouds.simulated));
});
afterAll(async () => await running.stop());

const PACE = { pollMinMs: 5 };
const attached = (server: string): string => {
  const { id } = running.cloud.addVolume({ name: 'v', type: 'alpha', project: 'demo', user: 'alice' });
  running.cloud.attach(running.cloud.world.servers[server] ?? '', id);
  return id;
};

test('many concurrent runs share one sign-in, and nothing else', async () => {
  running.cloud.requests.splice(0);
  const ids = [attached('vm1'), attached('vm2'), attached('vm1')];
  const results = await Promise.all(
    ids.map(async (resource_id) => {
      const { machine, input } = createRun(
        cloud,
        { resource_id, destination_type: 'beta', swap_method: 'attachment' },
        PACE,
      );
      return await toPromise(createActor(machine, { input }).start());
    }),
  );
  for (const [index, result] of results.entries()) {
    expect(result).toMatchObject({
      status: 'SUCCEEDED',
      operation: 'swap',
      sourceVolumeId: ids[index],
      leftovers: [],
    });
  }
  expect(new Set(results.map(({ runId }) => runId)).size).toBe(3);
  const swaps = running.cloud.requests.filter(
    ({ method, path }) => method === 'POST' && path.endsWith('/users'),
  );
  expect(swaps.map(({ globalRequestId }) => globalRequestId).sort()).toEqual(
    results.map(({ runId }) => `req-${runId}`).sort(),
  );
});

test('it runs as a child of another machine', async () => {
  const parent = setup({
    actors: {
      migrate: fromPromise(async ({ input }: { input: { volumeId: string } }) => {
        const run = createRun(
          cloud,
          { resource_id: input.volumeId, migration_type: 'cold', destination_type: 'beta' },
          PACE,
        );
        return await toPromise(createActor(run.machine, { input: run.input }).start());
      }),
    },
  }).createMachine({
    initial: 'migrating',
    states: {
      migrating: {
        invoke: {
          src: 'migrate',
          input: { volumeId: running.cloud.world.volumes['free1'] ?? '' },
          onDone: { target: 'done' },
        },
      },
      done: { type: 'final' },
    },
  });
  await toPromise(createActor(parent).start());
  expect(running.cloud.state.volumes.get(running.cloud.world.volumes['free1'] ?? '')?.host).toBe(
    'node1@beta#beta',
  );
});

test.each([
  [{ limits: { deadlineMs: 'x' } }, 'limits.deadlineMs: expected a number of milliseconds'],
  [{ limits: { stallAfterMs: 0 } }, 'limits.stallAfterMs: expected more than 0 milliseconds'],
  [{ limits: { deadline: 1 } }, 'limits: no such limit: deadline'],
  [{ runId: 'abc' }, 'runId: expected a lower-case UUID, got abc'],
])('invalid options are rejected: %j', async (options, fault) => {
  const parameters = { resource_id: running.cloud.world.volumes['free2'] ?? '' };
  expect(() => createRun(cloud, parameters, options as object)).toThrow(InvalidParametersError);
  const error = await migrateVolume(parameters, options as object).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(InvalidParametersError);
  expect(error.faults).toEqual([fault]);
});

test('an onProgress or an inspector that throws does no harm', async () => {
  const warnings: string[] = [];
  const listen = (warning: Error): number => warnings.push(warning.message);
  process.on('warning', listen);
  const outcome = await migrateVolume(
    {
      resource_id: running.cloud.world.volumes['free2'] ?? '',
      migration_type: 'cold',
      destination_type: 'alpha',
    },
    {
      ...PACE,
      cloud: running.cloudsYaml.clouds.simulated,
      onProgress: () => {
        throw new Error('planted');
      },
      inspect: () => {
        throw new Error('planted');
      },
    },
  );
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', listen);
  expect(outcome.status).toBe('SUCCEEDED');
  expect(warnings.sort()).toEqual([
    'inspect threw an error and will not be called again: planted',
    'onProgress threw an error and will not be called again: planted',
  ]);
});
