// Plays a plan without a cloud: moves last as long as a table says, and what happens is recorded.
import type { AnyMachineSnapshot } from 'xstate';
import type { PlanContext } from '../../../machines/plan/context.ts';
import type { PlanEvent } from '../../../machines/plan/events.ts';
import { planMachine } from '../../../machines/plan/machine.ts';
import type { MoveEnd, MoveFacts, PlanAction, PlanInput, PlanResult } from '../../../machines/plan/types.ts';
import { begin, type Effect, next } from '../../../src/engine/transitions.ts';

/** A move of a test: where from, where to, how large, on which servers. */
export interface TestMove {
  readonly source: string;
  readonly destination: string;
  readonly sizeGib: number;
  readonly serverIds?: readonly string[];
  readonly isRoot?: boolean;
  readonly state?: MoveFacts['state'];
  readonly schedule?: Pick<PlanAction, 'notBefore' | 'window'>;
}

/** When a move held its slots, in minutes from the start. */
export interface Held {
  readonly n: number;
  readonly from: number;
  readonly to: number;
}

export const SUCCESS: MoveEnd = {
  ...{ status: 'SUCCEEDED', runId: 'r', code: null, message: null, reasons: [] },
  ...{ isAccepted: true, elapsedMs: 1, endedAt: '2026-01-01T00:00:00.000Z' },
};

/** A plan's input for the moves of a test. */
export function inputFor(moves: readonly TestMove[], more: Partial<PlanInput> = {}): PlanInput {
  return {
    ...{ planId: 'p', startedAt: '2026-01-01T00:00:00.000Z', limits: {}, order: 'fast', maxFailures: null },
    classes: { attached: null, root: null },
    moves: moves.map(({ destination, schedule }, n) => ({
      parameters: {
        ...{ resourceId: `v${n}`, migrationType: 'migrate', destinationNode: destination },
        ...{ destinationType: null, swapMethod: 'auto', allowEncryptionChange: false },
      },
      ...{ resourceName: null, reason: null, notBefore: null, window: null, ...schedule },
    })),
    ...more,
  };
}

export const factsOf = (moves: readonly TestMove[]): MoveFacts[] =>
  moves.map(({ source, sizeGib, serverIds = [], isRoot = false, state = 'waiting' }) => ({
    ...{ source, sizeGib, serverIds, isRoot, state },
  }));

/** A plan under way, one event after another. */
export class Play {
  snapshot: AnyMachineSnapshot;
  readonly started: number[] = [];
  readonly running = new Set<number>();
  readonly calls: string[] = [];

  constructor(moves: readonly TestMove[], input: PlanInput = inputFor(moves)) {
    const first = begin(planMachine, input);
    this.snapshot = first.snapshot;
    this.#perform(first.effects);
    this.send({ type: 'xstate.done.actor.surveyVolumes', output: factsOf(moves) });
    // Nobody knows how much room there is, unless a test says so.
    if (this.snapshot.value !== 'readingPools') return;
    this.send({
      type: 'xstate.error.actor.readPools',
      error: { code: 'Forbidden', message: '', reasons: [] },
    });
  }

  send(event: PlanEvent): void {
    const stepped = next(planMachine, this.snapshot, event);
    this.snapshot = stepped.snapshot;
    this.#perform(stepped.effects);
  }

  end(n: number, end: Partial<MoveEnd> = {}): void {
    this.running.delete(n);
    this.send({ type: `xstate.done.actor.move.${n}`, output: { ...SUCCESS, ...end } });
  }

  get context(): PlanContext {
    return this.snapshot.context as PlanContext;
  }

  get result(): PlanResult | undefined {
    return this.snapshot.output as PlanResult | undefined;
  }

  #perform(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.kind !== 'start') continue;
      this.calls.push(effect.src);
      if (effect.src !== 'makeMove') continue;
      const { n } = effect.input as { readonly n: number };
      this.started.push(n);
      this.running.add(n);
    }
  }
}

/** Plays a plan to its end: each move lasts as long as the table says. Returns when each held its slots. */
export function playAll(
  moves: readonly TestMove[],
  lasts: (n: number) => number,
  input: PlanInput = inputFor(moves),
): { readonly held: readonly Held[]; readonly makespan: number; readonly play: Play } {
  const play = new Play(moves, input);
  const held: Held[] = [];
  const ends = new Heap();
  let now = 0;
  let seen = 0;
  const schedule = (): void => {
    for (; seen < play.started.length; seen += 1) {
      const n = play.started[seen] as number;
      held.push({ n, from: now, to: now + lasts(n) });
      ends.push({ n, at: now + lasts(n) });
    }
  };
  schedule();
  for (let end = ends.pop(); end !== null; end = ends.pop()) {
    now = end.at;
    play.end(end.n);
    schedule();
  }
  return { held, makespan: now, play };
}

interface End {
  readonly n: number;
  readonly at: number;
}

// The ends that come, earliest first.
class Heap {
  readonly #ends: End[] = [];

  push(end: End): void {
    const place = this.#ends.findIndex(({ at }) => at < end.at);
    this.#ends.splice(place < 0 ? this.#ends.length : place, 0, end);
  }

  pop(): End | null {
    return this.#ends.pop() ?? null;
  }
}
