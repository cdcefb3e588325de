// Runs the command line with the given arguments. Its exit status is in process.exitCode.
import process from 'node:process';
import { CommanderError } from 'commander';
import { EXIT } from './exit.ts';
import { outputFailure, sayError, sayErrorLines } from './output.ts';
import { createProgram, suggesting } from './program.ts';
import { asksForJsonLog, startErrorLog, stopLog } from './telemetry/log.ts';
import { stopTelemetry } from './telemetry/telemetry.ts';

/**
 * Runs the command that the arguments name, and reports its errors. Resolves to false if something may keep the process that nobody
 * needs to wait for: a receiver of telemetry that does not respond.
 */
export async function runProgram(args: readonly string[]): Promise<boolean> {
  const program = createProgram(args);
  if (asksForJsonLog(args)) startErrorLog();
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.succeeded : EXIT.unusable;
      if (error.exitCode !== 0 && ['--json', '--events'].some((flag) => args.includes(flag)))
        await refuseAsJson(suggesting(program, error.message, args), args);
    } else {
      sayUnexpected(error);
      process.exitCode = EXIT.failed;
    }
  }
  const isFlushed = await stopTelemetry();
  await sayLostOutput(args);
  stopLog();
  return isFlushed;
}

// A run's exit status shows how it ended, whether or not its lines could be printed. A command that only
// prints has failed if it could not.
async function sayLostOutput([name = '']: readonly string[]): Promise<void> {
  const failure = await outputFailure();
  if (failure === null) return;
  sayError(`error: standard output could not be written (${failure}): the output is incomplete`);
  if (!['run', 'apply', 'resume', 'watch'].includes(name)) process.exitCode ||= EXIT.failed;
}

/** Reports an unexpected error of the program: with its stack, for a bug report. */
export function sayUnexpected(error: unknown): void {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const frames = stack.split('\n').filter((line) => /^ {4}at /.test(line));
  sayErrorLines([`error: unexpected error: ${message}`, ...frames]);
}

// Of runs, only one that changes nothing has this flag: `runs prune` prints no check.
const isCheck = (args: readonly string[]): boolean =>
  args[0] === 'check' || (args[0] === 'run' && args.includes('--dry-run'));

// With --json the error is JSON even if the flags themselves are wrong.
async function refuseAsJson(message: string, args: readonly string[]): Promise<void> {
  const [{ refuse }, { refuseCheck }, { refusePlan }, { InvalidParametersError }] = await Promise.all([
    import('./refuse.ts'),
    import('./refuseCheck.ts'),
    import('./plan/refusePlan.ts'),
    import('../errors.ts'),
  ]);
  const fault = new InvalidParametersError([message.replace(/^error: /, '').replace('\n', ' ')]);
  const format = args.includes('--events') ? 'events' : 'json';
  const failed = [{ ok: false, error: fault }] as const;
  if (args[0] === 'apply') refusePlan(format, failed, new Date().toISOString());
  else if (isCheck(args)) refuseCheck(true, failed);
  else refuse(format, failed, new Date().toISOString());
}
