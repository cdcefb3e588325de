// The commands that look at a cloud, and those that run a simulated one: leftovers, cloud, demo.
import process from 'node:process';
import { type Command, Option } from 'commander';
import { EXIT_STATUS, withCloud, withExamples, withInspector, withJournal } from './commandOptions.ts';

/** Adds the commands to the program. */
export function addCloudCommands(program: Command): void {
  addLeftovers(program);
  addCloud(program);
  addDemo(program);
}

function addLeftovers(program: Command): void {
  const command = program
    .command('leftovers')
    .description('list what migrations have left in the cloud, each with evidence and what to do about it')
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
