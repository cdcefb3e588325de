// What people ask of a plan, and what its watches report, in words.
import type { PlanEvent } from '../../../machines/plan/events.ts';
import type { Told } from './moments.ts';
import { count } from './units.ts';

type Of<Type extends PlanEvent['type']> = Extract<PlanEvent, { readonly type: Type }>;

const SAID: { readonly [Type in PlanEvent['type']]?: (event: Of<Type>) => Told } = {
  pause: () => ({ kind: 'cancel', text: 'Pause requested: no more moves start' }),
  resume: () => ({ kind: 'begin', text: 'Resume requested: moves start again' }),
  cancelWaiting: () => ({ kind: 'cancel', text: 'Cancel requested: no more moves start' }),
  cancelRunning: () => ({ kind: 'cancel', text: 'Cancel requested, of the running moves as well' }),
  cancel: () => ({ kind: 'cancel', text: 'Cancel requested, of the running moves as well' }),
  changeLimits: ({ limits }) => ({
    kind: 'change',
    text: `Other limits requested: ${changedLimits(limits)}`,
  }),
  poolFigures: ({ pools }) => ({
    kind: 'seen',
    text: `Cinder shows the capacity of ${count(pools.length, 'pool')}`,
  }),
  otherRuns: ({ slots }) => ({ kind: 'seen', text: othersInWords(slots) }),
  clock: ({ at }) => ({ kind: 'seen', text: `The time is ${at}` }),
};

/** Null if the event is of another kind. */
export function planRequestInWords(event: { readonly type: string }): Told | null {
  const say = SAID[event.type as keyof typeof SAID] as ((event: unknown) => Told) | undefined;
  return say?.(event) ?? null;
}

const changedLimits = ({ pools, ...limits }: Of<'changeLimits'>['limits']): string =>
  [
    ...Object.entries(limits).map(([name, limit]) => `${name} ${limit}`),
    ...Object.entries(pools ?? {}).map(([pool, of]) => `${pool} ${JSON.stringify(of)}`),
  ].join(', ');

function othersInWords(slots: Of<'otherRuns'>['slots']): string {
  const running = slots['total'] ?? 0;
  return running === 0 ? 'No other run takes part of the limits' : `${count(running, 'other run')} under way`;
}
