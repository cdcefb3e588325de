// Goes on with a run that another process has left.
import type { Context } from '../../machines/context.ts';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { createAttendance, type PortOptions } from '../../services/index.ts';
import { attendedSinceAsked } from '../journal/attended.ts';
import { machineStamp } from '../journal/machineStamp.ts';
import type { Entry } from '../journal/records.ts';
import { replay } from '../journal/replay.ts';
import { type DriveOptions, drive, type Run } from './drive.ts';
import { createSharedActor, type Work } from './sharedMachine.ts';

/** What the work of a resumed run is told of the processes before it. */
export type Earlier = Required<Pick<PortOptions, 'unanswered' | 'attendance' | 'swap'>>;

export type WorkForResume = (earlier: Earlier) => Work;

/**
 * Folds the records of a run and goes on from where they end: what was under way is started again.
 * Throws `ReplayError` where the records do not fit this version of the machine.
 */
export function continueRun(
  entries: readonly Entry[],
  workFor: WorkForResume,
  options: DriveOptions = {},
): Run {
  const { snapshot, unanswered, last, input } = replay(entries);
  if (last.record.kind === 'ended')
    throw new Error(`run ${last.runId} has ended: ${last.record.result.status}`);
  if (last.record.kind === 'givenUp') throw new Error(`run ${last.runId} was given up: ${last.record.why}`);
  const { journal } = options;
  journal?.continueAfter(last);
  journal?.append(last.runId, { kind: 'resumed', machine: machineStamp() });
  const persisted = JSON.parse(JSON.stringify(volumeMigrateMachine.getPersistedSnapshot(snapshot)));
  const attendance = createAttendance(attendedSinceAsked(entries));
  const actor = createSharedActor(workFor({ unanswered, attendance, swap: swapOf(snapshot.context) }), {
    snapshot: persisted,
    input,
  });
  return drive(actor, { input, snapshot: persisted }, options);
}

function swapOf({ volume, swapRequestId }: Context): Earlier['swap'] {
  const serverId = volume?.attachments[0]?.serverId;
  return serverId === undefined || swapRequestId === null ? null : { serverId, requestId: swapRequestId };
}
