// A question of the chart, and facts that answer questions of several phases.
import { absent, fact, type Holds, oneOf, type Tell } from './facts.ts';

export interface Question {
  readonly asks: string;
  readonly tells?: readonly Tell[];
  /** Said where what the guard read tells no fact. */
  readonly yes?: string;
  readonly no?: string;
}

/** A parameter of the run, as it is spelled there. */
export const parameter = (name: string, spelled: string, holds?: Holds): Tell =>
  fact(
    `context.parameters.${name}`,
    (value) => (value === 'none' ? `${spelled} is not given` : `${spelled} is ${value}`),
    holds,
  );

export const seenStatus = (...wanted: readonly string[]): Tell =>
  fact('event.volume.status', (value) => `its status is ${value}`, oneOf(...wanted));

export const gone = absent('event.volume', 'there is no such volume any more');
