// A machine that embeds this one as a child, walked by the kit: every path, whatever the child returns.
import { expect, test } from 'vitest';
import { assign, sendTo, setup } from 'xstate';
import type { MigrationInput, MigrationResult } from '../../machines/context.ts';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import {
  type Alphabet,
  coverageOf,
  everyPath,
  type GuardAnswer,
  type Reply,
  volumeMigratePaths,
  walk,
} from '../../src/testing/index.ts';

/**
 * Moves volumes one after the other; a move that fails is tried once more, then the volume stays where it is.
 */
interface Emptying {
  readonly left: readonly string[];
  readonly isSecondTry: boolean;
  readonly kept: readonly string[];
}

const result = ({ event }: { event: unknown }): MigrationResult =>
  (event as { output: MigrationResult }).output;

const emptyingSetup = setup({
  types: {} as { context: Emptying; events: { type: 'stop' }; input: { volumeIds: string[] } },
  actors: { migrate: volumeMigrateMachine },
  guards: {
    hasMore: ({ context }) => context.left.length > 0,
    isMoved: (asked) => result(asked).status === 'SUCCEEDED',
    isCancelled: (asked) => result(asked).status === 'CANCELLED',
    isSecondTry: ({ context }) => context.isSecondTry,
    hasKeptAny: ({ context }) => context.kept.length > 0,
  },
  actions: {
    next: assign(({ context }) => ({ left: context.left.slice(1), isSecondTry: false })),
    keep: assign(({ context }) => ({ kept: [...context.kept, context.left[0] ?? ''] })),
    tryAgain: assign({ isSecondTry: true }),
    cancelMove: sendTo('migrate', { type: 'cancel' }),
  },
});

const emptying = emptyingSetup.createMachine({
  id: 'emptying',
  context: ({ input }) => ({ left: input.volumeIds, isSecondTry: false, kept: [] }),
  initial: 'askingMore',
  states: {
    askingMore: {
      always: [
        { guard: 'hasMore', target: 'migrating' },
        { guard: 'hasKeptAny', target: 'partlyEmptied' },
        { target: 'emptied' },
      ],
    },
    migrating: {
      on: { stop: { actions: 'cancelMove' } },
      invoke: {
        id: 'migrate',
        src: 'migrate',
        input: ({ context }): MigrationInput => ({
          runId: '99999999-9999-4999-8999-999999999999',
          startedAt: '2026-11-21T20:00:00.000Z',
          parameters: {
            resourceId: context.left[0] ?? '',
            migrationType: 'cold',
            destinationNode: 'node2@alpha#alpha',
            destinationType: null,
            swapMethod: 'auto',
            allowEncryptionChange: false,
          },
        }),
        onDone: [
          { guard: 'isMoved', target: 'askingMore', actions: 'next' },
          { guard: 'isCancelled', target: 'stopped' },
          { guard: 'isSecondTry', target: 'askingMore', actions: ['keep', 'next'] },
          { target: 'migrating', reenter: true, actions: 'tryAgain' },
        ],
        onError: 'broken',
      },
    },
    emptied: { type: 'final' },
    partlyEmptied: { type: 'final' },
    stopped: { type: 'final' },
    broken: { type: 'final' },
  },
});

// Each kind of result of this machine, once: from its own paths.
const results = new Map(
  volumeMigratePaths().flatMap(({ walk: path, title }) => {
    const output = path.at(-1)?.snapshot.output;
    return output === undefined
      ? []
      : [[`${output.status} ${output.operation} ${output.error?.code}`, { title, output }]];
  }),
);

const alphabet: Alphabet<Reply> = () => [
  ...[...results.values()].map(({ title, output }) => ({
    words: title,
    event: { type: 'xstate.done.actor.migrate', output },
  })),
  {
    words: 'our machine breaks',
    event: { type: 'xstate.error.actor.migrate', error: new Error('broken') } as never,
  },
  { words: 'stopped', event: { type: 'stop' } },
];

// Two volumes, each with dozens of ends twice: of parallel replies the likeliest is followed, the others
// once.
const options = { input: { volumeIds: ['one', 'two'] }, alphabet, parallel: 'likeliest' as const };
const walks = everyPath(emptying, options).map(({ words }) => walk(emptying, options, words));

test('every state, transition and guard of a machine that embeds this one is covered by the paths of the kit', () => {
  const { states, transitions, guards } = coverageOf(emptying, walks);
  expect(results.size).toBeGreaterThan(10);
  expect([...states.missed, ...transitions.missed, ...guards.missed]).toEqual([]);
});

test('on every path each volume is moved, or kept after a second try, unless the machine was stopped', () => {
  for (const steps of walks) {
    const last = steps.at(-1)?.snapshot;
    const isWhole = last?.matches('emptied') || last?.matches('partlyEmptied');
    const moved = steps.filter(({ guards }) => guards.some(isMove)).length;
    expect(moved + (last?.context.kept.length ?? 0) === 2).toBe(isWhole);
  }
});

const isMove = ({ transition, answer }: GuardAnswer): boolean => transition.guard === 'isMoved' && answer;
