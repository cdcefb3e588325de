// What the slider shows behind its thumb: how many steps each phase has, and what stands out.
import type { InspectedMoment } from '../../inspector/inspectedTimeline.ts';
import type { TimelineMoment } from '../../volumeMigrate/records.ts';
import { type Position, stateAt } from './positions.ts';

/** A phase, from its position to that of the next phase. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly state: string;
}

export interface Mark {
  readonly at: number;
  readonly kind: 'fault' | 'cancel' | 'warning';
}

export function stretchesOf(moments: readonly TimelineMoment[], positions: readonly Position[]): Stretch[] {
  const states = positions.map(({ moment, step }) => {
    const here = moments[moment];
    return here === undefined ? '' : stateAt(here, step);
  });
  const begins = states.flatMap((state, index) => (state === states[index - 1] ? [] : [index]));
  return begins.map((from, index) => ({
    from,
    to: begins[index + 1] ?? positions.length - 1,
    state: states[from] ?? '',
  }));
}

export const marksOf = (moments: readonly InspectedMoment[], positions: readonly Position[]): Mark[] =>
  positions.flatMap(({ moment, step }, at) => {
    const kind = step === 0 ? standsOut(moments[moment]) : null;
    return kind === null ? [] : [{ at, kind }];
  });

function standsOut(moment: InspectedMoment | undefined): Mark['kind'] | null {
  if (moment?.plan?.moves?.some(({ state }) => state === 'FAILED')) return 'fault';
  if (moment?.record.kind !== 'event') return null;
  const { type } = moment.record.event;
  if (type === 'failed' || type === 'watch.failed' || type === 'watch.deadline') return 'fault';
  if (type === 'watch.stalled') return 'warning';
  return type === 'cancel' ? 'cancel' : null;
}
