// volume-migrate give-up --store for a run of which Restate has no records: frees what it still holds.
import process from 'node:process';
import { EngineError } from '../../engine/engineError.ts';
import type { RunStanding } from '../../restate/engine/standing.ts';
import type { RestateStore } from '../../restate/engine/store.ts';
import { heldInWords } from '../../restate/staleRuns.ts';
import { confirm, isAtTerminal } from '../confirm.ts';
import { EXIT } from '../exit.ts';
import { say, sayJson, sayLines } from '../output.ts';

export interface FreeFlags {
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Frees what the run holds; at a terminal it asks before. Throws `EngineError` `RunNotFound` if it holds nothing. */
export async function freeUnknown(store: RestateStore, idPrefix: string, flags: FreeFlags): Promise<number> {
  const { yes = false, json = false } = flags;
  const run = await findHolder(store, idPrefix);
  if (!yes && !json && isAtTerminal()) {
    say(`Restate has no records of run ${run.runId}. What it still holds can be released`);
    sayLines(heldInWords(run));
    const answer = await confirm(`release what run ${run.runId} holds?`, process.stdin, process.stdout);
    // After Ctrl-C the cursor is still behind the question.
    if (answer === null) say('');
    if (answer !== true) {
      say('nothing was released');
      return EXIT.cancelled;
    }
  }
  const freed = await store.free(run.runId, { isUnknownOver: true });
  if (freed.kind !== 'freed')
    throw new Error(
      `what run ${run.runId} holds was not released${freed.kind === 'refused' ? `: ${freed.why}` : ''}`,
    );
  if (json) {
    sayJson({ runId: run.runId, released: freed.holding });
    return EXIT.succeeded;
  }
  sayLines([
    `released what run ${run.runId} held; nothing in the cloud was changed. Restate has no records of the run, so it is not known what it may have left in the cloud.`,
    ...heldInWords(freed.holding),
    `To search the cloud, run: volume-migrate leftovers --store ${store.url}`,
  ]);
  return EXIT.succeeded;
}

async function findHolder(store: RestateStore, idPrefix: string): Promise<RunStanding> {
  const held = (await store.stale()).filter(({ runId }) => runId.startsWith(idPrefix.toLowerCase()));
  const [run, ...others] = held;
  if (run === undefined) throw new EngineError('RunNotFound', `${store.url} has no run ${idPrefix}`);
  if (others.length === 0) return run;
  throw new Error(
    `${held.length} run IDs start with ${idPrefix}: ${held.map(({ runId }) => runId).join(', ')}. Give a longer prefix`,
  );
}
