// The summary of a run from the parts of it that its workflow stores.
import type { RunSummary } from '../../engine/store.ts';
import type { RunHead, RunNow } from './protocol.ts';

/** The summary of a run from the two parts of it that its workflow stores. */
export const summaryIn = (
  { head, now }: { readonly head: RunHead; readonly now: RunNow },
  isDriven: boolean,
): RunSummary => ({
  ...head,
  ...{ endedAt: now.endedAt, status: now.status, state: now.state },
  holder: isDriven ? now.driver : null,
});
