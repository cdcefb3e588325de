// When the hours of a plan are open, and when that changes.
import { describe, expect, test } from 'vitest';
import type { PlanDay, PlanSchedule } from '../../../machines/plan/types.ts';
import { areOpen, firstOpening, isOpen, nextChange, UNKNOWN_TIME } from '../../../machines/plan/windows.ts';

const hours = (
  from: string,
  to: string,
  timeZone = 'UTC',
  days: readonly PlanDay[] | null = null,
): PlanSchedule => ({ notBefore: null, window: { from, to, days, timeZone } });
const after = (notBefore: string): PlanSchedule => ({ notBefore, window: null });
const at = (moment: string): number => Date.parse(moment);

const friday = hours('22:00', '06:00', 'UTC', ['fri']);

test.each([
  ['opens at its first minute', hours('08:00', '17:00'), '2026-01-05T08:00:00Z', true],
  ['is closed just before', hours('08:00', '17:00'), '2026-01-05T07:59:59Z', false],
  ['is closed from its last minute on', hours('08:00', '17:00'), '2026-01-05T17:00:00Z', false],
  ['over midnight is open in the evening', hours('22:00', '06:00'), '2026-01-05T23:00:00Z', true],
  ['over midnight is open in the morning', hours('22:00', '06:00'), '2026-01-05T05:59:00Z', true],
  ['over midnight is closed by day', hours('22:00', '06:00'), '2026-01-05T12:00:00Z', false],
  ['of a day over midnight opens on that evening', friday, '2026-01-09T22:30:00Z', true],
  ['of a day over midnight is open on the next morning', friday, '2026-01-10T05:00:00Z', true],
  ['of a day over midnight is closed on the morning of that day', friday, '2026-01-09T05:00:00Z', false],
  ['of a day over midnight is closed on the next evening', friday, '2026-01-10T22:30:00Z', false],
  ['follows its time zone in winter', hours('08:00', '09:00', 'Europe/Berlin'), '2026-01-05T07:30:00Z', true],
  ['follows its time zone in summer', hours('08:00', '09:00', 'Europe/Berlin'), '2026-07-06T06:30:00Z', true],
  [
    'follows a time zone of 45 minutes',
    hours('00:00', '00:15', 'Asia/Kathmandu'),
    '2026-01-05T18:15:00Z',
    true,
  ],
  [
    'counts days in its time zone',
    hours('00:00', '12:00', 'Asia/Tokyo', ['tue']),
    '2026-01-05T20:00:00Z',
    true,
  ],
  ['from a time to the same time is always open', hours('08:00', '08:00'), '2026-01-05T03:00:00Z', true],
  [
    'not before a moment is closed before it',
    after('2026-01-05T08:00:00+01:00'),
    '2026-01-05T06:59:59Z',
    false,
  ],
  [
    'not before a moment is open from it on',
    after('2026-01-05T08:00:00+01:00'),
    '2026-01-05T07:00:00Z',
    true,
  ],
] as const)('a schedule %s', (_, schedule, moment, open) => {
  expect(isOpen(schedule, at(moment))).toBe(open);
});

test('no schedule with hours is open while the time is unknown', () => {
  expect(isOpen(hours('08:00', '08:00'), UNKNOWN_TIME)).toBe(false);
  expect(isOpen(after('2026-01-05T08:00:00Z'), UNKNOWN_TIME)).toBe(false);
  expect(areOpen([{ notBefore: null, window: null }], UNKNOWN_TIME)).toBe(true);
});

test.each([
  ['none for no schedules', [], null],
  ['the moment from which moves may start', [after('2026-01-05T13:30:30Z')], '2026-01-05T13:30:30Z'],
  ['none once that moment is past', [after('2026-01-05T11:00:00Z')], null],
  ['the opening of a closed window', [hours('22:00', '06:00')], '2026-01-05T22:00:00Z'],
  ['the closing of an open window', [hours('11:00', '12:15')], '2026-01-05T12:15:00Z'],
  ['the earliest of several', [hours('22:00', '06:00'), hours('11:00', '13:00')], '2026-01-05T13:00:00Z'],
  ['the next day on which it opens', [hours('08:00', '09:00', 'UTC', ['mon'])], '2026-01-12T08:00:00Z'],
  ['none for a window that is always open', [hours('08:00', '08:00')], null],
  ['none for a window without days', [hours('08:00', '09:00', 'UTC', [])], null],
])('the next change is %s', (_, schedules, change) => {
  expect(nextChange(schedules, at('2026-01-05T12:00:00Z'))).toBe(change === null ? null : at(change));
});

const MINUTE_MS = 60_000;
const MINUTES_OF_WEEK = 7 * 24 * 60;

// A week in which the clocks change; a bound of the second and of the third window is skipped or comes twice.
const ZONES = [
  ['Europe/Berlin', '2026-03-26T11:00:00Z'],
  ['Europe/Berlin', '2026-10-22T11:00:00Z'],
  ['America/New_York', '2026-03-05T11:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-02T11:00:00Z'],
  ['Asia/Kathmandu', '2026-03-26T11:00:00Z'],
] as const;

describe.each(ZONES)('in the week of %s from %s', (timeZone, from) => {
  test.each([
    ['22:00', '06:00', null],
    ['02:30', '03:30', null],
    ['01:45', '02:15', ['sun', 'thu']],
    ['23:30', '02:30', ['sat']],
  ] as const)('a window from %s to %s is the same from each change to the next, to the minute', (opens, closes, days) => {
    const schedule = hours(opens, closes, timeZone, days);
    const startMs = at(from);
    const minutes = Array.from({ length: MINUTES_OF_WEEK }, (_, n) => startMs + n * MINUTE_MS);
    const open = minutes.map((minute) => isOpen(schedule, minute));
    const changes = minutes.filter((_, n) => n > 0 && open[n] !== open[n - 1]);
    const told: number[] = [];
    const lastMs = minutes.at(-1) ?? startMs;
    for (let next = nextChange([schedule], startMs); next !== null && next <= lastMs; ) {
      told.push(next);
      next = nextChange([schedule], next);
    }
    expect(changes.length).toBeGreaterThan(1);
    expect(told).toEqual(changes);
  });
});

test.each([
  ['at once, if they are open', [hours('08:00', '17:00')], '2026-01-05T12:00:00Z'],
  ['when both windows are open', [hours('08:00', '17:00'), hours('16:00', '23:00')], '2026-01-05T16:00:00Z'],
  [
    'not before the latest moment',
    [hours('08:00', '17:00'), after('2026-03-02T18:00:00Z')],
    '2026-03-03T08:00:00Z',
  ],
  ['never, if they share no minute', [hours('08:00', '10:00'), hours('10:00', '12:00')], null],
  [
    'in summer, if their time zones overlap only then',
    [hours('08:00', '08:30', 'UTC'), hours('10:00', '10:30', 'Europe/Berlin')],
    '2026-03-29T08:00:00Z',
  ],
])('schedules first open together %s', (_, schedules, opening) => {
  expect(firstOpening(schedules, at('2026-01-05T12:00:00Z'))).toBe(opening === null ? null : at(opening));
});
