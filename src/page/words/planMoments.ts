// Each moment of a plan in a sentence.
import type { MoveEnd, MoveFacts, PlanAction, PlanInput } from '../../../machines/plan/types.ts';
import type { InspectedMoment } from '../../inspector/inspectedTimeline.ts';
import { surveyIn } from '../plan/planAt.ts';
import type { Told } from './moments.ts';
import { planRequestInWords } from './planRequests.ts';
import { planTitle } from './runs.ts';
import { count, duration, list, short } from './units.ts';

/** The moves of a plan, by its first moment; null for any other run. */
export function planMovesIn([first]: readonly InspectedMoment[]): readonly PlanAction[] | null {
  if (first?.plan === undefined || first.record.kind !== 'started') return null;
  return (first.record.input as unknown as PlanInput).moves;
}

/** The moment in words; null if it is told as that of any other run. */
export function planMomentInWords({ record }: InspectedMoment, moves: readonly PlanAction[]): Told | null {
  const volume = (call: string): string => volumeOf(moves[numberOf(call)]);
  if (record.kind === 'started') return { kind: 'begin', text: `${planTitle(moves)} begins` };
  if (record.kind === 'intent' && isMove(record.call))
    return {
      kind: 'change',
      text: `Start to move ${volume(record.call)}${goalOf(moves[numberOf(record.call)])}`,
    };
  if (record.kind !== 'event') return null;
  const survey = surveyIn(record);
  if (survey !== null) return { kind: 'answer', text: surveyInWords(survey) };
  const event: PlanEventRecord = record.event as never;
  if (event.type === 'done' && isMove(event.call))
    return endInWords(volume(event.call), event.output as MoveEnd);
  if (event.type === 'failed' && isMove(event.call)) return failureInWords(volume(event.call), event.fault);
  return planRequestInWords(event);
}

/** An event of a plan as its journal has it. */
export interface PlanEventRecord {
  readonly type: string;
  readonly call: string;
  readonly output: unknown;
  readonly fault: { readonly code: string; readonly message: string };
}

const isMove = (call: string): boolean => /^move\.\d+$/.test(call);

const numberOf = (call: string): number => Number(call.slice(call.lastIndexOf('.') + 1));

const volumeOf = (move: PlanAction | undefined): string =>
  move === undefined ? 'a volume' : (move.resourceName ?? `volume ${short(move.parameters.resourceId)}`);

function goalOf(move: PlanAction | undefined): string {
  const { destinationNode = null, destinationType = null } = move?.parameters ?? {};
  if (destinationNode !== null) return ` to ${destinationNode}`;
  return destinationType === null ? '' : ` to type ${destinationType}`;
}

function surveyInWords(facts: readonly MoveFacts[]): string {
  const having = (state: MoveFacts['state']): number => facts.filter((one) => one.state === state).length;
  const [waiting, done, missing] = [having('waiting'), having('done'), having('missing')];
  const parts = [
    `${count(waiting, 'volume')} to move`,
    ...(done === 0 ? [] : [`${done} already in place`]),
    ...(missing === 0 ? [] : [`${missing} that do not exist (any more)`]),
  ];
  return `Cinder shows ${list(parts)}`;
}

function endInWords(volume: string, { status, message, elapsedMs }: MoveEnd): Told {
  const after = elapsedMs === null ? '' : `, after ${duration(elapsedMs)}`;
  const why = message === null ? '' : `: ${message}`;
  if (status === 'SUCCEEDED') return { kind: 'answer', text: `Moved ${volume}${after}` };
  if (status === 'CANCELLED')
    return { kind: 'cancel', text: `Cancelled the move of ${volume}${after}${why}` };
  return { kind: 'fault', text: `Could not move ${volume}${after}${why}` };
}

const failureInWords = (volume: string, { code, message }: PlanEventRecord['fault']): Told =>
  code === 'LimitReached' || code === 'VolumeHeld'
    ? { kind: 'warning', text: `The move of ${volume} waits again: ${message}` }
    : { kind: 'fault', text: `Could not move ${volume}: ${message}` };
