// A run as a story: phases, and within them what was requested, returned and read.
import type { Volume } from '../../../machines/types.ts';
import { phasesOf } from '../../engine/phases.ts';
import type { InspectedMoment } from '../../inspector/inspectedTimeline.ts';
import type { RequestMade, TimelinePhase } from '../../volumeMigrate/records.ts';
import type { Position } from '../travel/positions.ts';
import { momentInWords, type Told } from '../words/moments.ts';
import { planMomentInWords, planMovesIn } from '../words/planMoments.ts';
import { NO_NAMES, type TypeNames, withTypeNames } from '../words/typeNames.ts';
import { volumesIn } from '../words/volumesIn.ts';

export interface PhaseRow {
  readonly type: 'phase';
  readonly phase: TimelinePhase;
  /** The record that led to it. */
  readonly n: number;
}

export interface MomentRow {
  readonly type: 'moment';
  readonly moment: InspectedMoment;
  readonly told: Told;
  /** The state before it. */
  readonly before: string;
  /** Index of its first position, and the number of its positions. */
  readonly first: number;
  readonly count: number;
}

/** Consecutive requests, without anything between them. */
export interface RequestsRow {
  readonly type: 'requests';
  readonly n: number;
  readonly requests: readonly RequestMade[];
}

export type Row = PhaseRow | MomentRow | RequestsRow;

/** All rows of a run, in order. `names`: those of volume types. */
export function rowsOf(
  moments: readonly InspectedMoment[],
  positions: readonly Position[],
  names: TypeNames = NO_NAMES,
): Row[] {
  const rows: Row[] = [];
  const phases = phasesOf(moments).values();
  const lastSeen = new Map<string, Volume>();
  const firsts = firstPositions(positions);
  let requests: RequestMade[] | null = null;
  const moves = planMovesIn(moments);
  let before = '';
  for (const [index, moment] of moments.entries()) {
    const { record, state, n } = moment;
    if (record.kind === 'request') {
      if (requests === null) {
        requests = [];
        rows.push({ type: 'requests', n, requests });
      }
      requests.push(record.request);
      continue;
    }
    requests = null;
    const { kind, text } = (moves && planMomentInWords(moment, moves)) ?? momentInWords(moment, lastSeen);
    const told = { kind, text: withTypeNames(text, names) };
    const [first, count] = [firsts.get(index) ?? 0, Math.max(1, moment.steps.length)];
    rows.push({ type: 'moment', moment, told, before, first, count });
    for (const volume of volumesIn(moment)) lastSeen.set(volume.id, volume);
    const phase = state === before ? undefined : phases.next().value;
    if (phase !== undefined) rows.push({ type: 'phase', phase, n });
    before = state;
  }
  return rows;
}

const firstPositions = (positions: readonly Position[]): Map<number, number> =>
  new Map(
    positions.flatMap(({ moment, step }, index): [number, number][] => (step === 0 ? [[moment, index]] : [])),
  );

/** Whether the chart evaluated any guards, or a plan started or ended a move. */
export const isDecision = (row: Row): boolean =>
  row.type === 'phase' ||
  (row.type === 'moment' && (isAsked(row.moment) || row.moment.plan?.moves !== undefined));

const isAsked = ({ steps }: InspectedMoment): boolean => steps.some(({ guards }) => guards.length > 0);
