// Whether the argument of inspect names a plan file: its content distinguishes it from an exported run.
import { InvalidPlanError } from '../../errors.ts';
import { readPlan } from '../../plan/file/readPlan.ts';
import type { Plan } from '../../plan/file/types.ts';
import { readExport } from '../onEntries.ts';
import { readPlanFile } from './readPlanFile.ts';

/**
 * The plan in the file; null if the file contains an exported run or anything else, or does not exist. Throws
 * `InvalidPlanError`, which lists every problem, if the file has the name of a plan. `-` reads a plan from standard input.
 */
export async function planNamed(name: string): Promise<Plan | null> {
  if (name === '-') return await readPlanFile(name);
  const text = await readExport(name);
  if (text === null || isExport(text)) return null;
  try {
    return readPlan(text);
  } catch (error) {
    if (error instanceof InvalidPlanError && !PLAN_NAME.test(name)) return null;
    throw error;
  }
}

const PLAN_NAME = /\.(json|jsonl|ya?ml)$/i;

// A line of an export is a record; an action of a plan in JSON Lines has none.
const isExport = (text: string): boolean => /^\s*\{[^\n]*"record":/.test(text);
