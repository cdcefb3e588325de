// Starts the inspector beside a run, for --inspect.
import process from 'node:process';
import type { JournalReader } from '../inspector/live.ts';
import type { DriveOptions } from '../volumeMigrate/runOnCloud.ts';
import { interrupted, wasTerminated } from './interruptions.ts';
import { sayError } from './output.ts';

export interface InspectFlags {
  /** `page`: the project's own; `stately`: XState's. */
  readonly inspect?: 'page' | 'stately';
  readonly inspectOrigin?: string;
  readonly json?: boolean;
  readonly events?: boolean;
  /** False: the command ends before the run does. */
  readonly wait?: boolean;
}

export interface Inspection {
  /** For the options of the runs. */
  readonly options: Pick<DriveOptions, 'inspect'>;
  /** Resolves when the inspector is first opened. */
  readonly opened: Promise<void>;
}

interface Started extends Inspection {
  readonly close: () => Promise<void>;
}

const NONE: Started = { options: {}, opened: Promise.resolve(), close: async () => {} };

/**
 * Does the work beside the inspector that the flags request, if any; prints its address first.
 * At a terminal the inspector then stays until Ctrl-C, so that the run can be inspected afterwards. Throws if
 * the flags do not fit together.
 */
export async function inspected<Value>(
  flags: InspectFlags,
  store: JournalReader,
  run: string | undefined,
  work: (inspection: Inspection) => Promise<Value>,
): Promise<Value> {
  const inspection = await begin(flags, store, run);
  try {
    const value = await work(inspection);
    if (inspection !== NONE && isWatched(flags) && !wasTerminated()) {
      sayError('The inspector stays open. Press Ctrl-C to stop it.');
      await interrupted();
    }
    return value;
  } finally {
    // The work is done, whatever happens to the inspector.
    await inspection
      .close()
      .catch((error: Error) => sayError(`the inspector did not stop cleanly: ${error.message}`));
  }
}

/** Whether a person is at the terminal, not a script. */
export const isWatched = ({ json = false, events = false, wait = true }: InspectFlags): boolean =>
  !json && !events && wait && process.stdout.isTTY;

/** Throws if the flags do not fit together. */
export function checkInspectFlags({ inspect, inspectOrigin }: InspectFlags): void {
  if (inspectOrigin === undefined) return;
  if (inspect !== 'stately') throw new Error('--inspect-origin requires --inspect=stately');
  originOf(inspectOrigin);
}

async function begin(flags: InspectFlags, store: JournalReader, run: string | undefined): Promise<Started> {
  checkInspectFlags(flags);
  const { inspect, inspectOrigin } = flags;
  if (inspect === undefined) return NONE;
  if (inspect === 'stately') return await beginStately(inspectOrigin);
  const { startInspector } = await import('../inspector/server.ts');
  const { readPage } = await import('../inspector/page.ts');
  await readPage();
  const { url, opened, close } = await startInspector({ store, run });
  sayError(`inspector: ${url}`);
  return { options: {}, opened, close };
}

async function beginStately(origin: string | undefined): Promise<Started> {
  const { startStatelyInspector } = await import('../inspector/xstate/stately.ts');
  const origins = origin === undefined ? [] : [originOf(origin)];
  const { url, receiverUrl, inspect, opened, close } = await startStatelyInspector({ origins });
  sayError(`inspector: ${url} (a local page that shows the run in stately.ai's viewer)`);
  sayError(`receivers: ${receiverUrl}`);
  return { options: { inspect }, opened, close };
}

function originOf(text: string): string {
  const url = URL.parse(text);
  if (url === null || url.origin === 'null' || url.href !== `${url.origin}/`)
    throw new Error(`--inspect-origin: expected an origin such as https://stately.ai, got ${text}`);
  return url.origin;
}
