// volume-migrate inspect
import { readFileSync, type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { JournalReader } from '../inspector/live.ts';
import { isOfflinePage, offlinePage, readPage } from '../inspector/page.ts';
import { readerOf } from '../inspector/readerOf.ts';
import { startInspector } from '../inspector/server.ts';
import { timelineOf } from '../volumeMigrate/definition.ts';
import { EXIT } from './exit.ts';
import { findRun } from './findRun.ts';
import { interrupted } from './interruptions.ts';
import { entriesIn, onEntries, readExport } from './onEntries.ts';
import { orUnusable, readJournal } from './onJournal.ts';
import { say, sayError } from './output.ts';
import { writePrivateFile } from './privateFile.ts';
import { whereItFits } from './replayRun.ts';

interface Flags {
  readonly port?: string;
  readonly journal?: string;
  readonly html?: string;
}

/**
 * Shows the runs of the journal, or of an exported file, until it is interrupted; with `html`, writes one run
 * to a page instead.
 */
export async function inspect(run: string | undefined, { port, journal, html }: Flags): Promise<number> {
  return await orUnusable(async () => {
    if (html !== undefined) return await write(run, journal, html);
    const onPort = portOf(port);
    const file = run === undefined ? null : await readExport(run);
    if (run !== undefined && file !== null) {
      const entries = entriesIn(run, file);
      return await serve(readerOf(entries), entries[0]?.runId, onPort);
    }
    return await readJournal(journal, async (store) => {
      const chosen = run === undefined ? undefined : (await findRun(store, run)).runId;
      return await serve(store, chosen, onPort);
    });
  });
}

async function serve(store: JournalReader, run: string | undefined, port: number): Promise<number> {
  await readPage();
  const { url, close } = await startInspector({ store, port, run });
  say(url);
  sayError(
    'Open this address in a browser on this machine. Anyone who has it can see the runs. Press Ctrl-C to stop.',
  );
  await interrupted();
  await close();
  return EXIT.succeeded;
}

async function write(run: string | undefined, journal: string | undefined, file: string): Promise<number> {
  if (run === undefined) throw new Error('--html requires a run ID, or a file written by export');
  checkReplaceable(file, run);
  const page = await readPage();
  return await onEntries(run, journal, (entries, source) =>
    whereItFits(() => {
      writePrivateFile(file, offlinePage(page, timelineOf(entries)));
      sayError(`wrote ${resolve(file)}`);
    }, source),
  );
}

/**
 * Throws if the file is anything but a page of an earlier run of this command: the records of the run, for
 * instance.
 */
function checkReplaceable(file: string, run: string): void {
  const there = statOf(file);
  // A device or a pipe has no content that could be lost.
  if (there === null || !there.isFile()) return;
  const source = statOf(run);
  if (source?.ino === there.ino && source.dev === there.dev)
    throw new Error(`--html: ${file} is the file that the run is read from. Choose another file`);
  if (there.size === 0 || isOfflinePage(readFileSync(file, 'utf8'))) return;
  throw new Error(
    `--html: ${file} exists, and inspect did not write it. It was left unchanged. Choose another file, or delete this one first`,
  );
}

function statOf(name: string): Stats | null {
  try {
    return statSync(name);
  } catch {
    return null;
  }
}

function portOf(text = '0'): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port < 65_536) return port;
  throw new Error(`--port: expected a port from 0 to 65535, got ${text}`);
}
