// Only `y` confirms a removal; a user who interrupts has confirmed nothing.
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { confirm } from '../../src/cli/confirm.ts';

async function answered(typed: string | null) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const printed = text(output);
  if (typed === null) input.end();
  else input.write(typed);
  const answer = await confirm('remove it?', input, output);
  output.end();
  return { answer, printed: await printed };
}

test.each([
  ['y', true],
  ['Y', true],
  [' yes ', true],
  ['n', false],
  ['', false],
  ['yep', false],
  ['all', false],
])('%j is %s', async (typed, answer) => {
  expect(await answered(`${typed}\n`)).toEqual({ answer, printed: 'remove it? [y/N] ' });
});

test('an input that ends is not an answer', async () => {
  expect((await answered(null)).answer).toBeNull();
});

test('several questions are asked at the same terminal', async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const answers: (boolean | null)[] = [];
  for (const typed of ['y\n', 'n\n']) {
    const asked = confirm('remove it?', input, output);
    input.write(typed);
    answers.push(await asked);
  }
  expect(answers).toEqual([true, false]);
});
