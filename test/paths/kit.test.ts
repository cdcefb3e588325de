// The kit on a machine of a few states: which paths exist, what covers a machine, and what is missed.
import { expect, test } from 'vitest';
import { assign, createMachine, setup } from 'xstate';
import {
  type Alphabet,
  coverageOf,
  coverageTable,
  everyPath,
  type Reply,
  repliesIn,
  walk,
} from '../../src/testing/index.ts';

const doorSetup = setup({
  types: {} as { context: { knocks: number }; events: { type: 'knock' } | { type: 'open'; key: boolean } },
  guards: {
    fits: ({ event }) => event.type === 'open' && event.key,
    isImpatient: ({ context }) => context.knocks > 1,
  },
  actions: { count: assign({ knocks: ({ context }) => context.knocks + 1 }) },
});

const door = doorSetup.createMachine({
  context: { knocks: 0 },
  initial: 'shut',
  states: {
    shut: {
      always: { guard: 'isImpatient', target: 'left' },
      on: { knock: { actions: 'count' }, open: { guard: 'fits', target: 'open' } },
    },
    open: { type: 'final' },
    left: { type: 'final' },
  },
});

const opens: Reply = { words: 'the key fits', event: { type: 'open', key: true } as never };
const fails: Reply = { words: 'the key does not fit', event: { type: 'open', key: false } as never };
const knocks: Reply = { words: 'a knock', event: { type: 'knock' } };
const unknown: Reply = { words: 'the bell', event: { type: 'ring' } };
const alphabet: Alphabet<Reply> = () => [opens, fails, knocks, unknown];

const walksOf = (machine: typeof door, replies: Alphabet<Reply>) =>
  everyPath(machine, { input: undefined, alphabet: replies }).map(({ words }) =>
    walk(machine, { input: undefined, alphabet: replies }, words),
  );

test('simple paths visit no place twice; what they miss is walked too, and continues to an end', () => {
  expect(everyPath(door, { input: undefined, alphabet })).toEqual([
    { words: ['the key fits'], isSimple: true },
    { words: ['a knock', 'the key fits'], isSimple: true },
    { words: ['a knock', 'a knock'], isSimple: true },
    { words: ['the key does not fit', 'the key fits'], isSimple: false },
  ]);
});

test('places are distinguished by what matters only', () => {
  const paths = everyPath(door, { input: undefined, alphabet, matters: () => null });
  expect(paths.map(({ words }) => words.join())).toEqual([
    'the key fits',
    'the key does not fit,the key fits',
    'a knock,the key fits',
  ]);
});

test('of parallel replies only the likeliest is followed, the others have a path of their own', () => {
  const kick: Reply = { words: 'a kick', event: { type: 'knock' } };
  const paths = everyPath(door, {
    input: undefined,
    alphabet: () => [opens, knocks, kick],
    parallel: 'likeliest',
  });
  expect(paths.filter(({ isSimple }) => isSimple).flatMap(({ words }) => words)).not.toContain('a kick');
  expect(paths.filter(({ words }) => words.includes('a kick'))).toHaveLength(2);
});

test('everything reached, taken and evaluated is covered', () => {
  const { states, transitions, guards } = coverageOf(door, walksOf(door, alphabet));
  expect([...states.missed, ...transitions.missed, ...guards.missed]).toEqual([]);
  expect([states.reached.length, transitions.reached.length, guards.reached.length]).toEqual([4, 3, 4]);
});

test('a transition that no reply takes, and a guard result that no reply gives, are named', () => {
  const coverage = coverageOf(
    door,
    walksOf(door, () => [opens]),
  );
  expect(coverage.states.missed).toEqual(['left']);
  expect(coverage.transitions.missed).toEqual(['shut|knock|0', 'shut||0']);
  expect(coverage.guards.missed).toEqual(['shut|open|0 fits: false', 'shut||0 isImpatient: true']);
  expect(coverageTable(coverage)).toMatch(/states +3 of 4 +75\.0 %[\s\S]+not covered: shut\|knock\|0/);
});

test('a state that cannot be reached is named', () => {
  const { config } = door;
  const walled = doorSetup.createMachine({ ...config, states: { ...config.states, cellar: {} } } as never);
  const { states } = coverageOf(walled as never, walksOf(walled as never, alphabet));
  expect(states.missed).toEqual(['cellar']);
});

test('a state without a way out is an error', () => {
  expect(() => everyPath(door, { input: undefined, alphabet: () => [fails] })).toThrow(
    'no path leads out of shut',
  );
});

test('an infinite number of paths is an error', () => {
  expect(() => everyPath(door, { input: undefined, alphabet, most: 2 })).toThrow('more than 2 paths');
});

test('two replies with the same words in a state are an error', () => {
  const [snapshot] = walk(door, { input: undefined, alphabet }, []).map((step) => step.snapshot);
  expect(() => repliesIn(snapshot as never, () => [opens, { ...fails, words: opens.words }])).toThrow(
    'in "shut" two replies have the name "the key fits"',
  );
});

test('a walk finds replies by their words, and says where there is none', () => {
  expect(() => walk(door, { input: undefined, alphabet }, ['the bell'])).toThrow(
    'shut has no reply "the bell"',
  );
});

test('what an invoked machine does by itself is not attributed to the one that invokes it', () => {
  const inner = createMachine({ initial: 'a', states: { a: { always: 'b' }, b: {} } });
  const outer = setup({ actors: { inner } }).createMachine({
    initial: 'waiting',
    states: { waiting: { invoke: { src: 'inner', id: 'inner' } } },
  });
  const [start] = walk(outer, { input: undefined, alphabet: () => [] }, []);
  expect(start).toMatchObject({ taken: [], guards: [], state: 'waiting' });
});

test('guards of outer states and of parallel regions are reported with the others', () => {
  const lamp = createMachine(
    {
      type: 'parallel',
      on: { press: { guard: 'isLocked' } },
      states: {
        light: {
          initial: 'off',
          states: { off: { on: { press: { guard: 'hasBulb', target: 'on' } } }, on: {} },
        },
        sound: { initial: 'quiet', states: { quiet: {} } },
      },
    },
    { guards: { isLocked: () => false, hasBulb: () => false } },
  );
  const [, step] = walk(
    lamp,
    { input: undefined, alphabet: () => [{ words: 'pressed', event: { type: 'press' } }] },
    ['pressed'],
  );
  expect(step?.guards.map(({ transition, answer }) => `${transition.guard}: ${answer}`)).toEqual([
    'hasBulb: false',
    'isLocked: false',
  ]);
  expect(step?.state).toBe('light.off,sound.quiet');
});
