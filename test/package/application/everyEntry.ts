// Every entry of the package, in one process.
import assert from 'node:assert/strict';
import { actions, type Outcome, storageBalance } from 'volume-migrate';
import { mismatches, statesOf, volumeMigrateMachine } from 'volume-migrate/machines';
import { createPorts } from 'volume-migrate/services';
import { startSimulatedCloud } from 'volume-migrate/simulator';
import { buildView, strategyProblems } from 'volume-migrate/strategies/testing';
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
const view = buildView({
  pools: { A: [100, 5], B: [100, 90] },
  volumes: [{ id: 'a', pool: 'A', sizeGib: 20 }],
});
assert.deepEqual(strategyProblems(storageBalance, view), []);
