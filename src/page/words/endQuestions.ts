// The chart's questions when a step has failed, after a cancel, and when the run ends.
import type { GuardName } from '../../../machines/guards.ts';
import { fact, type Holds, is, not, type Tell } from './facts.ts';
import { parameter, type Question } from './question.ts';
import { noFailure } from './swapFacts.ts';

const cancelAsked = (holds?: Holds): Tell =>
  fact(
    'context.cancelRequested',
    (value) => (value === 'true' ? 'a cancel was requested' : 'no cancel was requested'),
    holds,
  );

export const END_QUESTIONS = {
  isStartableOtherwise: {
    asks: 'Can Cinder retype the volume instead of a swap?',
    tells: [
      parameter('swapMethod', 'swap_method', is('auto')),
      cancelAsked(is(false)),
      fact(
        'event.error.uncertain',
        (value) => (value === 'true' ? 'the call may have taken effect' : 'the call had no effect'),
        is(false),
      ),
    ],
  },
  wasRetypeAccepted: {
    asks: 'Did Cinder accept a retype?',
    tells: [fact('context.did', (value) => (value === 'retype' ? 'it did' : 'it did not'), is('retype'))],
  },
  isCancelRequested: { asks: 'Was a cancel requested in the meantime?', tells: [cancelAsked()] },
  isUncertain: {
    asks: 'May the call have taken effect although its response was lost?',
    yes: 'it is not known',
    no: 'the response says that it had no effect',
  },
  hasUnusedDestinationVolume: {
    asks: 'Was a destination volume created, but no swap requested?',
    tells: [
      fact(
        'context.destinationVolumeId',
        (value) => (value === 'none' ? 'none was created' : `volume ${value.slice(0, 8)} was created`),
        not(is(null)),
      ),
      fact(
        'context.swapAsked',
        (value) =>
          value === 'no'
            ? 'no swap was requested'
            : value === 'maybe'
              ? 'a swap may have been requested'
              : 'a swap was requested',
        is('no'),
      ),
    ],
  },
  hasTemporaryUser: {
    asks: 'Is there a temporary user to delete?',
    yes: 'the run created one',
    no: 'there is none',
  },
  isCancelledWithoutFailure: {
    asks: 'Was the run only cancelled, without a failure?',
    tells: [cancelAsked(), noFailure],
  },
} as const satisfies Partial<Record<GuardName, Question>>;
