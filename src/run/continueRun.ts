// Goes on with a run that another process has left.
import { createActor } from 'xstate';
import type { Actors, PortName } from '../../machines/actors.ts';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { machineStamp } from '../journal/machineStamp.ts';
import type { Entry } from '../journal/records.ts';
import { replay } from '../journal/replay.ts';
import { type DriveOptions, drive, type Run } from './drive.ts';
import { harmless } from './harmless.ts';

/** Makes the actors of a resumed run; `unanswered` are the calls that may have been made already: they look first. */
export type ActorsForResume = (unanswered: readonly PortName[]) => Actors;

/**
 * Folds the records of a run and goes on from where they end: what was under way is started again.
 * Throws `ReplayError` where the records do not fit this version of the machine.
 */
export function continueRun(
  entries: readonly Entry[],
  actorsFor: ActorsForResume,
  options: DriveOptions = {},
): Run {
  const { snapshot, unanswered, last, input } = replay(entries);
  if (last.record.kind === 'ended')
    throw new Error(`run ${last.runId} has ended: ${last.record.result.status}`);
  if (last.record.kind === 'givenUp') throw new Error(`run ${last.runId} was given up: ${last.record.why}`);
  const { journal, inspect } = options;
  journal?.continueAfter(last);
  journal?.append(last.runId, { kind: 'resumed', machine: machineStamp() });
  const persisted = JSON.parse(JSON.stringify(volumeMigrateMachine.getPersistedSnapshot(snapshot)));
  const actor = createActor(volumeMigrateMachine.provide({ actors: actorsFor(unanswered) }), {
    snapshot: persisted,
    input,
    ...(inspect === undefined ? {} : { inspect: harmless(inspect) }),
  });
  return drive(actor, input, options);
}
