// How far Cinder has come with a move, from what was read of the volume.
import { AT_REST, isAtPlace, MOVING } from '../../../machines/volumeRules.ts';
import { elements, fact, type Given, is, oneOf, type Tell } from './facts.ts';
import { copiesCounted, short } from './units.ts';

export const isMoving = oneOf(...MOVING);
export const isAtRest = oneOf(...AT_REST);

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const isThere = (given: Given): boolean =>
  isAtPlace(
    { host: text(given['event.volume.host']), clusterName: text(given['event.volume.clusterName']) },
    String(given['context.parameters.destinationNode']),
  );

const placeFact =
  (wanted: boolean): Tell =>
  (given) => {
    if (!('event.volume.host' in given)) return [];
    const host = String(given['event.volume.host'] ?? 'no host');
    const there = isThere(given);
    const text = there
      ? `it is on ${host}, as asked`
      : `it is on ${host}, not on ${String(given['context.parameters.destinationNode'])}`;
    return [{ text, met: there === wanted }];
  };

export const arrived: Tell = placeFact(true);
export const elsewhere: Tell = placeFact(false);

// Type and host are saved before a move is complete; if no data moved, migration_status may be an old one.
export const moved: Tell = (given) => {
  const status = given['event.volume.migrationStatus'];
  if (status === undefined) return [];
  const [before, now] = [given['context.volume.host'], given['event.volume.host']];
  const hasMoved =
    given['context.moveBegan'] === true ||
    isMoving(status, given) ||
    (typeof before === 'string' && typeof now === 'string' && before !== now);
  const text = `its migration_status is ${String(status ?? 'none')}${hasMoved ? '' : ', no data had to move'}`;
  return [{ text, met: hasMoved ? status === 'success' : true }];
};

/** `path`: where the guard read the volume. */
export const attachmentsSeen =
  (path: string): Tell =>
  (given) => {
    const many = given[`${path}.attachments.length`];
    if (many === undefined) return [];
    const wanted = elements(given, 'context.volume.attachments', 'serverId');
    const seen = elements(given, `${path}.attachments`, 'serverId');
    if (many === 0) return [{ text: 'Cinder shows no attachment', met: false }];
    if (wanted.length === 0) return [{ text: 'Cinder shows an attachment', met: true }];
    return wanted.map((id) => {
      const kept = seen.includes(id);
      return { text: `Cinder shows server ${short(String(id))}${kept ? '' : ' no longer'}`, met: kept };
    });
  };

export const copies: Tell = fact(
  'event.copies.length',
  (value) =>
    value === '0' ? 'Cinder shows no such copy' : `Cinder is still deleting ${copiesCounted(Number(value))}`,
  is(0),
);
