// What a command says when it follows a run on Restate and nothing responds any more.
import { watchCommand } from '../../journal/resumeCommand.ts';
import { RestateStoreError } from '../../restate/engine/ingress.ts';
import { isStoreUrl } from '../../restate/engine/storeUrl.ts';
import { EXIT } from '../exit.ts';
import { sayErrorLines } from '../output.ts';

const SILENT: ReadonlySet<string> = new Set(['NoResponse', 'StoreUnreachable', 'NoWorkers']);

interface Followed {
  /** What it is called in the message. */
  readonly noun: 'run' | 'plan';
  readonly runId: string;
  /** The URL of the store, or the file of a journal. */
  readonly journal: string | undefined;
}

/**
 * If the error is that Restate or its workers do not respond, says that the run continues later and how to follow it, and
 * returns the exit status of an unfinished run. Otherwise returns null and says nothing. `followed` is null before Restate has
 * stored the run.
 */
export function leftToRestate(error: unknown, followed: Followed | null): number | null {
  if (followed === null || !(error instanceof RestateStoreError) || !SILENT.has(error.code)) return null;
  const { noun, runId, journal } = followed;
  if (journal === undefined || !isStoreUrl(journal)) return null;
  sayErrorLines([
    `stopped watching ${noun} ${runId}: ${error.message}`,
    `Restate keeps the ${noun}; it continues when a worker is back`,
    `To follow it: ${watchCommand(runId, journal)}`,
  ]);
  return EXIT.unfinished;
}

/** Does the work on a run that Restate has stored. If nothing responds any more, says so; returns the exit status. */
export async function untilSilent(followed: Followed, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    const status = leftToRestate(error, followed);
    if (status === null) throw error;
    return status;
  }
}
