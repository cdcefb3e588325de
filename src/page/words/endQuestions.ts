// What the chart asks when a step has failed, a cancel has come, or the run ends.
import type { GuardName } from '../../../machines/guards.ts';
import { fact, type Holds, is, not, type Tell } from './facts.ts';
import { parameter, type Question } from './question.ts';
import { noFailure } from './swapFacts.ts';

const cancelAsked = (holds?: Holds): Tell =>
  fact(
    'context.cancelRequested',
    (value) => (value === 'true' ? 'a cancel was asked' : 'no cancel was asked'),
    holds,
  );

export const END_QUESTIONS = {
  isStartableOtherwise: {
    asks: 'May the swap be done by retype instead?',
    tells: [
      parameter('swapMethod', 'swap_method', is('auto')),
      cancelAsked(is(false)),
      fact(
        'event.error.uncertain',
        (value) => (value === 'true' ? 'the call may have had its effect' : 'the call had no effect'),
        is(false),
      ),
    ],
  },
  wasRetypeAccepted: {
    asks: 'Had Cinder accepted a retype?',
    tells: [fact('context.did', (value) => (value === 'retype' ? 'it had' : 'it had not'), is('retype'))],
  },
  isCancelRequested: { asks: 'Was a cancel asked meanwhile?', tells: [cancelAsked()] },
  isUncertain: {
    asks: 'May the call have had its effect although no answer came?',
    yes: 'no answer says so: it is not known',
    no: 'the answer says that it had none',
  },
  hasUnusedDestinationVolume: {
    asks: 'Was a destination volume made that no swap was asked for?',
    tells: [
      fact(
        'context.destinationVolumeId',
        (value) => (value === 'none' ? 'none was made' : `volume ${value.slice(0, 8)} was made`),
        not(is(null)),
      ),
      fact(
        'context.swapAsked',
        (value) =>
          value === 'no'
            ? 'no swap was asked for'
            : value === 'maybe'
              ? 'a swap may have been asked for'
              : 'a swap was asked for',
        is('no'),
      ),
    ],
  },
  hasTemporaryUser: {
    asks: 'Is there a temporary user to take away?',
    yes: 'the run made one',
    no: 'there is none',
  },
  isCancelledWithoutFailure: {
    asks: 'Was the run only cancelled, without a failure?',
    tells: [cancelAsked(), noFailure],
  },
} as const satisfies Partial<Record<GuardName, Question>>;
