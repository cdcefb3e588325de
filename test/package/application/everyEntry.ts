// Every entry of the package, in one process.
import assert from 'node:assert/strict';
import { actions, type Outcome } from 'volume-migrate';
import { mismatches, statesOf, volumeMigrateMachine } from 'volume-migrate/machines';
import { createPorts } from 'volume-migrate/services';
import { startSimulatedCloud } from 'volume-migrate/simulator';
import { coverageOf, volumeMigratePaths } from 'volume-migrate/testing';

await using running = await startSimulatedCloud({ stageMs: 5 });
const outcome: Outcome = await actions.volume_migrate.run(
  {
    resource_id: running.cloud.world.volumes['free1'] ?? '',
    migration_type: 'cold',
    destination_node: 'node2@alpha#alpha',
  },
  { cloud: running.cloudsYaml.clouds.simulated },
);
assert.equal(outcome.status, 'SUCCEEDED', JSON.stringify(outcome));
const { states } = coverageOf(
  volumeMigrateMachine,
  volumeMigratePaths().map(({ walk }) => walk),
);
assert.deepEqual(states.missed, []);
assert.ok(statesOf(volumeMigrateMachine).length > 50);
for (const used of [mismatches, createPorts]) assert.equal(typeof used, 'function');
