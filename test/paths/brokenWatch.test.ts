// A faulty watch or port of another implementation: the run fails, and its outcome says why.
import process from 'node:process';
import { expect, test } from 'vitest';
import type { Ports, Watches } from '../../machines/ports.ts';
import { createEngine } from '../../src/engine/engine.ts';
import type { Workflow } from '../../src/engine/workflow.ts';
import { connect, createMemoryStore, parseCloudConfig, parseParameters, replay } from '../../src/index.ts';
import { startSimulatedCloud } from '../../src/simulator/index.ts';
import { outcomeOf } from '../../src/volumeMigrate/engineOutcome.ts';
import { volumeMigrate } from '../../src/volumeMigrate/workflow.ts';

type Broken = Partial<Pick<Watches, 'watchVolume'> & Pick<Ports, 'getVolume'>>;

async function runBroken({ watchVolume, getVolume }: Broken) {
  await using running = await startSimulatedCloud({ stageMs: 5 });
  const cloud = await connect(parseCloudConfig(running.cloudsYaml.clouds.simulated));
  const { runId } = cloud;
  const store = createMemoryStore();
  const whole = volumeMigrate(cloud);
  const workflow: Workflow = {
    ...whole,
    ports: async (run) => {
      const { calls, watches, ...rest } = await whole.ports(run);
      return {
        ...rest,
        calls: { ...calls, ...(getVolume && { getVolume }) } as typeof calls,
        watches: { ...watches, ...(watchVolume && { watchVolume }) },
      };
    },
  };
  const parameters = parseParameters({
    resource_id: running.cloud.world.volumes['free1'],
    migration_type: 'cold',
    destination_node: 'node2@alpha#alpha',
  });
  const run = await createEngine({ store }).start(workflow, parameters, { runId });
  const outcome = outcomeOf((await run.outcome) as never, null);
  return { outcome, entries: await store.read(runId) };
}

test('a run whose watch throws fails with its message, and replays to the same end', async () => {
  const watchVolume = (): never => {
    throw new Error('no eyes');
  };
  const { outcome, entries } = await runBroken({ watchVolume });
  const { status, error } = outcome;
  expect({ status, error }).toMatchObject({ status: 'FAILED', error: { message: 'no eyes' } });
  expect(replay(entries).snapshot.output).toMatchObject({ status, error });
});

test('a port whose result breaks the machine ends the run with an outcome, and nothing else', async () => {
  const thrown: unknown[] = [];
  const collect = (error: unknown): number => thrown.push(error);
  process.on('uncaughtException', collect);
  const { outcome } = await runBroken({ getVolume: async () => ({ attachments: null }) as never });
  await new Promise((resolve) => setTimeout(resolve, 50));
  process.off('uncaughtException', collect);
  expect(outcome.status).toBe('FAILED');
  expect(outcome.warnings.join()).toContain('volume-migrate itself failed');
  expect(thrown).toEqual([]);
});
