// Runs of a store that nothing drives, and what ended runs still hold: as findings with evidence and advice.
import { commandOn, resumeCommand } from '../journal/resumeCommand.ts';
import type { FoundLeftover } from '../leftovers/types.ts';
import { type Holding, type RunStanding, type StandingKind, standingOf } from './engine/standing.ts';
import type { RestateStore } from './engine/store.ts';

/** What `leftovers` lists of a store besides what is in the cloud. Rejects with `RestateStoreError`. */
export const findStaleRuns = async (store: RestateStore): Promise<readonly FoundLeftover[]> =>
  (await store.stale()).flatMap((run) => judgeStanding(run, store.url));

/** The finding about one run; none if nothing is wrong with it. `url`: of its store. */
export function judgeStanding(run: RunStanding, url: string): FoundLeftover[] {
  const standing = standingOf(run);
  const isHolding = run.claims.length > 0 || run.slots.length > 0;
  if (standing === 'driven') return run.now?.why == null ? [] : [waiting(run, run.now.why.message, url)];
  if (standing === 'paused' || standing === 'stopped') return [undriven(run, standing, url)];
  return isHolding ? [stale(run, standing, url)] : [];
}

function waiting(run: RunStanding, why: string, url: string): FoundLeftover {
  return {
    ...openRun(run),
    evidence: [`no worker drives the run at the moment: ${why}`, ...heldInWords(run)],
    missing: [],
    advice: `workers try again by themselves, after a pause of at most ten minutes. To make one try at once: ${resumeCommand(run.runId, url)}`,
  };
}

function undriven(run: RunStanding, standing: 'paused' | 'stopped', url: string): FoundLeftover {
  return {
    ...openRun(run),
    evidence: [whyUndriven(run, standing), ...heldInWords(run)],
    missing: ['the run has not ended: what it holds is not released'],
    advice: `to continue it from its records: ${resumeCommand(run.runId, url)}. To close it instead, without contacting the cloud: ${commandOn('give-up', run.runId, url)}`,
  };
}

const openRun = ({ runId, head }: RunStanding) =>
  ({
    kind: 'undriven-run',
    id: runId,
    name: head?.resource ?? '',
    runId,
    since: head?.startedAt ?? null,
    verdict: 'unfinished',
  }) as const;

function whyUndriven({ invocation }: RunStanding, standing: 'paused' | 'stopped'): string {
  if (standing === 'paused') return 'Restate has paused its invocation, after failures or on request';
  if (invocation === null) return 'Restate no longer has an invocation for it';
  return `its invocation has ended in Restate, but the run has not: ${invocation.failure ?? 'no reason given'}`;
}

function stale(run: RunStanding, standing: StandingKind, url: string): FoundLeftover {
  const { runId, now, claims } = run;
  const found = {
    kind: 'stale-claim',
    id: runId,
    name: claims[0]?.resource ?? '',
    runId,
    since: claims[0]?.since ?? null,
  } as const;
  if (standing === 'over') {
    const end = now === null ? 'never started: it made no call' : endInWords(now);
    return {
      ...found,
      evidence: [`the run ${end}, and no invocation drives it`, ...heldInWords(run)],
      ...{ verdict: 'removable', missing: [] },
      advice: `to release it: volume-migrate leftovers --remove --store ${url}`,
    };
  }
  return {
    ...found,
    evidence: ['Restate has neither records nor an invocation of the run', ...heldInWords(run)],
    verdict: 'kept',
    missing: ['no record shows that the run has ended'],
    advice: `check that Cinder no longer moves the volume. Then release it: ${commandOn('give-up', runId, url)}`,
  };
}

const endInWords = ({ status, endedAt }: NonNullable<RunStanding['now']>): string =>
  `${status === null ? 'was given up' : `ended ${status}`} at ${endedAt}`;

/** What a run holds, one line each. */
export const heldInWords = ({ claims, slots }: Holding): string[] => [
  ...claims.map(
    ({ resource, scope, since }) =>
      `holds volume ${resource}${scope === null ? '' : ` on ${scope}`} since ${since}`,
  ),
  ...slots.map(
    ({ names, scope }) => `holds slots${scope === null ? '' : ` on ${scope}`}: ${names.join(', ')}`,
  ),
];
