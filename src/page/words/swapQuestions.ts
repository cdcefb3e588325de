// The chart's questions while a second volume replaces the first.
import type { GuardName } from '../../../machines/guards.ts';
import { absent, fact, is, not, type Tell } from './facts.ts';
import { gone, type Question, seenStatus } from './question.ts';
import { destinationAttached, shownAttached, sourceGone } from './swapFacts.ts';

const sourceLost = absent('event.swap.source', 'the source is gone');
const destinationLost = absent('event.swap.destination', 'the destination is gone');
const swapResult = (wanted: string): Tell =>
  fact(
    'event.swap.result',
    (value) => (value === 'none' ? 'Nova’s swap has no result yet' : `Nova’s swap ended with ${value}`),
    is(wanted),
  );

export const SWAP_QUESTIONS = {
  isDestinationAvailable: {
    asks: 'Is the destination volume ready?',
    tells: [
      gone,
      seenStatus('available'),
      fact('event.volume.migrationStatus', (value) => `its migration_status is ${value}`, is(null)),
    ],
  },
  hasDestinationFailed: {
    asks: 'Has Cinder failed to create the destination volume?',
    tells: [fact('event.volume.status', (value) => `its status is ${value}`)],
    yes: 'Cinder says that the volume does not exist',
  },
  isDestinationTaken: {
    asks: 'Is someone already using the destination volume?',
    tells: [gone, fact('event.volume.status', (value) => `its status is ${value}`)],
  },
  isSwapProven: {
    asks: 'Do all four signs show that the data is on the destination?',
    tells: [
      swapResult('Success'),
      shownAttached,
      sourceLost,
      destinationLost,
      fact('event.swap.source.status', (value) => `the source’s status is ${value}`, is('available')),
      fact(
        'event.swap.source.attachments.length',
        (value) => (value === '0' ? 'the source is attached to no server' : 'the source is still attached'),
        is(0),
      ),
      fact('event.swap.destination.status', (value) => `the destination’s status is ${value}`, is('in-use')),
      fact(
        'event.swap.destination.attachments.length',
        (value) =>
          value === '0'
            ? 'Cinder shows no attachment of the destination'
            : 'Cinder shows the destination attached',
        not(is(0)),
      ),
      fact(
        'event.swap.destination.migrationStatus',
        (value) => `the destination’s migration_status is ${value}`,
        is(null),
      ),
    ],
  },
  isSwapProvenBySourceGone: {
    asks: 'Is the swap done, and the source deleted by someone else?',
    tells: [
      swapResult('Success'),
      sourceGone,
      destinationAttached,
      destinationLost,
      fact('event.swap.destination.status', (value) => `the destination’s status is ${value}`, is('in-use')),
    ],
  },
  hasSwapFailed: { asks: 'Did Nova fail to swap?', tells: [swapResult('Error')] },
  isRolledBack: {
    asks: 'Has Nova put the source back?',
    tells: [
      sourceLost,
      destinationLost,
      fact('event.swap.source.status', (value) => `the source’s status is ${value}`, is('in-use')),
      fact(
        'event.swap.destination.status',
        (value) => `the destination’s status is ${value}`,
        is('available'),
      ),
    ],
  },
  hasSourceDeletionFailed: {
    asks: 'Has Cinder failed to delete the source?',
    tells: [gone, fact('event.volume.status', (value) => `its status is ${value}`)],
  },
} as const satisfies Partial<Record<GuardName, Question>>;
