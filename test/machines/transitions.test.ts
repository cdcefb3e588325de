// The names of a machine's states and transitions, on a small machine that has each kind.
import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import { declared, pathOf, statesOf, transitionsOf } from '../../machines/transitions.ts';

const small = setup({
  types: { events: {} as { type: 'go' } | { type: 'stop' } | { type: 'say' } },
  guards: { isReady: () => true, isLate: () => false },
  actions: { note: () => {} },
}).createMachine({
  id: 'small',
  initial: 'idle',
  on: { stop: '.over' },
  states: {
    idle: {
      on: {
        go: [
          { guard: 'isReady', target: 'busy' },
          { guard: { type: 'isLate' }, target: '#over' },
          { actions: 'note' },
        ],
        say: { guard: () => true, actions: 'note' },
      },
    },
    busy: {
      initial: 'one',
      states: {
        one: { always: [{ guard: 'isLate', target: 'two' }, { target: 'two' }] },
        two: { on: { go: { target: ['#over'] } } },
      },
    },
    over: { id: 'over', type: 'final' },
  },
});

test('states come before those within them, by their paths', () => {
  expect(statesOf(small).map(pathOf)).toEqual(['', 'idle', 'busy', 'busy.one', 'busy.two', 'over']);
});

describe('transitions', () => {
  test('each has its source, event, guard, target and an ID of its own', () => {
    expect(transitionsOf(small)).toEqual([
      { id: '|stop|0', source: '', event: 'stop', guard: null, target: 'over' },
      { id: 'idle|go|0', source: 'idle', event: 'go', guard: 'isReady', target: 'busy' },
      { id: 'idle|go|1', source: 'idle', event: 'go', guard: 'isLate', target: 'over' },
      { id: 'idle|go|2', source: 'idle', event: 'go', guard: null, target: null },
      { id: 'idle|say|0', source: 'idle', event: 'say', guard: 'guard', target: null },
      { id: 'busy.one||0', source: 'busy.one', event: '', guard: 'isLate', target: 'busy.two' },
      { id: 'busy.one||1', source: 'busy.one', event: '', guard: null, target: 'busy.two' },
      { id: 'busy.two|go|0', source: 'busy.two', event: 'go', guard: null, target: 'over' },
    ]);
  });

  test('one that XState holds is found by its place among its alternatives', () => {
    const [, second] = small.states['idle']?.transitions.get('go') ?? [];
    expect(second && declared(second).id).toBe('idle|go|1');
  });
});
