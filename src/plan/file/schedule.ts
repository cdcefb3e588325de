// The schema of a schedule: the moment and the hours from which moves may start.
import { z } from 'zod';
import type { PlanDay, PlanSchedule, PlanWindow } from '../../../machines/plan/types.ts';
import { show } from '../../inputInWords.ts';
import { timeZoneProblem } from './timeZone.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const satisfies readonly PlanDay[];
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const SHORT_WINDOW = /^(([01]\d|2[0-3]):[0-5]\d)-(([01]\d|2[0-3]):[0-5]\d)( +\S+)?$/;

const time = z
  .string({ error: ({ input }) => `expected a time, as 22:00, got ${show(input)}` })
  .regex(TIME, { error: ({ input }) => `expected a time from 00:00 to 23:59, got ${show(input)}` });

const timeZone = z
  .string({ error: ({ input }) => `expected a time zone, as Europe/Berlin, got ${show(input)}` })
  .refine((name) => timeZoneProblem(name) === null, {
    error: ({ input }) => timeZoneProblem(String(input)) ?? '',
  })
  .meta({ description: 'IANA name of a time zone', default: 'UTC', examples: ['Europe/Berlin'] });

const days = z
  .array(z.enum(DAYS, { error: ({ input }) => `expected ${DAYS.join(', ')}, got ${show(input)}` }), {
    error: ({ input }) => `expected a list of days, as [sat, sun], got ${show(input)}`,
  })
  .min(1, { error: 'expected at least one day' })
  .refine((list) => new Set(list).size === list.length, { error: 'a day is there twice' })
  .meta({ description: 'The days on which the window opens; every day by default' });

const windowObject = z
  .strictObject({ from: time, to: time, days: days.nullish(), time_zone: timeZone.nullish() })
  .refine(({ from, to }) => from !== to, {
    error: sameTimes('from and to'),
    when: ({ value }) => isTimes(value),
  });

const shortWindow = z
  .string()
  .regex(SHORT_WINDOW, {
    error: ({ input }) =>
      `expected a window, as "22:00-06:00" or "22:00-06:00 Europe/Berlin", got ${show(input)}`,
    abort: true,
  })
  .superRefine((text, context) => {
    const { from, to, time_zone } = expanded(text);
    if (from === to) context.addIssue(sameTimes('the two times'));
    const problem = timeZoneProblem(time_zone);
    if (problem !== null) context.addIssue(problem);
  });

const window = z
  .union([shortWindow, windowObject], {
    error: ({ input }) =>
      `expected a window, as "22:00-06:00" or an object with from and to, got ${show(input)}`,
  })
  .meta({ description: 'The hours in which moves may start, such as "22:00-06:00 Europe/Berlin"' });

const notBefore = moment('Moves do not start before this moment');

/** The members of a schedule, which actions have too. */
export const scheduleShape = { not_before: notBefore.nullish(), window: window.nullish() };

export const scheduleSchema = z.strictObject(scheduleShape, {
  error: ({ input }) => `expected an object with not_before or window, got ${show(input)}`,
});

/** A date and time that means the same everywhere. */
export function moment(description: string): z.ZodType<string, string> {
  return z.iso
    .datetime({
      offset: true,
      error: ({ input }) =>
        `expected a date and time with an offset, as 2026-12-01T22:00:00+01:00, got ${show(input)}`,
    })
    .meta({ description });
}

/** A validated schedule. */
export function scheduleOf(file: z.output<typeof scheduleSchema>): PlanSchedule {
  return { notBefore: file.not_before ?? null, window: windowOf(file.window ?? null) };
}

function windowOf(file: z.output<typeof window> | null): PlanWindow | null {
  if (file === null) return null;
  const { from, to, days, time_zone } = typeof file === 'string' ? { ...expanded(file), days: null } : file;
  return { from, to, days: days ?? null, timeZone: time_zone ?? 'UTC' };
}

function expanded(text: string): { readonly from: string; readonly to: string; readonly time_zone: string } {
  return { from: text.slice(0, 5), to: text.slice(6, 11), time_zone: text.slice(11).trim() || 'UTC' };
}

function sameTimes(what: string): string {
  return `${what} are the same: leave the window out to allow every hour`;
}

function isTimes(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { from, to } = value as Record<string, unknown>;
  return typeof from === 'string' && typeof to === 'string';
}
