// How Cinder and Nova complete the move of an attached volume, from what a guard read of both.
import { settleLimits } from '../../../machines/limits.ts';
import { absent, fact, type Given, type Holds, is, type Tell } from './facts.ts';

const novasSwap = (path: string, holds: (value: unknown) => boolean): Tell =>
  fact(path, (value) => (value === 'none' ? 'Nova was not asked to swap' : `Nova’s swap: ${value}`), holds);

const migrationStatus = (holds: Holds): Tell =>
  fact('context.move.volume.migrationStatus', (value) => `its migration_status is ${value}`, holds);

const notSeen: Tell = absent('context.move', 'Cinder and Nova have not been checked together yet');
const gone: Tell = absent('context.move.volume', 'the volume no longer exists');

/** Cinder has given up, has deleted its target, and Nova is not copying. */
export const givenUp: readonly Tell[] = [
  absent('event.move.volume', 'the volume no longer exists'),
  fact('event.move.volume.status', (value) => `its status is ${value}`),
  fact('event.move.volume.migrationStatus', (value) => `its migration_status is ${value}`),
  fact('event.move.target', () => 'Cinder no longer shows a target', is(null)),
  novasSwap('event.move.swap', (value) => value === 'none' || value === 'Error'),
];

// In use, or with an attachment: either shows that the guest is there.
const targetUsed: Tell = (given) => {
  const status = given['context.move.target.status'];
  if (status === undefined) return [];
  const many = given['context.move.target.attachments.length'];
  const isUsed = status === 'in-use' || (typeof many === 'number' && many > 0);
  return [
    { text: `the target’s status is ${String(status)}${isUsed ? ': the guest is on it' : ''}`, met: isUsed },
  ];
};

/** Cinder is stuck after Nova's copy, and the guest writes to the target. */
export const guestOnTarget: readonly Tell[] = [
  notSeen,
  novasSwap('context.move.swap', (value) => value !== 'running'),
  gone,
  migrationStatus((value) => value !== 'success'),
  absent('context.move.target', 'Cinder shows no target'),
  targetUsed,
];

const attached = (path: string, whose: string, holds: Holds): Tell =>
  fact(
    `${path}.attachments.length`,
    (value) => (value === '0' ? `${whose} has no attachment` : `${whose} has an attachment`),
    holds,
  );

/** The guest is on the target and not on the source, and nothing has changed for the settle time. */
export const handedOver: readonly Tell[] = [
  notSeen,
  gone,
  migrationStatus(is('completing')),
  attached('context.move.volume', 'the volume', is(0)),
  absent('context.move.target', 'Cinder shows no target'),
  attached('context.move.target', 'the target', (value) => value !== 0),
  fact(
    'event.forMs',
    (value) => `nothing has changed for ${Math.round(Number(value) / 1000)} s`,
    (value, given) => Number(value) >= settleMsIn(given),
  ),
];

function settleMsIn(given: Given): number {
  const settleMs = given['context.limits.settleMs'];
  return settleLimits(typeof settleMs === 'number' ? { settleMs } : {}).stallAfterMs;
}

/** Cinder is at rest without the new type, and Nova is no longer copying. */
export const over: readonly Tell[] = [
  notSeen,
  gone,
  fact('context.move.volume.status', (value) => `its status is ${value}`),
  fact('context.move.volume.migrationStatus', (value) => `its migration_status is ${value}`),
  (given) => (given['context.move.swap'] === 'running' ? [{ text: 'Nova still copies', met: false }] : []),
];
