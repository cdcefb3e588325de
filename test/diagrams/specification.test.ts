// The specification's diagram and the machine ask the same questions, in the same order.
import { expect, test } from 'vitest';
import { QUOTED, SPECIFICATION } from '../../diagrams/drawing/specification.ts';
import { statesOf, transitionsOf, volumeMigrateMachine } from '../../machines/index.ts';

const nodes = new Map(statesOf(volumeMigrateMachine).map((node) => [node.path.join('.'), node]));
const transitions = transitionsOf(volumeMigrateMachine);
const boxes = new Map(SPECIFICATION.map((box) => [box.id, box]));

/** The states that are entered first with a state: itself, and its initial states. */
function entered(path: string): string[] {
  const [initial] = nodes.get(path)?.initial?.target ?? [];
  return initial === undefined ? [path] : [path, ...entered(initial.path.join('.'))];
}

/** Where the machine can get to from a state without another box of the specification in between. */
function nextOf(state: string): Set<string> {
  const ends = new Set(SPECIFICATION.map((box) => box.state));
  const reached = new Set<string>();
  const visit = (path: string): void => {
    for (const { target } of transitions.filter(({ source }) => source === path)) {
      for (const next of target === null ? [] : entered(target)) {
        if (reached.has(next)) continue;
        reached.add(next);
        if (!ends.has(next)) visit(next);
      }
    }
  };
  visit(state);
  return reached;
}

const questions = SPECIFICATION.filter(({ yes }) => yes !== null);

test.each(questions)('"$words" yes: $state leads to the next box', ({ state, yes }) => {
  expect([...nextOf(state)]).toContain(boxes.get(yes ?? '')?.state);
});

test.each(questions)('"$words" no: $state leads to the next box, or to failed at once', ({ state, no }) => {
  const next = boxes.get(no ?? '');
  if (next !== undefined) return expect([state, ...nextOf(state)]).toContain(next.state);
  const otherwise = transitions.filter(({ source }) => source === state).at(-1);
  expect(otherwise).toMatchObject({ guard: null, target: 'failed' });
});

test.each(SPECIFICATION)('"$words" is $state', ({ state }) => {
  expect(nodes.has(state)).toBe(true);
});

/** The diagram's boxes break their words over lines. */
test('the boxes are those of the quoted diagram, word for word', () => {
  const letters = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const quoted = letters(QUOTED);
  for (const word of SPECIFICATION.flatMap(({ words }) => words.split(' '))) {
    expect(quoted).toContain(letters(word));
  }
  expect(QUOTED.match(/\?/g)).toHaveLength(questions.length);
  expect(QUOTED.match(/ERROR/g)).toHaveLength(questions.filter(({ no }) => no?.startsWith('error')).length);
});
