// When a schedule lets moves start, and when that next changes. Pure: the time is given.
import { offsetAt } from './timeZones.ts';
import type { PlanDay, PlanSchedule, PlanWindow } from './types.ts';

const DAYS: readonly PlanDay[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MINUTE_MS = 60_000;
const MINUTES_PER_DAY = 24 * 60;
const MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY;

/** The time before the first event of the clock. No schedule is open then. */
export const UNKNOWN_TIME = Number.NEGATIVE_INFINITY;

/** Whether moves of the schedule may start at a moment, in milliseconds since 1970. */
export function isOpen({ notBefore, window }: PlanSchedule, atMs: number): boolean {
  if (notBefore === null && window === null) return true;
  if (atMs === UNKNOWN_TIME) return false;
  if (notBefore !== null && atMs < Date.parse(notBefore)) return false;
  return window === null || isInWindow(window, atMs);
}

/** Whether moves of every one of the schedules may start. */
export const areOpen = (schedules: readonly PlanSchedule[], atMs: number): boolean =>
  schedules.every((schedule) => isOpen(schedule, atMs));

/** When one of the schedules next opens or closes, to the minute; null if none ever does. */
export function nextChange(schedules: readonly PlanSchedule[], atMs: number): number | null {
  const starts = schedules
    .map(({ notBefore }) => (notBefore === null ? Number.NaN : Date.parse(notBefore)))
    .filter((startMs) => startMs > atMs);
  const changes = schedules.flatMap(({ window }) =>
    window === null ? [] : (windowChange(window, atMs) ?? []),
  );
  const all = [...starts, ...changes];
  return all.length === 0 ? null : all.reduce((first, each) => Math.min(first, each));
}

// Windows in different time zones may overlap in summer only.
const LONGEST_WAIT_MS = 366 * MINUTES_PER_DAY * MINUTE_MS;

/** The first moment, from the given one on, at which all of the schedules are open; null if there is none within a year. */
export function firstOpening(schedules: readonly PlanSchedule[], fromMs: number): number | null {
  const starts = schedules.flatMap(({ notBefore }) => (notBefore === null ? [] : Date.parse(notBefore)));
  const firstMs = starts.reduce((last, each) => Math.max(last, each), fromMs);
  let momentMs: number | null = firstMs;
  while (momentMs !== null && momentMs <= firstMs + LONGEST_WAIT_MS) {
    if (areOpen(schedules, momentMs)) return momentMs;
    momentMs = nextChange(schedules, momentMs);
  }
  return null;
}

function isInWindow(window: PlanWindow, atMs: number): boolean {
  const { day, minute } = localTime(window.timeZone, atMs);
  const [from, to] = [minuteOf(window.from), minuteOf(window.to)];
  const opensOn = (weekday: number): boolean =>
    window.days === null || window.days.includes(DAYS[weekday] as PlanDay);
  if (from < to) return minute >= from && minute < to && opensOn(day);
  // Over midnight: the evening belongs to this day, the morning to the day before.
  return (minute >= from && opensOn(day)) || (minute < to && opensOn((day + 6) % 7));
}

// Longer than a week: a window whose state has not changed by then never changes.
const LONGEST_STATE_MS = 9 * MINUTES_PER_DAY * MINUTE_MS;

// The next full minute at which the window opens or closes; null if it never does. Goes from one of its bounds to the next,
// and stops where the clocks change, because a bound may be skipped or repeated there.
function windowChange(window: PlanWindow, atMs: number): number | null {
  const isIn = isInWindow(window, atMs);
  let momentMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
  while (momentMs < atMs + LONGEST_STATE_MS) {
    momentMs = orClockChange(window.timeZone, momentMs, nextBound(window, momentMs));
    if (isInWindow(window, momentMs) !== isIn) return momentMs;
  }
  return null;
}

// When the clock would next show one of the window's bounds, if it did not change.
function nextBound(window: PlanWindow, atMs: number): number {
  const { minute } = localTime(window.timeZone, atMs);
  const minutes = [window.from, window.to].map(
    (bound) => (minuteOf(bound) - minute + MINUTES_PER_DAY) % MINUTES_PER_DAY || MINUTES_PER_DAY,
  );
  return atMs + Math.min(...minutes) * MINUTE_MS;
}

// The first minute after a change of the clocks between the two moments; the second moment if there is none.
function orClockChange(timeZone: string, fromMs: number, toMs: number): number {
  const offsetMs = offsetAt(timeZone, fromMs);
  if (offsetAt(timeZone, toMs) === offsetMs) return toMs;
  let [lowMs, highMs] = [fromMs, toMs];
  while (highMs - lowMs > MINUTE_MS) {
    const middleMs = lowMs + Math.floor((highMs - lowMs) / 2 / MINUTE_MS) * MINUTE_MS;
    if (offsetAt(timeZone, middleMs) === offsetMs) lowMs = middleMs;
    else highMs = middleMs;
  }
  return highMs;
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function localTime(timeZone: string, atMs: number): { readonly day: number; readonly minute: number } {
  const minutes = THURSDAY * MINUTES_PER_DAY + Math.floor(atMs / MINUTE_MS) + offsetAt(timeZone, atMs);
  const minuteOfWeek = ((minutes % MINUTES_PER_WEEK) + MINUTES_PER_WEEK) % MINUTES_PER_WEEK;
  return { day: Math.floor(minuteOfWeek / MINUTES_PER_DAY), minute: minuteOfWeek % MINUTES_PER_DAY };
}

// The day on which time begins, in 1970.
const THURSDAY = 4;
