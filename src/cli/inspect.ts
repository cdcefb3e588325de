// volume-migrate inspect
import { inspectedTimelineOf } from '../inspector/inspectedTimeline.ts';
import type { JournalReader } from '../inspector/live.ts';
import { offlinePage, readPage } from '../inspector/page.ts';
import { readerOf } from '../inspector/readerOf.ts';
import { startInspector } from '../inspector/server.ts';
import { EXIT } from './exit.ts';
import { findRun } from './findRun.ts';
import { entriesIn, onEntries, readExport } from './onEntries.ts';
import { orUnusable, readJournal } from './onJournal.ts';
import { checkReplaceable, portOf, serveUntilInterrupted, writePage } from './openPage.ts';
import { type InspectPlanFlags, inspectPlanFile, refusePlanFlags } from './plan/inspectPlanFile.ts';
import { planNamed } from './plan/planNamed.ts';
import { whereItFits } from './replayRun.ts';

/**
 * Shows the runs of the journal, those of an exported file, or a plan that has not been applied, until it is interrupted; with
 * `html`, writes one run, or the plan, to a page instead.
 */
export async function inspect(run: string | undefined, flags: InspectPlanFlags): Promise<number> {
  return await orUnusable(async () => {
    const { port, journal, html } = flags;
    const plan = run === undefined ? null : await planNamed(run);
    if (run !== undefined && plan !== null) return await inspectPlanFile(run, plan, flags);
    refusePlanFlags(flags);
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
  await serveUntilInterrupted(await startInspector({ store, port, run }), 'runs');
  return EXIT.succeeded;
}

async function write(run: string | undefined, journal: string | undefined, file: string): Promise<number> {
  if (run === undefined)
    throw new Error('--html requires a run ID, a file written by export, or a plan file');
  checkReplaceable(file, run);
  const page = await readPage();
  return await onEntries(run, journal, (entries, source) =>
    whereItFits(() => writePage(file, offlinePage(page, inspectedTimelineOf(entries))), source),
  );
}
