// Records the runs of test/journal/released/ for the current version of the machine: npm run journals:record
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import {
  connect,
  createMemoryStore,
  exportedRun,
  type MigrateVolumeParameters,
  migrateVolume,
  parseCloudConfig,
} from '../../src/index.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';

interface Course {
  readonly name: string;
  readonly parameters: Omit<MigrateVolumeParameters, 'resource_id'>;
  readonly attached?: boolean;
  readonly guard?: boolean;
  readonly cancelAt?: string;
  readonly fault?: Parameters<SimulatedCloudServer['cloud']['faults']['set']>;
}

const PLANTED = { raise: 'planted' };

const byAttachment = { destination_type: 'beta', swap_method: 'attachment' } as const;
const toNode = { migration_type: 'cold', destination_node: 'node2@alpha#alpha' };
const migrateTo = { migration_type: 'migrate', destination_node: 'node2@alpha#alpha' };
const retype = { migration_type: 'retype', destination_type: 'beta' };

const COURSES: readonly Course[] = [
  { name: 'coldMigration', parameters: toNode },
  { name: 'coldMigrationFailed', parameters: toNode, fault: ['node1@alpha', 'migrate_volume', PLANTED] },
  { name: 'coldMigrationCancelled', parameters: toNode, cancelAt: 'watchingMigration' },
  { name: 'coldRetype', parameters: { migration_type: 'cold', destination_type: 'beta' } },
  { name: 'swapByAttachment', parameters: byAttachment, attached: true },
  { name: 'swapCancelled', parameters: byAttachment, attached: true, cancelAt: 'copyingAttributes' },
  { name: 'swapFailed', parameters: byAttachment, attached: true, fault: ['nova', 'swap_volume', PLANTED] },
  { name: 'swapByRetype', parameters: { destination_type: 'beta' }, attached: true, guard: true },
  { name: 'refused', parameters: toNode, attached: true },
  { name: 'migrateDetached', parameters: migrateTo },
  { name: 'migrateAttached', parameters: migrateTo, attached: true },
  { name: 'retypeAttached', parameters: retype, attached: true },
];

const folder = join(import.meta.dirname, 'released', `machine-${volumeMigrateMachine.version}`);
mkdirSync(folder, { recursive: true });
for (const { name, parameters, attached = false, guard = false, cancelAt, fault } of COURSES) {
  await using running = await startSimulatedCloud({ stageMs: 20, nova: { guard } });
  const { cloud } = running;
  const { id } = cloud.addVolume({ name: 'data', type: 'alpha', project: 'demo', user: 'alice' });
  if (attached) cloud.attach(cloud.world.servers['vm1'] ?? '', id);
  if (fault !== undefined) {
    // Another backend that fails to create the copy keeps Cinder from a host copy.
    cloud.faults.set(...fault);
    cloud.faults.set('node2@alpha', 'create_volume', PLANTED);
  }
  const store = createMemoryStore();
  const cancel = new AbortController();
  const outcome = await migrateVolume(
    { resource_id: id, ...parameters },
    {
      cloud: await connect(parseCloudConfig(running.cloudsYaml.clouds.simulated)),
      ...{ store, pollMinMs: 15, signal: cancel.signal },
      onProgress: ({ state }) => {
        if (cancelAt !== undefined && state.endsWith(cancelAt)) cancel.abort();
      },
    },
  );
  writeFileSync(join(folder, `${name}.jsonl`), exportedRun((await store.read(outcome.runId)) as never));
  process.stdout.write(`${name}: ${outcome.status} ${outcome.error?.code ?? ''}\n`);
}
