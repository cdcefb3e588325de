// The schedules of a plan file: what is wrong with a moment, a window or a time zone.
import { expect, test } from 'vitest';
import { problemsOf, volume } from './problemsOf.ts';

const action = (rest = ''): string => `{resource_id: ${volume(1)}${rest}}`;
const plan = (rest: string): string => `version: 1\n${rest}\nactions:\n  - ${action()}\n`;
const window = (text: string): string => `- ${action(`, window: ${text}`)}`;
const MOMENT = 'expected a date and time with an offset, as 2026-12-01T22:00:00+01:00, got';
const WINDOW = 'expected a window, as "22:00-06:00" or';
const SAME = 'are the same: leave the window out to allow every hour';

test.each<readonly [string, string, readonly string[]]>([
  [
    'a date without offset',
    `- ${action(', not_before: 2026-12-01T22:00:00')}`,
    [`[0].not_before (line 1): ${MOMENT} "2026-12-01T22:00:00"`],
  ],
  [
    'a day that does not exist',
    `- ${action(', not_before: 2026-02-30T22:00:00Z')}`,
    [`[0].not_before (line 1): ${MOMENT} "2026-02-30T22:00:00Z"`],
  ],
  ['an invalid created_at', plan('created_at: yesterday'), [`created_at (line 2): ${MOMENT} "yesterday"`]],
  [
    'a window that is a number',
    window('7'),
    [`[0].window (line 1): ${WINDOW} an object with from and to, got 7`],
  ],
  [
    'a window of another form',
    window('at night'),
    [`[0].window (line 1): ${WINDOW} "22:00-06:00 Europe/Berlin", got "at night"`],
  ],
  [
    'a window without end',
    window('{from: 22:00}'),
    ['[0].window.to (line 1): expected a time, as 22:00, got nothing'],
  ],
  [
    'an hour that does not exist',
    window('{from: 22:00, to: 24:00}'),
    ['[0].window.to (line 1): expected a time from 00:00 to 23:59, got "24:00"'],
  ],
  [
    'a short window with such an hour',
    window('"22:00-24:00"'),
    [`[0].window (line 1): ${WINDOW} "22:00-06:00 Europe/Berlin", got "22:00-24:00"`],
  ],
  ['from = to', window('{from: 22:00, to: 22:00}'), [`[0].window (line 1): from and to ${SAME}`]],
  [
    'from = to beside a time zone of the wrong type',
    window('{from: 22:00, to: 22:00, time_zone: 7}'),
    [
      '[0].window.time_zone (line 1): expected a time zone, as Europe/Berlin, got 7',
      `[0].window (line 1): from and to ${SAME}`,
    ],
  ],
  ['a short window with from = to', window('"22:00-22:00"'), [`[0].window (line 1): the two times ${SAME}`]],
  [
    'an unknown day',
    window('{from: 22:00, to: 06:00, days: [monday]}'),
    ['[0].window.days[0] (line 1): expected mon, tue, wed, thu, fri, sat, sun, got "monday"'],
  ],
  [
    'no day',
    window('{from: 22:00, to: 06:00, days: []}'),
    ['[0].window.days (line 1): expected at least one day'],
  ],
  [
    'a day twice',
    window('{from: 22:00, to: 06:00, days: [mon, mon]}'),
    ['[0].window.days (line 1): a day is there twice'],
  ],
  [
    'a misspelt time zone',
    window('{from: 22:00, to: 06:00, time_zone: Europe/Berlim}'),
    ['[0].window.time_zone (line 1): unknown time zone "Europe/Berlim" (did you mean Europe/Berlin?)'],
  ],
  [
    'an unknown time zone',
    window('"22:00-06:00 Mars/Olympus_Mons"'),
    ['[0].window (line 1): unknown time zone "Mars/Olympus_Mons" (expected an IANA name, as Europe/Berlin)'],
  ],
  [
    'an offset as time zone',
    window('"22:00-06:00 +01:00"'),
    ['[0].window (line 1): unknown time zone "+01:00" (expected an IANA name, as Europe/Berlin)'],
  ],
])('%s is reported', (_, text, expected) => {
  expect(problemsOf(text)).toEqual(expected);
});
