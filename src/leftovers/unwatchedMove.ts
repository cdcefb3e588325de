// Lists moves that Cinder is making and that no run of this journal follows: nothing is left yet, but nobody will verify them.
import { isMoving } from '../../machines/volumeRules.ts';
import type { VolumeWithCreator } from '../../services/cinder/volumesWithCreator.ts';
import { resumeCommand } from '../journal/resumeCommand.ts';
import type { MigrationSummary } from '../volumeMigrate/runSummary.ts';
import type { RunIn } from './runFacts.ts';
import { isoTime, lastChange } from './times.ts';
import type { FoundLeftover } from './types.ts';
import { stateInWords, volumeInWords } from './volumeInWords.ts';

/** What is known of a volume that Cinder may be moving. */
export interface MoveSeen {
  readonly volume: VolumeWithCreator;
  /** The run that moves it and is not over. */
  readonly mover: RunIn | undefined;
  /** The last run of the volume that is over. */
  readonly lastOver: MigrationSummary | undefined;
}

/** A move under way without a process that follows it. */
export function judgeMove({ volume, mover, lastOver }: MoveSeen): FoundLeftover[] {
  if (!isMoved(volume) || (mover?.holder ?? null) !== null) return [];
  const run = mover ?? leftMoving(lastOver);
  const found = {
    kind: 'move',
    id: volume.id,
    name: volume.name,
    runId: run?.runId ?? null,
    since: isoTime(lastChange(volume)),
    evidence: [volumeInWords(volume), stateInWords(volume), whoMovesIt(run)],
    missing: ['Cinder is still moving the volume: there is nothing to remove'],
  } as const;
  if (mover !== undefined)
    return [{ ...found, verdict: 'unfinished', advice: resumeCommand(mover.runId, mover.journalFile) }];
  return [{ ...found, verdict: 'moving', advice: adviceFor(run, volume) }];
}

const isMoved = (volume: VolumeWithCreator): boolean => isMoving(volume) || volume.status === 'retyping';

// A run that has seen its move to the end does not explain a later one.
const leftMoving = (run: MigrationSummary | undefined): MigrationSummary | undefined =>
  run === undefined || run.status === 'SUCCEEDED' ? undefined : run;

function whoMovesIt(run: MigrationSummary | undefined): string {
  if (run === undefined) return 'no run in this journal started this move';
  const { runId, startedAt, endedAt, status } = run;
  if (endedAt === null) return `run ${runId}, started at ${startedAt}, has no process that follows it`;
  const end = status === null ? 'was given up' : `ended ${status}`;
  return `run ${runId}, the last one of this volume in this journal, ${end} at ${endedAt}`;
}

function adviceFor(run: MigrationSummary | undefined, { id }: VolumeWithCreator): string {
  const wait = `wait until it ends (openstack volume show ${id})`;
  return run === undefined
    ? `started by someone else, or from another journal: ${wait}`
    : `${wait}, then check the host and the type of the volume. To see what its run did: volume-migrate show ${run.runId}`;
}
