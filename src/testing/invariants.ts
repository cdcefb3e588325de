// What holds of every run, whatever the cloud and its users do: pure functions of what was seen of it.
import { dataIsReachable, nothingAttachedIsDeleted, sourceIsReplaced } from './invariantsOfData.ts';
import { endsInTime, noSecretIsTold, statusAgrees, successIsTrue } from './invariantsOfOutcome.ts';
import {
  effectsAreSingle,
  noUserSurvives,
  noVolumeSurvives,
  whatGoesOnIsNamed,
} from './invariantsOfTraces.ts';
import type { Observed } from './observed.ts';

export type { Observed } from './observed.ts';

type Invariant = (observed: Observed) => string[];

/** Each gives a sentence for each thing that is broken. */
export const INVARIANTS = {
  'the data exists in at least one complete volume that its owner can reach': dataIsReachable,
  'the source is deleted only when the proven destination is attached': sourceIsReplaced,
  'nothing is deleted that is attached': nothingAttachedIsDeleted,
  'no temporary user and no grant survives': noUserSurvives,
  'no volume of the run survives unless it is named': noVolumeSurvives,
  'what goes on without the run is named': whatGoesOnIsNamed,
  'at most one changing call of each kind has effect': effectsAreSingle,
  'status, error and exit agree': statusAgrees,
  'success is true': successIsTrue,
  'no secret is told': noSecretIsTold,
  'the run ends within its deadline': endsInTime,
} as const satisfies Record<string, Invariant>;

/** What is broken, in sentences; nothing where all is well. */
export const brokenInvariants = (observed: Observed): string[] =>
  Object.values(INVARIANTS).flatMap((invariant) => invariant(observed));
