// volume-migrate resume: runs and plans.
import { isStoreUrl } from '../../restate/engine/storeUrl.ts';
import { EXIT } from '../exit.ts';
import { type ResumeFlags, resume } from '../resume.ts';
import { isPlanId } from './findPlan.ts';
import { resumeAllPlans, resumeOnePlan } from './resumePlans.ts';

/** Resumes a run or a plan; with `--all` first every plan, which resumes its own runs, and then the other runs. */
export async function resumeAny(run: string | undefined, flags: ResumeFlags): Promise<number> {
  const { all = false, journal } = flags;
  if (journal !== undefined && isStoreUrl(journal)) {
    const { resumeOnCluster } = await import('../cluster/resumeOnCluster.ts');
    return await resumeOnCluster(run, journal, flags);
  }
  if (run !== undefined && !all && (await isPlanId(run, journal))) return await resumeOnePlan(run, flags);
  if (run !== undefined || !all) return await resume(run, flags);
  const { statuses, interrupted } = await resumeAllPlans(flags);
  const results = interrupted ? statuses : [...statuses, await resume(undefined, flags)];
  return WORST_FIRST.find((status) => results.includes(status)) ?? EXIT.succeeded;
}

const WORST_FIRST = [EXIT.unusable, EXIT.failed, EXIT.cancelled];
