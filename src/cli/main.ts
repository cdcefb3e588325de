#!/usr/bin/env node
// The command line. What --help does not need is loaded by the commands themselves.
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { CommanderError } from 'commander';
import { EXIT } from './exit.ts';
import { outliveOutput, outputFailure, sayError, sayErrorLines } from './output.ts';
import { createProgram, suggesting } from './program.ts';

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

const program = createProgram();
try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.succeeded : EXIT.unusable;
    if (error.exitCode !== 0 && ['--json', '--events'].some((flag) => process.argv.includes(flag)))
      await refuseAsJson(suggesting(program, error.message));
  } else {
    tellUnexpected(error);
    process.exitCode = EXIT.failed;
  }
}
await tellOfLostOutput();

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

// Of runs, only one that changes nothing has this flag: `runs prune` prints no check.
function isCheck(): boolean {
  return process.argv[2] === 'check' || (process.argv[2] === 'run' && process.argv.includes('--dry-run'));
}

// With --json the error is JSON even if the flags themselves are wrong.
async function refuseAsJson(message: string): Promise<void> {
  const [{ refuse }, { refuseCheck }, { InvalidParametersError }] = await Promise.all([
    import('./refuse.ts'),
    import('./refuseCheck.ts'),
    import('../errors.ts'),
  ]);
  const fault = new InvalidParametersError([message.replace(/^error: /, '').replace('\n', ' ')]);
  const format = process.argv.includes('--events') ? 'events' : 'json';
  const failed = [{ ok: false, error: fault }] as const;
  if (isCheck()) refuseCheck(true, failed);
  else refuse(format, failed, new Date().toISOString());
}
