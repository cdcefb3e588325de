// How much run and resume print: --quiet only the outcome, --verbose each request as well.
import process from 'node:process';
import { type RequestTrace, withRequestTrace } from '../../services/index.ts';
import { hooksTold } from '../engine/hooks.ts';
import { joinHooks } from '../engine/joinHooks.ts';
import type { DriveOptions } from '../volumeMigrate/runOnCloud.ts';
import { penFor, say, sayError } from './output.ts';
import { requestInWords } from './recordInWords.ts';
import { telemetryHooks } from './telemetry/telemetry.ts';

export interface VerbosityFlags {
  readonly json?: boolean;
  readonly events?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

export interface RequestLines {
  /** For the options of a run. */
  readonly options: Pick<DriveOptions, 'hooks'>;
  /** Does work outside a run, such as the sign-in, and prints its requests. */
  readonly during: <T>(work: () => T) => T;
  /** Resolves when the requests made so far are printed. */
  readonly printed: () => Promise<void>;
}

/** The hooks of the runs of this process, which print each request if --verbose is given: on standard error with --json or --events. Never content, never a header. */
export function requestLines({
  json = false,
  events = false,
  verbose = false,
}: VerbosityFlags): RequestLines {
  const hooks = telemetryHooks();
  if (!verbose) return { options: { hooks }, during: (work) => work(), printed: async () => {} };
  const isText = !json && !events;
  const { paint } = penFor(isText ? process.stdout : process.stderr);
  const print = isText ? say : sayError;
  const show = (request: RequestTrace): void =>
    print(paint('dim', `${' '.repeat(13)}${requestInWords(request)}`));
  return {
    options: { hooks: joinHooks(hooks, { onRequest: ({ request }) => show(request as RequestTrace) }) },
    during: (work) => withRequestTrace(show, work),
    printed: hooksTold,
  };
}
