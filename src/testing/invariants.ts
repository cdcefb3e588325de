// What holds for every run, whatever the cloud and its users do: pure functions of what was observed.
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

/** Each returns one sentence per violation. */
export const INVARIANTS = {
  'the data exists in at least one complete volume that its owner can reach': dataIsReachable,
  'the source is deleted only when the destination is attached and verified': sourceIsReplaced,
  'no attached volume is deleted': nothingAttachedIsDeleted,
  'no temporary user and no grant remains': noUserSurvives,
  'no volume of the run remains unless it is among the leftovers': noVolumeSurvives,
  'what continues after the run is among the leftovers': whatGoesOnIsNamed,
  'each change takes effect at most once': effectsAreSingle,
  'status, error and exit status agree': statusAgrees,
  'success is true': successIsTrue,
  'no secret is revealed': noSecretIsTold,
  'the run ends within its deadline': endsInTime,
} as const satisfies Record<string, Invariant>;

/** The violations, in sentences; empty if there are none. */
export const brokenInvariants = (observed: Observed): string[] =>
  Object.values(INVARIANTS).flatMap((invariant) => invariant(observed));
