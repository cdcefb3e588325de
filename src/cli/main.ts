#!/usr/bin/env node
// The command line. What --help does not need is loaded by the commands themselves.
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { Command, CommanderError, Option } from 'commander';
import { VERSION } from '../../services/version.ts';
import { EXIT } from './exit.ts';
import { linesOf, outliveOutput, outputFailure, sayError, sayErrorLines, sayLines } from './output.ts';

// A run mostly waits: its memory for short-lived objects need not grow.
setFlagsFromString('--semi-space-growth-factor=1');

// `npm run volume-migrate` starts in the checkout's root, but file names are relative to the user's folder.
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
  '\nExit status: 0 succeeded; 1 failed; 2 unusable parameters, configuration or journal; 3 cancelled';
const CLOUD = 'cloud in clouds.yaml (default: OS_CLOUD, the OS_* variables, or the only cloud)';
const REGION = 'region of the cloud (default: OS_REGION_NAME, region_name, or the only region)';
const JOURNAL = 'journal file of the runs (default: journal.sqlite in your state directory)';

const INSPECT = new Option(
  '--inspect [how]',
  "open an inspector alongside the run: a local page, or XState's own inspector (stately)",
)
  .choices(['page', 'stately'])
  .preset('page');
const INSPECT_ORIGIN = new Option(
  '--inspect-origin <origin>',
  'with --inspect=stately: let the pages of this site connect',
);

const TEMPORARY_USER_DOMAIN = new Option(
  '--temporary-user-domain <domain>',
  "name or ID of the domain to create the temporary user in (default: the project's domain)",
);
const TEMPORARY_USER_ROLE = new Option(
  '--temporary-user-role <role>',
  'role to give the temporary user; it must allow creating volumes (default: member, Member or _member_)',
);

const program = new Command('volume-migrate')
  .description("OpenStack's volume migrate action: moves a Cinder volume, and verifies that it has moved")
  .version(VERSION, '-V, --version', 'print the version')
  .exitOverride()
  .configureOutput({
    writeOut: (text) => sayLines(linesOf(text)),
    writeErr: (text) => sayErrorLines(linesOf(text)),
    // The quoted arguments may contain line breaks; of the lines of commander's own, a suggestion is the
    // second.
    outputError: (text) => sayErrorLines(suggesting(text.trimEnd()).split(/\n(?=\(Did you mean )/)),
  })
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError('(add --help for more information)');

// Which volume, and what to do with it.
const withGoal = (command: Command): Command =>
  command
    .optionsGroup('Goal:')
    .option('--resource-id <id>', 'UUID of the volume')
    .option(
      '--migration-type <type>',
      'migrate to a pool, retype to a volume type (both: detached or attached volume); swap for an attached volume (default), cold for a detached volume',
    )
    .option('--destination-node <node>', 'with migrate (required) or cold: target pool, as HOST@BACKEND#POOL')
    .option(
      '--destination-type <type>',
      'target volume type (required for retype and swap; with cold, retypes the volume)',
    )
    .option('--swap-method <method>', 'how to swap: auto (default), attachment or retype')
    .option(
      '--allow-encryption-change',
      'allow the new type to encrypt the volume, or to remove its encryption',
    )
    .option(
      '--params <file>',
      'read the parameters as JSON, with the names from the specification; - reads standard input',
    )
    .optionsGroup('Options:')
    .addOption(TEMPORARY_USER_DOMAIN)
    .addOption(TEMPORARY_USER_ROLE)
    .option('--cloud <name>', CLOUD)
    .option('--region <name>', REGION)
    .option('--journal <file>', JOURNAL)
    .option('--json', 'print only a JSON object on standard output');

withGoal(program.command('run').description('migrate a volume'))
  .addOption(
    new Option(
      '--dry-run',
      'change nothing: show what blocks the run or, in order, the changes that it would make',
    ).conflicts(['inspect', 'inspectOrigin']),
  )
  .addOption(INSPECT)
  .addOption(INSPECT_ORIGIN)
  .addHelpText(
    'after',
    `
Example:
  volume-migrate run --dry-run --resource-id 2c91c4af-44ad-4e16-8d56-c27db583a459 \\
    --destination-type beta

Exit status: 0 succeeded, or nothing blocks the run (--dry-run); 1 failed, or blocked (--dry-run);
2 unusable parameters, configuration or journal; 3 cancelled`,
  )
  .action(async ({ dryRun = false, ...options }) => {
    if (dryRun) {
      const { check } = await import('./check.ts');
      process.exitCode = await check(options, true);
      return;
    }
    const { run } = await import('./run.ts');
    process.exitCode = await run(options);
  });

withGoal(
  program
    .command('check')
    .description('show everything that blocks a migration, without changing anything')
    .addHelpText(
      'after',
      `
Example:
  volume-migrate check --resource-id 2c91c4af-44ad-4e16-8d56-c27db583a459 \\
    --migration-type cold --destination-node 'node2@tier9#alpha'

Exit status: 0 nothing blocks the migration; 1 blocked; 2 unusable parameters, configuration or journal`,
    ),
).action(async (options) => {
  const { check } = await import('./check.ts');
  process.exitCode = await check(options);
});

program
  .command('resume')
  .description('resume a run that no process is driving')
  .argument('[run]', 'run ID or a unique prefix')
  .option('--all', 'resume all open runs of this cloud, one after another')
  .option('--as-other-user', 'resume a run that another user started, or that was started in another project')
  .addOption(TEMPORARY_USER_DOMAIN)
  .addOption(TEMPORARY_USER_ROLE)
  .option('--cloud <name>', CLOUD)
  .option('--region <name>', REGION)
  .option('--journal <file>', JOURNAL)
  .option('--json', 'print only JSON on standard output, one object for each run')
  .addOption(INSPECT)
  .addOption(INSPECT_ORIGIN)
  .addHelpText(
    'after',
    `${EXIT_STATUS}\nA finished run is not resumed: its recorded outcome is printed again (exit status 2 if it was given up)`,
  )
  .action(async (run, options) => {
    const { resume } = await import('./resume.ts');
    process.exitCode = await resume(run, options);
  });

program
  .command('runs')
  .description('list the runs of all clouds and workflows, newest first')
  .option('--unfinished', 'list only open runs')
  .option('--journal <file>', JOURNAL)
  .option('--json', 'print a JSON array')
  .action(async (options) => {
    const { runs } = await import('./runs.ts');
    process.exitCode = await runs(options);
  });

program
  .command('replay')
  .description('replay a run without a cloud, and show each transition')
  .argument('<run>', 'run ID or a unique prefix, or a file written by export')
  .option('--journal <file>', JOURNAL)
  .action(async (run, options) => {
    const { replayRun } = await import('./replayRun.ts');
    process.exitCode = await replayRun(run, options);
  });

program
  .command('show')
  .description('show a run in detail: each event, each guard with its answer, each call with its requests')
  .argument('<run>', 'run ID or a unique prefix, or a file written by export')
  .option('--journal <file>', JOURNAL)
  .option('--json', 'print a JSON object')
  .action(async (run, options) => {
    const { show } = await import('./show.ts');
    process.exitCode = await show(run, options);
  });

program
  .command('give-up')
  .description('close a run that cannot be resumed, without contacting the cloud')
  .argument('<run>', 'run ID or a unique prefix')
  .option('--why <reason>', 'reason to record in the journal')
  .option('--journal <file>', JOURNAL)
  .option('--json', 'print a JSON object')
  .action(async (run, options) => {
    const { giveUp } = await import('./giveUp.ts');
    process.exitCode = await giveUp(run, options);
  });

program
  .command('export')
  .description('print the records of a run as JSON Lines, to share or to replay elsewhere')
  .argument('<run>', 'run ID or a unique prefix')
  .option('--journal <file>', JOURNAL)
  .action(async (run, options) => {
    const { exportRun } = await import('./exportRun.ts');
    process.exitCode = await exportRun(run, options);
  });

program
  .command('inspect')
  .description('show runs on a local page, live or at any earlier point')
  .argument('[run]', 'run to show first: a run ID, a unique prefix, or a file written by export')
  .option('--port <port>', 'port on 127.0.0.1 (default: any free port)')
  .option(
    '--html <file>',
    'write the run to a page that opens offline, and exit; overwrites only pages that inspect wrote',
  )
  .option('--journal <file>', JOURNAL)
  .action(async (run, options) => {
    const { inspect } = await import('./inspect.ts');
    process.exitCode = await inspect(run, options);
  });

program
  .command('leftovers')
  .description('list what migrations have left in the cloud, each with evidence and what to do about it')
  .option(
    '--remove',
    'remove what is proven to belong to volume-migrate and to be unused; asks before each removal',
  )
  .option('--yes', 'with --remove: do not ask before each removal')
  .option('--cloud <name>', CLOUD)
  .option('--region <name>', REGION)
  .option('--journal <file>', JOURNAL)
  .option('--json', 'print only a JSON array on standard output')
  .addHelpText('after', `${EXIT_STATUS}\nExits 1 if any part of the cloud could not be checked`)
  .action(async (options) => {
    const { leftovers } = await import('./leftovers.ts');
    process.exitCode = await leftovers(options);
  });

program
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

program
  .command('demo')
  .description('run example migrations on a simulated cloud')
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

// Suggestions for an option that is the prefix of several: commander suggests only similar spellings.
function suggesting(message: string): string {
  const [, flag] = /^error: unknown option '(--[a-z-]+)'$/.exec(message) ?? [];
  const command = program.commands.find((each) => each.name() === process.argv[2]);
  const longer = (command?.options ?? [])
    .map(({ long }) => long ?? '')
    .filter((long) => flag !== undefined && long.startsWith(`${flag}-`));
  return longer.length === 0 ? message : `${message}\n(Did you mean ${longer.join(' or ')}?)`;
}

// A run's exit status shows how it ended, whether or not its lines could be printed. A command that only
// prints has failed if it could not.
async function tellOfLostOutput(): Promise<void> {
  const failure = await outputFailure();
  if (failure === null) return;
  sayError(`error: standard output could not be written (${failure}): the output is incomplete`);
  if (!['run', 'resume'].includes(process.argv[2] ?? '')) process.exitCode ||= EXIT.failed;
}

// An unexpected error of the program: with its stack, for a bug report.
function tellUnexpected(error: unknown): void {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const frames = stack.split('\n').filter((line) => /^ {4}at /.test(line));
  sayErrorLines([`error: unexpected error: ${message}`, ...frames]);
}

// With --json the error is JSON even if the flags themselves are wrong.
async function refuseAsJson(message: string): Promise<void> {
  const [{ refuse }, { refuseCheck }, { InvalidParametersError }] = await Promise.all([
    import('./refuse.ts'),
    import('./refuseCheck.ts'),
    import('../errors.ts'),
  ]);
  const fault = new InvalidParametersError([message.replace(/^error: /, '').replace('\n', ' ')]);
  const failed = [{ ok: false, error: fault }] as const;
  if (process.argv[2] === 'check' || process.argv.includes('--dry-run')) refuseCheck(true, failed);
  else refuse(true, failed, new Date().toISOString());
}
