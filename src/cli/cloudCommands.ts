// The commands that read a cloud, and those that run a simulated one.
import process from 'node:process';
import { type Command, Option } from 'commander';
import { EXIT_STATUS, withCloud, withExamples, withInspector, withJournal } from './commandOptions.ts';

/** Adds the commands to the program. */
export function addCloudCommands(program: Command): void {
  addPools(program);
  addTypes(program);
  addLeftovers(program);
  addCloud(program);
  addDemo(program);
}

function addPools(program: Command): void {
  const command = program
    .command('pools')
    .description('list the pools of a cloud, with their capacity and the state of their services')
    .option(
      '--for <volume or type>',
      'say which pools can take this volume, or volumes of this type, and why not',
    );
  withCloud(command)
    .option('--json', 'print only a JSON array on standard output')
    .action(async (options) => {
      const { pools } = await import('./pools.ts');
      process.exitCode = await pools(options);
    });
  withExamples(command, ['pools', 'pools --for data1', 'pools --for fast --json']);
}

function addTypes(program: Command): void {
  const command = program
    .command('types')
    .description('list the volume types of a cloud, with their backend, access and encryption')
    .option('--for <volume>', 'say which types this volume can get, and why not');
  withCloud(command)
    .option('--json', 'print only a JSON array on standard output')
    .action(async (options) => {
      const { types } = await import('./types.ts');
      process.exitCode = await types(options);
    });
  withExamples(command, ['types', 'types --for 2c91c4af-44ad-4e16-8d56-c27db583a459']);
}

function addLeftovers(program: Command): void {
  const command = program
    .command('leftovers')
    .description(
      'list what migrations have left in the cloud, and moves that no process follows, each with evidence and what to do about it',
    )
    .option(
      '--remove',
      'remove what is proven to belong to volume-migrate and to be unused; asks before each removal',
    )
    .option('--yes', 'with --remove: do not ask before each removal');
  withJournal(withCloud(command))
    .option('--json', 'print only a JSON array on standard output')
    .action(async (options) => {
      const { leftovers } = await import('./leftovers.ts');
      process.exitCode = await leftovers(options);
    });
  withExamples(
    command,
    ['leftovers', 'leftovers --remove'],
    [EXIT_STATUS, 'Exits 1 if any part of the cloud could not be checked'],
  );
}

function addCloud(program: Command): void {
  const command = program
    .command('cloud')
    .description('run a simulated cloud, and print a clouds.yaml for it')
    .option('--port <port>', 'port on 127.0.0.1 (default: any free port)')
    .addOption(
      new Option('--release <release>', 'OpenStack release to simulate')
        .choices(['zed', '2025.1'])
        .default('zed'),
    )
    .option('--gib-per-second <rate>', 'speed of copies, in GiB per second (default: 20)')
    .action(async (options) => {
      const { cloud } = await import('./cloud.ts');
      process.exitCode = await cloud(options);
    });
  withExamples(command, ['cloud > clouds.yaml', 'cloud --release 2025.1 --gib-per-second 0.1 > clouds.yaml']);
}

function addDemo(program: Command): void {
  const command = program.command('demo').description('run example migrations on a simulated cloud');
  withInspector(command).action(async (options) => {
    const { demo } = await import('./demo.ts');
    process.exitCode = await demo(options);
  });
  withExamples(command, ['demo', 'demo --inspect']);
}
