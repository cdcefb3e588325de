// Every state and every transition of the machine is drawn: counted from the machine, searched for in the files.
import { describe, expect, test } from 'vitest';
import type { AnyStateNode } from 'xstate';
import { generate } from '../../diagrams/generate.ts';
import { statesOf, transitionsOf, volumeMigrateMachine } from '../../machines/index.ts';
import { readDrawing } from './drawn.ts';

const files = await generate();
const states = statesOf(volumeMigrateMachine);
const transitions = transitionsOf(volumeMigrateMachine);
const pathOf = ({ path }: AnyStateNode): string => path.join('.');
const isCompound = ({ states }: AnyStateNode): boolean => Object.keys(states).length > 0;

const drawn = (file: string) => readDrawing(files[file] ?? '');

describe('the whole chart', () => {
  const chart = drawn('volumeMigrate.svg');

  test('shows every state once', () => {
    expect(states.length).toBeGreaterThan(50);
    expect(chart.states.toSorted()).toEqual(states.map(pathOf).toSorted());
  });

  test('shows every transition', () => {
    expect(transitions.length).toBeGreaterThan(150);
    expect([...new Set(chart.transitions)].toSorted()).toEqual(transitions.map(({ id }) => id).toSorted());
  });

  test('names every state', () => {
    const words = chart.texts.map(({ text }) => text).join('');
    for (const { key } of states) expect(words).toContain(key);
  });
});

describe.each(
  states.filter(isCompound).filter(({ path }) => path.length > 0),
)('the drawing of $id', (state) => {
  const part = drawn(`${pathOf(state)}.svg`);
  const shown = [state, ...Object.values(state.states)];

  test('shows the state itself and every state in it', () => {
    expect(part.states.toSorted()).toEqual(shown.map(pathOf).toSorted());
  });

  test('shows every transition from one of these states, with its guard', () => {
    const own = [state, ...Object.values(state.states).filter((child) => !isCompound(child))].map(pathOf);
    const expected = transitions.filter(({ source }) => own.includes(source));
    expect(expected.length).toBeGreaterThan(0);
    const words = part.texts.map(({ text }) => text).join('');
    for (const { id, guard } of expected) {
      expect(part.transitions).toContain(id);
      expect(words).toContain(guard ?? '');
    }
  });
});

test('every state has a description', () => {
  for (const { id, description } of states.slice(1)) {
    expect(description, id).toBeTruthy();
    expect(files['README.md']).toContain(`| ${description} |`);
  }
});
