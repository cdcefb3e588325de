// A run as a file: its records as JSON Lines, to keep, send or replay elsewhere. It contains no secrets.
import { z } from 'zod';
import { digestOf } from '../engine/records.ts';
import { printableJson } from '../printable.ts';
import { inCurrentForm } from '../volumeMigrate/currentForm.ts';
import type { JournalEntry } from '../volumeMigrate/records.ts';

const entrySchema = z.object({
  runId: z.string(),
  n: z.int().nonnegative(),
  at: z.iso.datetime(),
  record: z.looseObject({ kind: z.string() }),
  digest: z.string(),
});

/**
 * The records of a run in their current form, one per line. A record that fits its digest also fits the new
 * one; an altered record still does not.
 */
export function exportedRun(entries: readonly JournalEntry[]): string {
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

/**
 * Reads the records from such a file. Throws an error that names the first invalid line; `replay` checks
 * whether the records fit.
 */
export function importedRun(text: string): JournalEntry[] {
  const lines = text.split('\n').filter((line) => line !== '');
  if (lines.length === 0) throw new Error('it contains no records');
  return lines.map((line, index) => {
    try {
      return entrySchema.parse(JSON.parse(line)) as unknown as JournalEntry;
    } catch (error) {
      throw new Error(`line ${index + 1} is not a record: ${whyNot(error)}`);
    }
  });
}

const whyNot = (error: unknown): string =>
  error instanceof z.ZodError ? z.prettifyError(error).replaceAll('\n', ' ') : (error as Error).message;
