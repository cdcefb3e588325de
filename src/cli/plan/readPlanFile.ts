// Reads the plan that a command names: a file, or standard input.
import { statSync } from 'node:fs';
import { InvalidPlanError } from '../../errors.ts';
import { readPlan } from '../../plan/file/readPlan.ts';
import type { Plan } from '../../plan/file/types.ts';
import { readFileOrInput } from '../fileOrInput.ts';

/** Whether the argument of `check` names a plan: it does if it is a file, or is called like one, or is `-`. */
export function isPlanName(name: string): boolean {
  if (name === '-' || /\.(json|jsonl|ya?ml)$/i.test(name)) return true;
  return statSync(name, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** The plan in a file; `-` reads standard input. Throws `InvalidPlanError`, which lists every problem. */
export async function readPlanFile(file: string): Promise<Plan> {
  const cannotRead = (name: string, why: string): InvalidPlanError =>
    new InvalidPlanError([`cannot read ${name}: ${why}${isLikeId(file) ? RESUME : ''}`]);
  return readPlan(await readFileOrInput(file, cannotRead));
}

const isLikeId = (name: string): boolean => /^[\da-f]{4,8}(-[\da-f-]{0,27})?$/i.test(name);

const RESUME =
  '. A plan file is needed here. To resume a plan of the journal by its ID, run: volume-migrate resume PLAN';
