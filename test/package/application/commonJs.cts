// From CommonJS: `require` and `import()` give the same package.
import assert = require('node:assert/strict');
import volumeMigrate = require('volume-migrate');
import simulator = require('volume-migrate/simulator');
import xstate = require('xstate');

async function main(): Promise<void> {
  const running = await simulator.startSimulatedCloud({ stageMs: 5 });
  const { connect, createRun, parseCloudConfig, VolumeMigrateError } = volumeMigrate;
  const cloud = await connect(parseCloudConfig(running.cloudsYaml.clouds.simulated));
  const { machine, input } = createRun(
    cloud,
    {
      resource_id: running.cloud.world.volumes['free1'] ?? '',
      migration_type: 'cold',
      destination_type: 'beta',
    },
    { pollMinMs: 5 },
  );
  const result = await xstate.toPromise(xstate.createActor(machine, { input }).start());
  const status: volumeMigrate.Outcome['status'] = result.status;
  assert.equal(status, 'SUCCEEDED', JSON.stringify(result));

  const { engines } = require('volume-migrate/package.json') as { engines: { node: string } };
  assert.match(engines.node, /^>=/);
  const imported = await import('volume-migrate');
  assert.equal(imported.volumeMigrateMachine, volumeMigrate.volumeMigrateMachine);
  assert.throws(
    () => createRun(cloud, { resource_id: 'none' }),
    (error) => error instanceof VolumeMigrateError && error.code === 'InvalidParameters',
  );
  await running.stop();
}

main().catch((error: unknown) => {
  process.exitCode = 1;
  throw error;
});
