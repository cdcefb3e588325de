// A run as a file: its records as JSON Lines, to keep, to send, to replay elsewhere. There is no secret in them.
import { z } from 'zod';
import { printableJson } from '../printable.ts';
import { inCurrentForm } from './currentForm.ts';
import { digestOf, type Entry } from './records.ts';

const entrySchema = z.object({
  runId: z.string(),
  n: z.int().nonnegative(),
  at: z.iso.datetime(),
  record: z.looseObject({ kind: z.string() }),
  digest: z.string(),
});

/**
 * The records of a run, a line each, in their current form. A record that fits its digest fits the new one as well;
 * one that was altered still does not.
 */
export function exportedRun(entries: readonly Entry[]): string {
  let written = '';
  let exported = '';
  return entries
    .map((entry) => {
      const isGenuine = entry.digest === digestOf(entry, written);
      const current = inCurrentForm(entry);
      const digest = isGenuine ? digestOf(current, exported) : entry.digest;
      written = entry.digest;
      exported = digest;
      return `${printableJson({ ...current, digest })}\n`;
    })
    .join('');
}

/** The records in such a file. Throws an error that names the first line which is none; whether they fit is for `replay` to say. */
export function importedRun(text: string): Entry[] {
  const lines = text.split('\n').filter((line) => line !== '');
  if (lines.length === 0) throw new Error('it holds no record');
  return lines.map((line, index) => {
    try {
      return entrySchema.parse(JSON.parse(line)) as unknown as Entry;
    } catch (error) {
      throw new Error(`line ${index + 1} is no record: ${whyNot(error)}`);
    }
  });
}

const whyNot = (error: unknown): string =>
  error instanceof z.ZodError ? z.prettifyError(error).replaceAll('\n', ' ') : (error as Error).message;
