// Why a move cannot be made, by a view of the cloud: the questions of the chart, answered without a request.
import type { PortName } from '../../../machines/actors.ts';
import type { MigrationInput } from '../../../machines/context.ts';
import type { MigrationParameters } from '../../../machines/types.ts';
import { type PassingContext, passingMachine } from '../../check/passingMachine.ts';
import { begin, next, type Stepped } from '../../engine/transitions.ts';
import type { IndexedView } from './indexed.ts';
import { answer, isRead } from './reads.ts';

/** What a run would do, by a view. */
export interface Walk {
  /** Everything that blocks it, in the words of `check`; empty if nothing does. */
  readonly reasons: readonly string[];
  /** The first call that would change something; null if the run would end before it. */
  readonly first: PortName | null;
}

const RUN_ID = '00000000-0000-4000-8000-000000000000';

/** Walks the chart through a view, up to the first change. */
export function walkOnView(view: IndexedView, parameters: MigrationParameters): Walk {
  const input: MigrationInput = { runId: RUN_ID, parameters, startedAt: view.view.takenAt };
  let stepped: Stepped = begin(passingMachine, input);
  for (;;) {
    const started = stepped.effects.findLast((effect) => effect.kind === 'start');
    if (started === undefined || !isRead(started.src)) {
      const first = started === undefined ? null : (started.src as PortName);
      return { reasons: reasonsOf(stepped), first };
    }
    const given = answer(view, started.src as PortName, started.input);
    const event =
      'output' in given
        ? { type: `xstate.done.actor.${started.id}`, output: given.output }
        : { type: `xstate.error.actor.${started.id}`, error: given.error };
    stepped = next(passingMachine, stepped.snapshot, event);
  }
}

function reasonsOf({ snapshot }: Stepped): string[] {
  const { refusals, failure } = snapshot.context as PassingContext;
  const refused = refusals.flatMap(({ message, reasons }) => (reasons.length > 0 ? reasons : [message]));
  // What could not be found is named; its reasons say what there is instead.
  const missing = failure === null ? [] : [failure.message, ...failure.reasons];
  return [...new Set([...refused, ...missing])];
}
