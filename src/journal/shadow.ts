// The chart run once more without its calls, to see how it goes: which guards it asks, which transitions it takes.
import {
  type Actor,
  createActor,
  fromCallback,
  fromPromise,
  type InspectedMicrostepEvent,
  type InspectionEvent,
} from 'xstate';
import { type Actors, OBSERVERS, PORTS } from '../../machines/actors.ts';
import type { Input, RunEvent } from '../../machines/context.ts';
import { declared, pathOf } from '../../machines/transitions.ts';
import { type VolumeMigrateMachine, volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { type MigrationSnapshot, statePath } from '../run/progress.ts';
import { fromJournal } from './events.ts';
import { askedGuards } from './guardsAsked.ts';
import type { ChartStep, GuardAsked } from './moments.ts';
import type { JournalRecord } from './records.ts';

export interface Shadow {
  /** The steps that a record made the chart take. Records must fit: a fold has checked them. */
  readonly take: (record: JournalRecord) => ChartStep[];
}

/** A shadow of a run that waits for its first record. */
export function createShadow(): Shadow {
  let steps: ChartStep[] = [];
  let asked: GuardAsked[] = [];
  let actor: Actor<VolumeMigrateMachine> | null = null;
  const machine = volumeMigrateMachine.provide({
    actors: idle,
    guards: askedGuards((guard) => asked.push(guard)),
  });
  const see = (inspection: InspectionEvent): void => {
    if (inspection.type !== '@xstate.microstep') return;
    steps.push(stepOf(inspection, asked));
    asked = [];
  };
  const begin = (input: Input): void => {
    steps.push({ guards: [], taken: null, state: INITIAL });
    actor = createActor(machine, { input, inspect: see });
    actor.start();
  };
  return {
    take: (record) => {
      steps = [];
      asked = [];
      if (record.kind === 'started') begin(record.input);
      if (record.kind === 'event') actor?.send(fromJournal(record.event) as RunEvent);
      return steps;
    },
  };
}

const INITIAL = volumeMigrateMachine.root.initial.target.map(pathOf).join();

const idle = Object.fromEntries([
  ...Object.keys(PORTS).map((name) => [name, fromPromise(() => new Promise(() => {}))]),
  ...OBSERVERS.map((name) => [name, fromCallback(() => {})]),
]) as unknown as Actors;

function stepOf({ snapshot, _transitions }: InspectedMicrostepEvent, guards: GuardAsked[]): ChartStep {
  const [transition] = _transitions;
  return {
    guards,
    taken: transition === undefined ? null : declared(transition),
    state: statePath((snapshot as MigrationSnapshot).value),
  };
}
