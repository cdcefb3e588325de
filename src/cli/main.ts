#!/usr/bin/env node
// The command line. What --help does not need is loaded by the commands themselves.
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { Command, CommanderError, Option } from 'commander';
import { VERSION } from '../../services/version.ts';
import { EXIT } from './exit.ts';
import { addJournalCommands } from './journalCommands.ts';
import { EXIT_STATUS, withInspector, withPlace } from './options.ts';
import { linesOf, outliveOutput, outputFailure, sayError, sayErrorLines, sayLines } from './output.ts';
import { addRunCommands } from './runCommands.ts';

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

addRunCommands(program);
addJournalCommands(program);

withPlace(
  program
    .command('leftovers')
    .description('list what migrations have left in the cloud, each with evidence and what to do about it')
    .option(
      '--remove',
      'remove what is proven to belong to volume-migrate and to be unused; asks before each removal',
    )
    .option('--yes', 'with --remove: do not ask before each removal'),
)
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

withInspector(program.command('demo').description('run example migrations on a simulated cloud')).action(
  async (options) => {
    const { demo } = await import('./demo.ts');
    process.exitCode = await demo(options);
  },
);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.succeeded : EXIT.unusable;
    if (error.exitCode !== 0 && ['--json', '--events'].some((flag) => process.argv.includes(flag)))
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
  if (!['run', 'resume', 'watch'].includes(process.argv[2] ?? '')) process.exitCode ||= EXIT.failed;
}

// An unexpected error of the program: with its stack, for a bug report.
function tellUnexpected(error: unknown): void {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const frames = stack.split('\n').filter((line) => /^ {4}at /.test(line));
  sayErrorLines([`error: unexpected error: ${message}`, ...frames]);
}

// With --json the error is JSON even if the flags themselves are wrong.
async function refuseAsJson(message: string): Promise<void> {
  const [{ refuse }, { InvalidParametersError }] = await Promise.all([
    import('./refuse.ts'),
    import('../errors.ts'),
  ]);
  const fault = new InvalidParametersError([message.replace(/^error: /, '').replace('\n', ' ')]);
  const format = process.argv.includes('--events') ? 'events' : 'json';
  refuse(format, [{ ok: false, error: fault }], new Date().toISOString());
}
