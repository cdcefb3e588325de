// Opens the page of a plan that has not been applied, and checks its moves in the background; or writes the page to a file.
import process from 'node:process';
import type { Cloud } from '../../../services/index.ts';
import type { JournalStore } from '../../engine/store.ts';
import { offlinePreview, readPage } from '../../inspector/page.ts';
import { createPlanChecks, type PlanChecks } from '../../inspector/planChecks.ts';
import { startPlanInspector } from '../../inspector/planServer.ts';
import { checkPlanOn } from '../../plan/checkPlan.ts';
import type { Plan } from '../../plan/file/types.ts';
import { closed } from '../closedJournal.ts';
import { EXIT } from '../exit.ts';
import { checkReplaceable, portOf, serveUntilInterrupted, writePage } from '../openPage.ts';
import { storeToRead } from '../openStore.ts';
import { sayError, showLive } from '../output.ts';
import { showProgress } from './checkProgress.ts';
import { type PlanOrigin, planPreviewOf } from './planPreview.ts';
import type { PlanSight } from './planSight.ts';

export interface PlanPage extends Pick<PlanOrigin, 'title' | 'command'> {
  readonly plan: Plan;
  readonly sight: PlanSight;
  /** The file of the plan, which the page must not replace. */
  readonly source: string;
  readonly flags: {
    readonly port?: string;
    readonly journal?: string;
    readonly html?: string;
    readonly check?: boolean;
  };
}

/** Serves the page until Ctrl-C, or writes it. Nothing in the cloud or in the journal changes. Returns the exit status. */
export async function showPlanPage(given: PlanPage): Promise<number> {
  const { plan, sight, source, flags, title, command } = given;
  const { html, journal, check = true } = flags;
  const port = portOf(flags.port);
  if (html !== undefined) checkReplaceable(html, source);
  const page = await readPage();
  const store = storeToRead(journal);
  try {
    const cloud = check && plan.actions.length > 0 ? sight.cloud : null;
    const origin = { title, command, isChecked: cloud !== null };
    const preview = await planPreviewOf(plan, sight, store, origin);
    const checks = createPlanChecks();
    const checking = startChecking(cloud, store, plan, checks, html === undefined ? () => {} : showProgress);
    if (html === undefined) {
      await serveUntilInterrupted(await startPlanInspector({ preview, checks, port }), 'plan');
      await checking.stop();
      return EXIT.succeeded;
    }
    const failure = await checking.ended;
    showLive(process.stderr, null);
    if (failure !== null) sayError(failure);
    const warnings = [...preview.warnings, ...(failure === null ? [] : [failure])];
    writePage(html, offlinePreview(page, { ...preview, warnings, checks: checks.found() }));
    return EXIT.succeeded;
  } finally {
    await closed(store);
  }
}

interface Checking {
  /** Why the checks stopped early; null if they did not. */
  readonly ended: Promise<string | null>;
  readonly stop: () => Promise<void>;
}

function startChecking(
  cloud: Cloud | null,
  store: JournalStore,
  { actions }: Plan,
  checks: PlanChecks,
  onProgress: (checked: number, of: number) => void,
): Checking {
  if (cloud === null) return { ended: Promise.resolve(null), stop: async () => {} };
  const aborting = new AbortController();
  const { signal } = aborting;
  // The page itself shows the volumes that stay.
  const moves = { actions };
  const ended = checkPlanOn(cloud, store, moves, {
    signal,
    onChecked: (checked, of, n, { state, check, reasons, warnings }) => {
      checks.add(n, { state, reasons, warnings, message: check?.message ?? null });
      onProgress(checked, of);
    },
  }).then(
    () => null,
    (error: Error) => {
      if (!signal.aborted) checks.fail(error);
      return `not all moves could be checked: ${error.message}`;
    },
  );
  return {
    ended,
    stop: async () => {
      aborting.abort();
      await ended;
    },
  };
}
