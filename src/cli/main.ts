#!/usr/bin/env node
// The command line. What --help does not need is loaded by the commands themselves.
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { Command, CommanderError, Option } from 'commander';
import { EXIT } from './exit.ts';

// A run waits more than it works: memory for short-lived objects need not grow.
setFlagsFromString('--semi-space-growth-factor=1');

const program = new Command('volume-migrate')
  .description("OpenStack's volume migrate action: moves a Cinder volume, and proves that it has moved")
  .exitOverride()
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError('(volume-migrate --help tells more)');

program
  .command('run')
  .description('migrate one volume')
  .option('--resource-id <id>', 'UUID of the volume')
  .option('--migration-type <type>', 'swap (an attached volume; the default) or cold (a detached one)')
  .option('--destination-node <node>', 'for cold: HOST@BACKEND#POOL to move to')
  .option('--destination-type <type>', 'volume type to have (cold: retype; swap: required)')
  .addOption(
    new Option('--swap-method <method>', 'how a swap is done').choices(['auto', 'attachment', 'retype']),
  )
  .option(
    '--params <file>',
    'the parameters as JSON with the names of the specification; - reads standard input',
  )
  .option('--cloud <name>', 'the cloud of clouds.yaml (default: OS_CLOUD, OS_*, or the only one)')
  .option('--journal <file>', "where runs are written down (default: in the user's state directory)")
  .option('--json', 'print one JSON object, and nothing else, on standard output')
  .addHelpText(
    'after',
    '\nExit status: 0 succeeded, 1 failed, 2 parameters or configuration unusable, 3 cancelled',
  )
  .action(async (options) => {
    const { run } = await import('./run.ts');
    process.exitCode = await run(options);
  });

program
  .command('cloud')
  .description('run the simulated cloud, and print a clouds.yaml for it')
  .option('--port <port>', 'port on 127.0.0.1 (default: a free one)')
  .addOption(
    new Option('--release <release>', 'which OpenStack to be').choices(['zed', '2025.1']).default('zed'),
  )
  .option('--gib-per-second <rate>', 'speed of a copy')
  .action(async (options) => {
    const { cloud } = await import('./cloud.ts');
    process.exitCode = await cloud(options);
  });

program
  .command('demo')
  .description('show the main job on the simulated cloud')
  .action(async () => {
    const { demo } = await import('./demo.ts');
    process.exitCode = await demo();
  });

program
  .command('version')
  .description('print the version')
  .action(async () => {
    const { VERSION } = await import('../../services/version.ts');
    process.stdout.write(`${VERSION}\n`);
  });

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? EXIT.succeeded : EXIT.unusable;
}
