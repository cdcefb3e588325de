// A question of the chart, and facts for the questions of several phases.
import { absent, fact, type Holds, oneOf, type Tell } from './facts.ts';

export interface Question {
  readonly asks: string;
  readonly tells?: readonly Tell[];
  /** The words if what the guard read contains no fact. */
  readonly yes?: string;
  readonly no?: string;
}

/** A parameter of the run, under its name in the specification. */
export const parameter = (name: string, spelled: string, holds?: Holds): Tell =>
  fact(
    `context.parameters.${name}`,
    (value) => (value === 'none' ? `${spelled} is not given` : `${spelled} is ${value}`),
    holds,
  );

export const seenStatus = (...wanted: readonly string[]): Tell =>
  fact('event.volume.status', (value) => `its status is ${value}`, oneOf(...wanted));

export const gone = absent('event.volume', 'the volume no longer exists');
