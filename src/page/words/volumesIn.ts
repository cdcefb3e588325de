// The volumes that a moment of a run shows.
import type { Volume } from '../../../machines/types.ts';
import type { TimelineMoment } from '../../volumeMigrate/records.ts';

/** The volumes that a moment shows, as they were then. */
export function volumesIn({ record }: TimelineMoment): Volume[] {
  if (record.kind !== 'event') return [];
  const { event } = record;
  if (event.type === 'done') return event.call === 'getVolume' ? [event.output as Volume] : [];
  if (event.type === 'volume.seen') return event.volume === null ? [] : [event.volume];
  if (event.type !== 'swap.seen') return [];
  return [event.swap.source, event.swap.destination].filter((volume) => volume !== null);
}
