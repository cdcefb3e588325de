#!/usr/bin/env node
// The command line. What --help does not need is loaded by the commands themselves.
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { Command, CommanderError, Option } from 'commander';
import { VERSION } from '../../services/version.ts';
import { EXIT } from './exit.ts';
import { linesOf, outliveOutput, outputFailure, sayError, sayErrorLines, sayLines } from './output.ts';

// A run waits more than it works: memory for short-lived objects need not grow.
setFlagsFromString('--semi-space-growth-factor=1');

// `npm run volume-migrate` starts it in the checkout's root: files are meant from where the person is.
const ownFolder = process.env['INIT_CWD'];
const isOwnScript = ['npm_lifecycle_event', 'npm_package_name'].every(
  (name) => process.env[name] === 'volume-migrate',
);
if (isOwnScript && ownFolder !== undefined) process.chdir(ownFolder);

outliveOutput();
process.on('uncaughtException', (error) => {
  tellUnexpected(error);
  process.exit(EXIT.failed);
});

const EXIT_STATUS =
  '\nExit status: 0 succeeded, 1 failed, 2 parameters or configuration unusable, 3 cancelled';
const CLOUD = 'the cloud of clouds.yaml (default: OS_CLOUD, OS_*, or the only one)';
const REGION = 'the region of the cloud (default: OS_REGION_NAME, region_name, or the only one)';
const JOURNAL = "where runs are written down (default: in the user's state directory)";

const INSPECT = new Option(
  '--inspect [how]',
  "open an inspector beside the run: a local page, or XState's own (stately)",
)
  .choices(['page', 'stately'])
  .preset('page');
const INSPECT_ORIGIN = new Option(
  '--inspect-origin <origin>',
  'with --inspect=stately: a site whose pages may connect',
);

const TEMPORARY_USER_DOMAIN = new Option(
  '--temporary-user-domain <domain>',
  "domain, by name or id, to create the temporary user in (default: the project's)",
);
const TEMPORARY_USER_ROLE = new Option(
  '--temporary-user-role <role>',
  'role that lets the temporary user create a volume (default: member, Member or _member_)',
);

const program = new Command('volume-migrate')
  .description("OpenStack's volume migrate action: moves a Cinder volume, and proves that it has moved")
  .version(VERSION, '-V, --version', 'print the version')
  .exitOverride()
  .configureOutput({
    writeOut: (text) => sayLines(linesOf(text)),
    writeErr: (text) => sayErrorLines(linesOf(text)),
    // The arguments that it quotes may hold line breaks; of the lines it has of its own, a suggestion is the second.
    outputError: (text) => sayErrorLines(suggesting(text.trimEnd()).split(/\n(?=\(Did you mean )/)),
  })
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError('(--help tells more)');

program
  .command('run')
  .description('migrate one volume')
  .option('--resource-id <id>', 'UUID of the volume')
  .option('--migration-type <type>', 'swap (an attached volume; the default) or cold (a detached one)')
  .option('--destination-node <node>', 'for cold: HOST@BACKEND#POOL to move to')
  .option('--destination-type <type>', 'volume type to have (cold: retype; swap: required)')
  .option('--swap-method <method>', 'how a swap is done: auto (default), attachment or retype')
  .option('--allow-encryption-change', 'let a change of type encrypt the volume, or end its encryption')
  .option(
    '--params <file>',
    'the parameters as JSON with the names of the specification; - reads standard input',
  )
  .addOption(TEMPORARY_USER_DOMAIN)
  .addOption(TEMPORARY_USER_ROLE)
  .option('--cloud <name>', CLOUD)
  .option('--region <name>', REGION)
  .option('--journal <file>', JOURNAL)
  .option('--json', 'print one JSON object, and nothing else, on standard output')
  .addOption(INSPECT)
  .addOption(INSPECT_ORIGIN)
  .addHelpText('after', EXIT_STATUS)
  .action(async (options) => {
    const { run } = await import('./run.ts');
    process.exitCode = await run(options);
  });

program
  .command('resume')
  .description('go on with a run that its process has left')
  .argument('[run]', 'id of the run, or how it begins')
  .option('--all', 'every run of this cloud that is not over, one after another')
  .option('--as-other-user', 'go on although another user, or another project, began it')
  .addOption(TEMPORARY_USER_DOMAIN)
  .addOption(TEMPORARY_USER_ROLE)
  .option('--cloud <name>', CLOUD)
  .option('--region <name>', REGION)
  .option('--journal <file>', JOURNAL)
  .option('--json', 'print one JSON object for each run, and nothing else, on standard output')
  .addOption(INSPECT)
  .addOption(INSPECT_ORIGIN)
  .addHelpText(
    'after',
    `${EXIT_STATUS}\nA run that is over is not resumed: its outcome is printed again (2 if it was given up)`,
  )
  .action(async (run, options) => {
    const { resume } = await import('./resume.ts');
    process.exitCode = await resume(run, options);
  });

program
  .command('runs')
  .description('list runs of all clouds, the newest first')
  .option('--unfinished', 'only those that are not over')
  .option('--journal <file>', JOURNAL)
  .option('--json', 'print one JSON array')
  .action(async (options) => {
    const { runs } = await import('./runs.ts');
    process.exitCode = await runs(options);
  });

program
  .command('replay')
  .description('play a run again, without a cloud, and show each transition')
  .argument('<run>', 'id of the run, or how it begins; or a file that export has made')
  .option('--journal <file>', JOURNAL)
  .action(async (run, options) => {
    const { replayRun } = await import('./replayRun.ts');
    process.exitCode = await replayRun(run, options);
  });

program
  .command('show')
  .description('show a run: each event, each guard with its answer, each call with its requests')
  .argument('<run>', 'id of the run, or how it begins; or a file that export has made')
  .option('--journal <file>', JOURNAL)
  .option('--json', 'print one JSON object')
  .action(async (run, options) => {
    const { show } = await import('./show.ts');
    process.exitCode = await show(run, options);
  });

program
  .command('give-up')
  .description('end a run that cannot be gone on with; the cloud is not asked')
  .argument('<run>', 'id of the run, or how it begins')
  .option('--why <reason>', 'for those who read the journal later')
  .option('--journal <file>', JOURNAL)
  .option('--json', 'print one JSON object')
  .action(async (run, options) => {
    const { giveUp } = await import('./giveUp.ts');
    process.exitCode = await giveUp(run, options);
  });

program
  .command('export')
  .description('print the records of a run, a line each, to send or to replay elsewhere')
  .argument('<run>', 'id of the run, or how it begins')
  .option('--journal <file>', JOURNAL)
  .action(async (run, options) => {
    const { exportRun } = await import('./exportRun.ts');
    process.exitCode = await exportRun(run, options);
  });

program
  .command('inspect')
  .description('show runs on a local page, live and back in time')
  .argument('[run]', 'the run to show first: its id, or how it begins; or a file that export has made')
  .option('--port <port>', 'port on 127.0.0.1 (default: a free one)')
  .option(
    '--html <file>',
    'write the run into a page that opens offline, and end; another file is not overwritten',
  )
  .option('--journal <file>', JOURNAL)
  .action(async (run, options) => {
    const { inspect } = await import('./inspect.ts');
    process.exitCode = await inspect(run, options);
  });

program
  .command('leftovers')
  .description('list what migrations have left in the cloud, and whether it is proven to be ours and unused')
  .option('--remove', 'remove what is proven, and confirmed at the terminal one by one')
  .option('--yes', 'with --remove: all of it, without asking')
  .option('--cloud <name>', CLOUD)
  .option('--region <name>', REGION)
  .option('--journal <file>', JOURNAL)
  .option('--json', 'print one JSON array, and nothing else, on standard output')
  .addHelpText('after', `${EXIT_STATUS}\nWhat could not be looked at counts as failed`)
  .action(async (options) => {
    const { leftovers } = await import('./leftovers.ts');
    process.exitCode = await leftovers(options);
  });

program
  .command('cloud')
  .description('run the simulated cloud, and print a clouds.yaml for it')
  .option('--port <port>', 'port on 127.0.0.1 (default: a free one)')
  .addOption(
    new Option('--release <release>', 'which OpenStack to be').choices(['zed', '2025.1']).default('zed'),
  )
  .option('--gib-per-second <rate>', 'speed of a copy (default: 20)')
  .action(async (options) => {
    const { cloud } = await import('./cloud.ts');
    process.exitCode = await cloud(options);
  });

program
  .command('demo')
  .description('show the main job on the simulated cloud')
  .addOption(INSPECT)
  .addOption(INSPECT_ORIGIN)
  .action(async (options) => {
    const { demo } = await import('./demo.ts');
    process.exitCode = await demo(options);
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.succeeded : EXIT.unusable;
    if (error.exitCode !== 0 && process.argv.includes('--json'))
      await refuseAsJson(suggesting(error.message));
  } else {
    tellUnexpected(error);
    process.exitCode = EXIT.failed;
  }
}
await tellOfLostOutput();

// An option that is the beginning of several: commander suggests only what is spelt alike.
function suggesting(message: string): string {
  const [, flag] = /^error: unknown option '(--[a-z-]+)'$/.exec(message) ?? [];
  const command = program.commands.find((each) => each.name() === process.argv[2]);
  const longer = (command?.options ?? [])
    .map(({ long }) => long ?? '')
    .filter((long) => flag !== undefined && long.startsWith(`${flag}-`));
  return longer.length === 0 ? message : `${message}\n(Did you mean ${longer.join(' or ')}?)`;
}

// A run's exit status tells how it ended, whoever reads its lines. What only prints has failed where it could not.
async function tellOfLostOutput(): Promise<void> {
  const failure = await outputFailure();
  if (failure === null) return;
  sayError(`error: standard output could not be written (${failure}): the output is not complete`);
  if (!['run', 'resume'].includes(process.argv[2] ?? '')) process.exitCode ||= EXIT.failed;
}

// An error of the program's own: with its stack, for a report.
function tellUnexpected(error: unknown): void {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const frames = stack.split('\n').filter((line) => /^ {4}at /.test(line));
  sayErrorLines([`error: unexpected: ${message}`, ...frames]);
}

// Whoever asked for JSON gets it, also when the flags themselves are wrong.
async function refuseAsJson(message: string): Promise<void> {
  const [{ refuse }, { InvalidParametersError }] = await Promise.all([
    import('./refuse.ts'),
    import('../errors.ts'),
  ]);
  const fault = new InvalidParametersError([message.replace(/^error: /, '').replace('\n', ' ')]);
  refuse(true, [{ ok: false, error: fault }], new Date().toISOString());
}
