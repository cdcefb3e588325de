// The rule of one run a volume and one process a run, whatever the store.
import type { Holder } from './holders.ts';
import { resumeCommand } from './resumeCommand.ts';
import { RunHeldError, type RunSummary } from './store.ts';

type Claim = Pick<RunSummary, 'runId' | 'volumeId' | 'cloud'>;

/** Throws where an unfinished run of the same volume, or another driver of the same run, is in the way; `file` is the journal's. */
export function checkFree(claim: Claim, unfinished: readonly RunSummary[], file?: string): void {
  for (const run of unfinished) {
    if (run.runId !== claim.runId && (run.volumeId !== claim.volumeId || run.cloud !== claim.cloud)) continue;
    if (run.holder !== null) {
      throw new RunHeldError(
        run.runId,
        run.holder,
        `volume ${run.volumeId} is in run ${run.runId}${words(run.holder)}`,
      );
    }
    if (run.runId !== claim.runId) {
      throw new RunHeldError(
        run.runId,
        null,
        `volume ${run.volumeId} is in run ${run.runId} of ${run.startedAt}, which has not ended: ${resumeCommand(run.runId, file)}`,
      );
    }
  }
}

const words = ({ pid, host, since, doubt }: Holder): string =>
  doubt === undefined ? `, which process ${pid} on ${host}, since ${since}, drives` : `: ${doubt}`;
