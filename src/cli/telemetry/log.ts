// --log json: standard error gets JSON Lines instead of text for people.
import type { EngineHooks } from '../../engine/hooks.ts';
import type { RunSpans } from '../../opentelemetry/spans/runSpans.ts';
import { type LineDetails, printErrorsAs } from '../output.ts';
import type { LogLine } from './logLines.ts';
import type { RunLog } from './runLog.ts';

let log: RunLog | null = null;

/** Whether the arguments of the command ask for it, even if they contain errors: those are reported in it too. */
export function asksForJsonLog([name = '', ...args]: readonly string[]): boolean {
  if (!LOGGING.has(name)) return false;
  const end = args.indexOf('--');
  const options = end === -1 ? args : args.slice(0, end);
  return options.some(
    (one, index) => one === '--log=json' || (one === '--log' && options[index + 1] === 'json'),
  );
}

/** The commands that have the option `--log`: those that drive runs. */
export const LOGGING: ReadonlySet<string> = new Set(['run', 'apply', 'resume', 'watch', 'worker']);

/** From now on, errors are JSON objects on one line; runs are not logged yet. */
export const startErrorLog = (): void => printErrorsAs(asLine);

/** From now on everything on standard error is a JSON object on one line; `isVerbose`: requests are logged too. */
export async function startLog(isVerbose: boolean): Promise<void> {
  const { createRunLog } = await import('./runLog.ts');
  log = createRunLog(isVerbose);
  startErrorLog();
}

/** The command has ended. */
export function stopLog(): void {
  log = null;
  printErrorsAs(null);
}

const ERROR = 'error: ';

const asLine = (text: string, { code = '', hints = [] }: Partial<LineDetails> = {}): LogLine => ({
  time: new Date().toISOString(),
  level: text.startsWith(ERROR) ? 'error' : 'info',
  msg: text.startsWith(ERROR) ? text.slice(ERROR.length) : text,
  ...(code === '' ? {} : { code }),
  ...(hints.length === 0 ? {} : { hints }),
});

/** The hooks that log the runs of this process; none without --log json. */
export const logHooks = (): EngineHooks => log?.hooks() ?? {};

/** Logs a run that another process drives, from its records; null without --log json. */
export const logOfRun = (runId: string): RunSpans | null => log?.spansOf(runId) ?? null;
