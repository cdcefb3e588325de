// Whether a run that is watched on Restate has been left by it, so that watching any longer is in vain.
import { commandOn, resumeCommand } from '../../journal/resumeCommand.ts';
import type { RestateStore } from '../../restate/engine/store.ts';
import { sayErrorLines } from '../output.ts';

const WORDS = { paused: 'paused', stopped: 'killed' } as const;

/** Whether nothing drives a run until somebody resumes it; if so, says that and what to do. */
export async function isAbandoned(store: RestateStore, noun: string, runId: string): Promise<boolean> {
  const standing = await store.standing(runId).catch(() => 'driven' as const);
  if (standing !== 'paused' && standing !== 'stopped') return false;
  sayErrorLines([
    `stopped watching ${noun} ${runId}: it was ${WORDS[standing]} in Restate, and no worker drives it`,
    `To continue it: ${resumeCommand(runId, store.url)}`,
    `To close it: ${commandOn('give-up', runId, store.url)}`,
  ]);
  return true;
}
