// What holds for volumes of a plan: told once for all of them, and counted where there are too many.
import { expect, test } from 'vitest';
import { groupedLines, type Told } from '../../../src/cli/plan/groupedLines.ts';

const linesOf = (told: readonly Told[], most = 20): string[] =>
  groupedLines(told, { most, rest: 'volume-migrate show p', paint: (label) => label.toLowerCase() });

const failed = (volume: string, message: string | null, ...reasons: string[]): Told => ({
  ...{ label: 'FAILED', volume, message, reasons, detail: ` (run ${volume})` },
});

test('a volume has its message, its run and its reasons, none of them twice', () => {
  expect(linesOf([failed('a', 'no', 'no', 'full', 'slow')])).toEqual([
    'failed: a: no (run a)',
    '  - full',
    '  - slow',
  ]);
});

test('a single reason takes the place of a message', () => {
  expect(linesOf([failed('a', null, 'full')])).toEqual(['failed: a: full (run a)']);
});

test('volumes for which the same holds are told together, and the first five are named', () => {
  const volumes = Array.from({ length: 7 }, (_, n) => failed(`v${n}`, 'no', 'full'));
  expect(linesOf([...volumes, failed('w', 'no', 'slow')])).toEqual([
    ...['failed: 7 volumes: no', '  - full', '  v0, v1, v2, v3, v4 and 2 more'],
    ...['failed: w: no (run w)', '  - slow'],
  ]);
});

test('of 300 volumes whose reasons differ only in IDs and numbers, those of the first are shown', () => {
  const volumes = Array.from({ length: 300 }, (_, n) =>
    failed(
      `v${n}`,
      'no',
      `node2@a#b: ${n} of 2.5 GiB`,
      `it has snapshot ${String(n).padStart(8, '0')}-0000-4000-8000-00000000000a`,
    ),
  );
  expect(linesOf(volumes)).toEqual([
    'failed: 300 volumes: no',
    '  - for example: node2@a#b: 0 of 2.5 GiB',
    '  - for example: it has snapshot 00000000-0000-4000-8000-00000000000a',
    '  v0, v1, v2, v3, v4 and 295 more',
    'to see each of them, run: volume-migrate show p',
  ]);
});

test('where the messages differ too, the first is shown as an example', () => {
  const volumes = Array.from({ length: 30 }, (_, n) => failed(`v${n}`, `pool has ${n} GiB`));
  expect(linesOf(volumes)[0]).toBe('failed: 30 volumes, for example: pool has 0 GiB');
});

test('of 300 volumes with reasons of their own the first are shown, and the others counted by their messages', () => {
  const names = (n: number): string =>
    n.toString().replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '');
  const volumes = Array.from({ length: 300 }, (_, n) =>
    failed(`v${n}`, n < 250 ? 'no room' : 'in use', `reason ${names(n)}`),
  );
  const lines = linesOf(volumes, 2);
  expect(lines.slice(0, 4)).toEqual([
    ...['failed: v0: no room (run v0)', '  - reason a'],
    ...['failed: v1: no room (run v1)', '  - reason b'],
  ]);
  expect(lines.slice(4)).toEqual([
    'and 298 more: 248 FAILED (no room), 50 FAILED (in use)',
    'to see each of them, run: volume-migrate show p',
  ]);
});
